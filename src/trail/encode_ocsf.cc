#include "modtrail/base/json_writer.h"
#include "modtrail/base/timestamp.h"
#include "modtrail/trail/encode.h"
#include "modtrail/uapi/attempt.h"
#include "modtrail/uapi/errnos.h"

// The class has one required thing that no audit record knows, the driver's file: finit_module gives a descriptor and
// init_module an image in memory.  Where nobody looked for the file (LoadedModule), its name is the module's, and a
// path is not made up.  Module Activity (1005) is for libraries of programs and would be wrong here.
namespace modtrail {
namespace {

constexpr std::string_view kOcsfVersion = "1.3.0";
constexpr std::uint64_t kCategory = 1;
constexpr std::uint64_t kClass = 1002;
constexpr std::string_view kUnknown = "unknown";

struct Activity {
  std::uint64_t id = 0;
  std::string_view name;
};

Activity activity_of(const ModuleEvent& event) {
  const auto operation = operation_of(event);
  if (operation == Operation::Load) return {1, "Load"};
  if (operation == Operation::Unload) return {2, "Unload"};
  return {0, "Unknown"};
}

void write_class(JsonWriter& json, const ModuleEvent& event) {
  const Activity activity = activity_of(event);
  json.key("activity_id").number(activity.id).key("activity_name").string(activity.name);
  json.key("category_uid").number(kCategory).key("category_name").string("System Activity");
  json.key("class_uid").number(kClass).key("class_name").string("Kernel Extension Activity");
  json.key("type_uid").number(kClass * 100 + activity.id);
  json.key("type_name").string("Kernel Extension Activity: " + std::string(activity.name));
  json.key("severity_id").number(std::uint64_t{1}).key("severity").string("Informational");
}

void write_status(JsonWriter& json, const ModuleEvent& event) {
  const std::uint64_t id = !event.success ? 0 : *event.success ? 1 : 2;
  json.key("status_id").number(id);
  json.key("status").string(id == 0 ? "Unknown" : id == 1 ? "Success" : "Failure");
  if (event.exit) json.key("status_code").string(std::to_string(*event.exit));
  if (event.outcome) json.key("status_detail").string(name(*event.outcome));
}

void write_metadata(JsonWriter& json, const ModuleEvent& event, const Observer& observer) {
  json.key("metadata").begin_object().key("version").string(kOcsfVersion);
  json.key("product").begin_object().key("name").string(observer.product);
  json.key("vendor_name").string(observer.product).key("version").string(observer.version).end_object();
  json.key("log_name").string("audit.log").key("log_provider").string("auditd");
  json.key("original_time").string(timestamp(event.id.time));
  json.key("uid").string(std::to_string(event.id.time) + ":" + std::to_string(event.id.serial));
  json.end_object();
}

void write_user(JsonWriter& json, std::uint32_t id, const std::optional<std::string>& name) {
  json.key("user").begin_object().key("uid").string(std::to_string(id));
  if (name) json.key("name").string(*name);
  json.end_object();
}

// The last part of a path; what ends in a slash has none.
std::string_view file_name(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  return name.empty() ? kUnknown : name;
}

void write_file(JsonWriter& json, std::string_view name) {
  json.key("file").begin_object().key("name").string(name).key("type_id").number(std::uint64_t{1});
}

std::string command_line(const ModuleEvent& event) {
  std::string line;
  for (const std::string& word : event.command) line += (line.empty() ? "" : " ") + word;
  return line;
}

void write_process(JsonWriter& json, const ModuleEvent& event) {
  json.key("process").begin_object().key("pid").number(std::uint64_t{*event.pid});
  if (event.comm) json.key("name").string(*event.comm);
  if (!event.command.empty()) json.key("cmd_line").string(command_line(event));
  if (event.exe) {
    write_file(json, file_name(*event.exe));
    json.key("path").string(*event.exe).end_object();
  }
  if (event.uid) write_user(json, *event.uid, event.uid_name);
  if (event.ppid) json.key("parent_process").begin_object().key("pid").number(std::uint64_t{*event.ppid}).end_object();
  json.end_object();
}

// Who logged in is the actor's user; as whom the process ran is the process's.
void write_actor(JsonWriter& json, const ModuleEvent& event) {
  json.key("actor").begin_object();
  if (event.pid) write_process(json, event);
  const bool in_unit = event.service && event.service->in == InUnit::Unit;
  if (in_unit || !event.pid) json.key("app_name").string(in_unit ? std::string_view(event.service->unit) : kUnknown);
  if (event.auid && *event.auid != kUnset) write_user(json, *event.auid, event.auid_name);
  if (event.session && *event.session != kUnset) {
    json.key("session").begin_object().key("uid").string(std::to_string(*event.session));
    if (event.tty) json.key("terminal").string(*event.tty);
    json.end_object();
  }
  json.end_object();
}

bool is_of_event(const std::optional<LoadedModule>& module) {
  return module && !module->path.empty() && module->match != FileMatch::Other;
}

// Its certificate would need an issuer and a fingerprint; a module's signature has no certificate in it.
void write_signature(JsonWriter& json, Signing signing) {
  if (signing == Signing::Unknown || signing == Signing::Absent) return;
  json.key("signature").begin_object().key("algorithm_id").number(std::uint64_t{0});
  json.key("algorithm").string("Unknown").end_object();
}

void write_driver(JsonWriter& json, const ModuleEvent& event) {
  json.key("driver").begin_object();
  if (is_of_event(event.loaded)) {
    write_file(json, file_name(event.loaded->path));
    json.key("path").string(event.loaded->path);
    if (!event.loaded->sha256.empty()) {
      json.key("hashes").begin_array().begin_object().key("algorithm_id").number(std::uint64_t{3});
      json.key("algorithm").string("SHA-256").key("value").string(event.loaded->sha256).end_object().end_array();
    }
    write_signature(json, event.loaded->signing);
  } else {
    write_file(json, event.module ? std::string_view(*event.module) : kUnknown);
  }
  json.end_object().end_object();
}

void write_unmapped(JsonWriter& json, const ModuleEvent& event) {
  json.key("unmapped").begin_object().key("serial").number(std::uint64_t{event.id.serial});
  if (event.syscall) json.key("syscall").string(name(*event.syscall));
  if (event.abi) json.key("abi").string(name(*event.abi));
  if (const int number = errno_of(event); number != 0) json.key("errno").string(errno_name(number));
  json.key("origin").string(name(event.origin));
  if (event.subj) json.key("subj").string(*event.subj);
  json.key("keys").begin_array();
  for (const std::string& key : event.keys) json.string(key);
  json.end_array();
  if (event.service) write_json(json.key("service"), *event.service);
  if (event.loaded) {
    if (event.module) json.key("module").string(*event.module);
    write_json(json.key("loaded"), *event.loaded);
  }
  json.end_object();
}

}  // namespace

void append_ocsf(std::string& out, const ModuleEvent& event, const Observer& observer) {
  JsonWriter json(out, JsonWriter::Layout::OneLine);
  json.begin_object();
  write_class(json, event);
  json.key("time").number(event.id.time);
  write_status(json, event);
  write_metadata(json, event, observer);
  json.key("device").begin_object().key("type_id").number(std::uint64_t{0});
  json.key("hostname").string(event.id.node.empty() ? kUnknown : std::string_view(event.id.node)).end_object();
  write_actor(json, event);
  write_driver(json, event);
  write_unmapped(json, event);
  json.end_object();
  out += '\n';
}

}  // namespace modtrail
