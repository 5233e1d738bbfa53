#include <algorithm>

#include "modtrail/base/json_writer.h"
#include "modtrail/base/timestamp.h"
#include "modtrail/trail/encode.h"
#include "modtrail/uapi/attempt.h"
#include "modtrail/uapi/errnos.h"

// What stands where is fixed by who reads it: the rules "Kernel Driver Load" and "... by non-root User" of
// elastic/detection-rules ask for category driver, host.os.type, event.action, auditd.data.syscall and user.id, which
// auditbeat fills with the uid; who logged in is user.audit there, and auditd.summary.actor.primary.  ECS has no place
// for a module's name: it stands in auditd.summary.object and auditd.data.name.
namespace modtrail {
namespace {

constexpr std::string_view kEcsVersion = "8.11.0";

void text_field(JsonWriter& json, std::string_view name, const std::optional<std::string>& value) {
  if (value) json.key(name).string(*value);
}

void text_list(JsonWriter& json, std::string_view name, const std::vector<std::string>& values) {
  if (values.empty()) return;
  json.key(name).begin_array();
  for (const std::string& value : values) json.string(value);
  json.end_array();
}

std::string_view action(std::optional<Operation> operation) {
  if (operation == Operation::Load) return "loaded-kernel-module";
  if (operation == Operation::Unload) return "unloaded-kernel-module";
  return "kernel-module";
}

std::string_view type(std::optional<Operation> operation) {
  if (operation == Operation::Load) return "start";
  if (operation == Operation::Unload) return "end";
  return "info";
}

std::string_view outcome(const ModuleEvent& event) {
  if (!event.success) return "unknown";
  return *event.success ? "success" : "failure";
}

std::string id_of(const EventId& id) {
  return timestamp(id.time) + ":" + std::to_string(id.serial);
}

void write_event(JsonWriter& json, const ModuleEvent& event) {
  const auto operation = operation_of(event);
  json.key("event").begin_object();
  json.key("kind").string("event").key("module").string("auditd").key("dataset").string("auditd.log");
  json.key("category").begin_array().string("driver").end_array();
  json.key("type").begin_array().string(type(operation)).end_array();
  json.key("action").string(action(operation)).key("outcome").string(outcome(event));
  json.key("id").string(id_of(event.id)).key("sequence").number(std::uint64_t{event.id.serial});
  json.end_object();
}

void write_user(JsonWriter& json, std::string_view key, std::optional<std::uint32_t> id,
                const std::optional<std::string>& name) {
  if (!id || *id == kUnset) return;
  json.key(key).begin_object().key("id").string(std::to_string(*id));
  text_field(json, "name", name);
  json.end_object();
}

void write_users(JsonWriter& json, const ModuleEvent& event) {
  std::vector<std::string> related;
  for (const auto& name : {event.uid_name, event.auid_name}) {
    if (name && std::find(related.begin(), related.end(), *name) == related.end()) related.push_back(*name);
  }
  if (event.uid) {
    json.key("user").begin_object().key("id").string(std::to_string(*event.uid));
    text_field(json, "name", event.uid_name);
    write_user(json, "group", event.gid, event.gid_name);
    write_user(json, "audit", event.auid, event.auid_name);
    json.end_object();
  }
  if (related.empty()) return;
  json.key("related").begin_object();
  text_list(json, "user", related);
  json.end_object();
}

void write_process(JsonWriter& json, const ModuleEvent& event) {
  if (!event.pid) return;
  json.key("process").begin_object().key("pid").number(std::uint64_t{*event.pid});
  if (event.ppid) json.key("parent").begin_object().key("pid").number(std::uint64_t{*event.ppid}).end_object();
  text_field(json, "name", event.comm);
  text_field(json, "executable", event.exe);
  text_field(json, "title", event.proctitle);
  text_field(json, "working_directory", event.cwd);
  text_list(json, "args", event.command);
  if (!event.command.empty()) json.key("args_count").number(static_cast<std::uint64_t>(event.command.size()));
  json.end_object();
}

void write_data(JsonWriter& json, const ModuleEvent& event) {
  json.key("data").begin_object();
  if (event.machine) json.key("arch").string(name(*event.machine));
  if (event.syscall) json.key("syscall").string(name(*event.syscall));
  if (event.exit) {
    const int number = errno_of(event);
    json.key("exit").string(number == 0 ? std::to_string(*event.exit) : std::string(errno_name(number)));
  }
  text_field(json, "name", event.module);
  text_field(json, "tty", event.tty);
  if (!event.keys.empty()) json.key("key").string(event.keys.front());
  json.end_object();
}

void write_summary(JsonWriter& json, const ModuleEvent& event) {
  const auto id = [](std::optional<std::uint32_t> number) {
    if (!number) return std::string();
    return *number == kUnset ? std::string("unset") : std::to_string(*number);
  };
  json.key("summary").begin_object().key("actor").begin_object();
  json.key("primary").string(event.auid_name.value_or(id(event.auid)));
  json.key("secondary").string(event.uid_name.value_or(id(event.uid))).end_object();
  json.key("object").begin_object().key("type").string("kernel-module");
  text_field(json, "primary", event.module);
  json.end_object();
  text_field(json, "how", event.exe);
  json.end_object();
}

void write_auditd(JsonWriter& json, const ModuleEvent& event) {
  json.key("auditd").begin_object();
  json.key("message_type").string(event.syscall ? "syscall" : "kern_module");
  json.key("sequence").number(std::uint64_t{event.id.serial});
  if (event.success) json.key("result").string(*event.success ? "success" : "fail");
  if (event.session) json.key("session").string(*event.session == kUnset ? "unset" : std::to_string(*event.session));
  write_summary(json, event);
  write_data(json, event);
  json.end_object();
}

void write_signature(JsonWriter& json, const LoadedModule& module) {
  if (module.signing == Signing::Unknown) return;
  json.key("code_signature").begin_object();
  json.key("exists").boolean(module.signing != Signing::Absent);
  if (module.signing == Signing::Valid) json.key("valid").boolean(true);
  if (module.signing == Signing::Invalid) json.key("valid").boolean(false);
  if (!module.signer.empty()) json.key("subject_name").string(module.signer);
  if (!module.digest.empty()) json.key("digest_algorithm").string(module.digest);
  json.end_object();
}

// A file that is known not to be the one that was loaded is none of the event's.
void write_file(JsonWriter& json, const LoadedModule& module) {
  if (module.path.empty() || module.match == FileMatch::Other) return;
  json.key("file").begin_object().key("path").string(module.path);
  json.key("name").string(module.path.substr(module.path.rfind('/') + 1));
  if (!module.sha256.empty()) json.key("hash").begin_object().key("sha256").string(module.sha256).end_object();
  write_signature(json, module);
  json.end_object();
  if (module.owner.ownership != Ownership::Package) return;
  json.key("package").begin_object().key("name").string(module.owner.package).end_object();
}

void write_labels(JsonWriter& json, const LoadedModule& module) {
  json.key("file_known").string(name(module.file_known)).key("file_match").string(name(module.match));
  if (!module.unread.empty()) json.key("file_unread").string(module.unread);
  if (!module.vermagic.empty()) json.key("vermagic").string(module.vermagic);
  if (module.unread.empty()) json.key("in_tree").string(module.in_tree ? "true" : "false");
  json.key("package_known").string(name(module.owner_known));
  if (module.taints) json.key("taints").string(*module.taints);
}

// ECS's own service is the one that the data is collected from.
void write_labels(JsonWriter& json, const ActorService& service) {
  if (service.in != InUnit::Unit) return;
  json.key("service").string(service.unit).key("service_of").string(name(service.which));
}

void write_found(JsonWriter& json, const ModuleEvent& event) {
  if (!event.loaded && !event.service) return;
  if (event.loaded) write_file(json, *event.loaded);
  json.key("labels").begin_object();
  if (event.service) write_labels(json, *event.service);
  if (event.loaded) write_labels(json, *event.loaded);
  json.end_object();
}

void write_host(JsonWriter& json, const ModuleEvent& event) {
  json.key("host").begin_object();
  if (!event.id.node.empty()) json.key("name").string(event.id.node).key("hostname").string(event.id.node);
  json.key("os").begin_object().key("type").string("linux").end_object().end_object();
}

}  // namespace

void append_ecs(std::string& out, const ModuleEvent& event, const Observer& observer) {
  JsonWriter json(out, JsonWriter::Layout::OneLine);
  json.begin_object().key("@timestamp").string(timestamp(event.id.time));
  json.key("ecs").begin_object().key("version").string(kEcsVersion).end_object();
  json.key("agent").begin_object().key("type").string(observer.product);
  json.key("version").string(observer.version).end_object();
  write_event(json, event);
  write_host(json, event);
  write_users(json, event);
  write_process(json, event);
  if (const int number = errno_of(event); number != 0) {
    json.key("error").begin_object().key("code").string(errno_name(number)).end_object();
  }
  text_list(json, "tags", event.keys);
  write_found(json, event);
  write_auditd(json, event);
  json.end_object();
  out += '\n';
}

}  // namespace modtrail
