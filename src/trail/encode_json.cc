#include <string>

#include "modtrail/base/timestamp.h"
#include "modtrail/trail/encode.h"

namespace modtrail {

namespace {

class Fields {
 public:
  explicit Fields(JsonWriter& json) : json_(json) {}

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

template <class Value>
std::string_view named(const std::optional<Value>& value) {
  return value ? name(*value) : std::string_view();
}

void write_what(const ModuleEvent& event, JsonWriter& json) {
  Fields fields(json);
  json.key("operation").string_or_null(named(operation_of(event)));
  json.key("module").optional_string(event.module);
  json.key("outcome").string_or_null(named(event.outcome));
  json.key("syscall").string_or_null(named(event.syscall));
  json.key("abi").string_or_null(named(event.abi));
  json.key("arch").string_or_null(named(event.machine));
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
  json.key("origin").string_or_null(name(event.origin));
  fields.number("auid", event.auid);
  json.key("auid_name").optional_string(event.auid_name);
  fields.number("uid", event.uid);
  json.key("uid_name").optional_string(event.uid_name);
  fields.number("gid", event.gid);
  json.key("gid_name").optional_string(event.gid_name);
  fields.number("session", event.session);
  fields.number("pid", event.pid);
  fields.number("ppid", event.ppid);
  json.key("tty").optional_string(event.tty);
  json.key("comm").optional_string(event.comm);
  json.key("exe").optional_string(event.exe);
  json.key("proctitle").optional_string(event.proctitle);
  fields.list("command", event.command);
  json.key("cwd").optional_string(event.cwd);
  json.key("subj").optional_string(event.subj);
  fields.list("keys", event.keys);
}

}  // namespace

void write_json(JsonWriter& json, const EventId& id) {
  json.begin_object().key("node").string_or_null(id.node);
  json.key("time").string(timestamp(id.time));
  json.key("serial").number(std::uint64_t{id.serial}).end_object();
}

void append_json(std::string& out, const ModuleEvent& event, Lines records) {
  JsonWriter json(out, JsonWriter::Layout::OneLine);
  json.begin_object();
  json.key("schema").string("modtrail.event/1");
  write_json(json.key("id"), event.id);
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
  write_json(json.key("id"), event.id);
  json.key("module").optional_string(event.module);
  if (event.service) write_json(json.key("service"), *event.service);
  write_json(json.key("loaded"), *event.loaded);
  json.end_object();
  out += '\n';
}

}  // namespace modtrail
