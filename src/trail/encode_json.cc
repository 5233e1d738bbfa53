#include <string>

#include "modtrail/base/json_writer.h"
#include "modtrail/base/timestamp.h"
#include "modtrail/trail/encode.h"

namespace modtrail {

namespace {

class Fields {
 public:
  explicit Fields(JsonWriter& json) : json_(json) {}

  void text(std::string_view name, std::optional<std::string_view> value) {
    json_.key(name);
    if (value) {
      json_.string(*value);
    } else {
      json_.null();
    }
  }
  template <class Number>
  void number(std::string_view name, std::optional<Number> value) {
    json_.key(name);
    if (value) {
      json_.number(std::int64_t{*value});
    } else {
      json_.null();
    }
  }
  template <class Texts>
  void list(std::string_view name, const Texts& values) {
    json_.key(name).begin_array();
    for (const auto& value : values) json_.string(value);
    json_.end_array();
  }

 private:
  JsonWriter& json_;
};

std::optional<std::string_view> view(const std::optional<std::string>& value) {
  return value ? std::optional<std::string_view>(*value) : std::nullopt;
}

template <class Value>
std::optional<std::string_view> named(const std::optional<Value>& value) {
  return value ? std::optional(name(*value)) : std::nullopt;
}

void write_id(const EventId& id, JsonWriter& json) {
  json.key("id").begin_object();
  Fields(json).text("node", id.node.empty() ? std::nullopt : std::optional<std::string_view>(id.node));
  json.key("time").string(timestamp(id.time));
  json.key("serial").number(std::uint64_t{id.serial});
  json.end_object();
}

void write_what(const ModuleEvent& event, JsonWriter& json) {
  Fields fields(json);
  fields.text("operation", named(operation_of(event)));
  fields.text("module", view(event.module));
  fields.text("outcome", named(event.outcome));
  fields.text("syscall", named(event.syscall));
  fields.text("abi", named(event.abi));
  fields.text("arch", named(event.machine));
  fields.list("flags", event.flags);
  json.key("success");
  if (event.success) {
    json.boolean(*event.success);
  } else {
    json.null();
  }
  fields.number("exit", event.exit);
  fields.number("errno", errno_of(event) == 0 ? std::nullopt : std::optional(errno_of(event)));
}

void write_who(const ModuleEvent& event, JsonWriter& json) {
  Fields fields(json);
  fields.text("origin", name(event.origin));
  fields.number("auid", event.auid);
  fields.text("auid_name", view(event.auid_name));
  fields.number("uid", event.uid);
  fields.text("uid_name", view(event.uid_name));
  fields.number("gid", event.gid);
  fields.text("gid_name", view(event.gid_name));
  fields.number("session", event.session);
  fields.number("pid", event.pid);
  fields.number("ppid", event.ppid);
  fields.text("tty", view(event.tty));
  fields.text("comm", view(event.comm));
  fields.text("exe", view(event.exe));
  fields.text("proctitle", view(event.proctitle));
  fields.list("command", event.command);
  fields.text("cwd", view(event.cwd));
  fields.text("subj", view(event.subj));
  fields.list("keys", event.keys);
}

}  // namespace

void append_json(std::string& out, const ModuleEvent& event, Lines records) {
  JsonWriter json(out, JsonWriter::Layout::OneLine);
  json.begin_object();
  json.key("schema").string("modtrail.event/1");
  write_id(event.id, json);
  write_what(event, json);
  write_who(event, json);
  json.key("complete").boolean(event.whole == Whole::Yes);
  if (event.service) write_json(json.key("service"), *event.service);
  if (event.loaded) write_json(json.key("loaded"), *event.loaded);
  if (records == Lines::Include) Fields(json).list("records", event.records);
  json.end_object();
  out += '\n';
}

void append_found(std::string& out, const ModuleEvent& event) {
  JsonWriter json(out, JsonWriter::Layout::OneLine);
  json.begin_object();
  json.key("schema").string("modtrail.found/1");
  write_id(event.id, json);
  json.key("module");
  if (event.module) {
    json.string(*event.module);
  } else {
    json.null();
  }
  if (event.service) write_json(json.key("service"), *event.service);
  write_json(json.key("loaded"), *event.loaded);
  json.end_object();
  out += '\n';
}

}  // namespace modtrail
