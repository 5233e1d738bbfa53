#include "cli/reconcile_report.h"
#include "modtrail/base/json_writer.h"
#include "modtrail/base/timestamp.h"
#include "modtrail/trail/encode.h"

namespace modtrail {

namespace {

std::string_view name(ViewState state) {
  switch (state) {
    case ViewState::Read:
      return "read";
    case ViewState::Absent:
      return "absent";
    case ViewState::Unreadable:
      return "unreadable";
  }
  return "";
}

std::string_view name(ModuleState state) {
  switch (state) {
    case ModuleState::Live:
      return "live";
    case ModuleState::Loading:
      return "loading";
    case ModuleState::Unloading:
      return "unloading";
  }
  return "";
}

void put_time(JsonWriter& json, std::string_view key, const std::optional<std::uint64_t>& time) {
  json.key(key).string_or_null(time ? timestamp(*time) : "");
}

void put_signature(JsonWriter& json, const ModuleFile& file) {
  json.key("signature");
  if (!file.signature) {
    json.null();
    return;
  }
  json.begin_object();
  json.key("signer").string_or_null(file.signature->signer);
  json.key("key_id").string_or_null(file.signature->key_id);
  json.key("digest").string_or_null(file.signature->digest);
  json.end_object();
}

void put_owner(JsonWriter& json, const FileOwner& owner) {
  switch (owner.ownership) {
    case Ownership::Package:
      json.key("owner").string(owner.package);
      return;
    case Ownership::Nobody:
      json.key("owner").string("");
      return;
    case Ownership::Unknown:
      json.key("owner").null();
      return;
  }
}

void put_facts(JsonWriter& json, const ReconcileReport& report, const JudgedModule& module) {
  json.key("file");
  const auto at = report.facts.find(module.name);
  if (at == report.facts.end()) {
    json.null();
    return;
  }
  const ModuleFacts& facts = at->second;
  json.begin_object();
  json.key("path").string(facts.path);
  json.key("sha256").string_or_null(facts.sha256);
  json.key("unread").string_or_null(facts.unread);
  json.key("vermagic").string_or_null(facts.file.vermagic);
  json.key("version").string_or_null(facts.file.version);
  json.key("license").string_or_null(facts.file.license);
  json.key("build_id").string_or_null(facts.file.build_id);
  json.key("loaded").string(name(match_of(module.build_id, facts.file.build_id)));
  put_signature(json, facts.file);
  json.key("odd_signature").string_or_null(facts.file.odd_signature);
  put_owner(json, facts.owner);
  json.key("owner_unknown").string_or_null(facts.owner.unknown);
  json.end_object();
}

void put_module(JsonWriter& json, const ReconcileReport& report, const JudgedModule& module) {
  json.begin_object();
  json.key("name").string(module.name);
  json.key("standing").string(name(module.standing));
  json.key("because").string_or_null(module.because);
  if (module.load) write_json(json.key("event"), module.load->id);
  if (module.listed) {
    json.key("state").string(name(module.entry.state));
    json.key("size").number(module.entry.size);
    json.key("taints").string(module.entry.taints);
  }
  json.key("build_id").string_or_null(module.build_id);
  put_facts(json, report, module);
  json.end_object();
}

template <class T>
void put_view(JsonWriter& json, std::string_view path, const View<T>& view) {
  json.begin_object();
  json.key("path").string(path);
  json.key("state").string(name(view.state));
  if (!view.reason.empty()) json.key("reason").string(view.reason);
  json.end_object();
}

void put_views(JsonWriter& json, const KernelViews& views) {
  json.key("views").begin_array();
  for_each_view(views, [&](std::string_view path, const auto& view) { put_view(json, path, view); });
  json.end_array();
}

void put_words(JsonWriter& json, std::string_view key, const std::vector<std::string>& words) {
  json.key(key).begin_array();
  for (const std::string& word : words) json.string(word);
  json.end_array();
}

void put_differences(JsonWriter& json, const std::vector<Difference>& differences) {
  json.key("differences").begin_array();
  for (const Difference& difference : differences) {
    json.begin_object();
    json.key("kind").string(name(difference.kind));
    json.key("certainty").string(name(certainty_of(difference.kind)));
    json.key("module").string_or_null(difference.module);
    json.key("message").string(difference.message);
    if (difference.event) write_json(json.key("event"), *difference.event);
    json.end_object();
  }
  json.end_array();
}

void put_unloads(JsonWriter& json, const std::vector<JudgedUnload>& unloads) {
  json.key("unloads").begin_array();
  for (const JudgedUnload& unload : unloads) {
    json.begin_object();
    json.key("module").string(unload.call.module);
    json.key("standing").string(name(unload.standing));
    write_json(json.key("event"), unload.call.id);
    json.end_object();
  }
  json.end_array();
}

}  // namespace

void write_reconcile_json(const ReconcileReport& report, std::string& out) {
  JsonWriter json(out, JsonWriter::Layout::Indented);
  const Reconciliation& result = report.result;
  json.begin_object();
  json.key("schema").string("modtrail.reconciliation/1");
  json.key("verdict").string(name(result.verdict));
  json.key("target").string(report.target);
  json.key("kernel").string_or_null(report.views.release);
  json.key("boot_id").string_or_null(report.views.boot_id);
  put_time(json, "boot", report.views.boot);
  put_time(json, "audited_since", result.since);
  put_words(json, "logs", report.logs);
  put_differences(json, result.differences);
  put_words(json, "undecided", result.undecided);
  json.key("modules").begin_array();
  for (const JudgedModule& module : result.modules) put_module(json, report, module);
  json.end_array();
  put_unloads(json, result.unloads);
  put_words(json, "built_in", result.built_in);
  put_words(json, "unsettled", result.unsettled);
  put_views(json, report.views);
  json.end_object();
  out += "\n";
}

}  // namespace modtrail
