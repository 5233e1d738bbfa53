#include "modtrail/uapi/attempt_reader.h"

#include <array>
#include <limits>
#include <string>
#include <vector>

#include "modtrail/base/text.h"

namespace modtrail {

namespace {

std::string quoted(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

Result<> unknown_name(std::string_view name) {
  std::vector<std::string_view> names = {"abi", "syscall", "groups", "pid",  "ppid",  "success", "exit", "args",
                                         "exe", "comm",    "subj",   "path", "names", "auditd",  "birth"};
  for (const IdField& field : kIdFields) names.push_back(field.name);
  std::string message = "an attempt has no field " + quoted(name);
  if (const auto near = nearest(name, names)) message += "; did you mean " + quoted(*near) + "?";
  return fail(std::move(message));
}

// --- values --------------------------------------------------------------------------------------

Result<std::uint64_t> read_unsigned(std::string_view name, const Json& value, std::uint64_t limit) {
  if (value.kind != Json::Kind::Unsigned || value.number > limit) {
    return fail(std::string(name) + " is a number from 0 to " + std::to_string(limit));
  }
  return value.number;
}

Result<std::uint32_t> read_id(std::string_view name, const Json& value) {
  return static_cast<std::uint32_t>(TRY(read_unsigned(name, value, std::numeric_limits<std::uint32_t>::max())));
}

Result<std::int32_t> read_exit(const Json& value) {
  constexpr std::int64_t kLowest = std::numeric_limits<std::int32_t>::min();
  constexpr std::uint64_t kHighest = std::numeric_limits<std::int32_t>::max();
  if (value.kind == Json::Kind::Negative && value.negative >= kLowest) {
    return static_cast<std::int32_t>(value.negative);
  }
  if (value.kind == Json::Kind::Unsigned && value.number <= kHighest) {
    return static_cast<std::int32_t>(value.number);
  }
  return fail("exit is a number from -2147483648 to 2147483647");
}

Result<std::string> read_string(std::string_view name, const Json& value) {
  if (value.kind != Json::Kind::String) return fail(std::string(name) + " is a string");
  return value.text;
}

Result<bool> read_boolean(std::string_view name, const Json& value) {
  if (value.kind != Json::Kind::Boolean) return fail(std::string(name) + " is true or false");
  return value.boolean;
}

Result<std::vector<std::uint32_t>> read_groups(const Json& value) {
  if (value.kind != Json::Kind::Array) return fail("groups is a list of numbers");
  std::vector<std::uint32_t> groups;
  for (const Json& item : value.items) groups.push_back(TRY(read_id("a group", item)));
  return groups;
}

Result<std::vector<std::string>> read_names(const Json& value) {
  if (value.kind != Json::Kind::Array) return fail("names is a list of paths");
  std::vector<std::string> names;
  for (const Json& item : value.items) names.push_back(TRY(read_string("a name", item)));
  return names;
}

Result<std::array<std::uint64_t, 4>> read_args(const Json& value) {
  std::array<std::uint64_t, 4> args = {};
  if (value.kind != Json::Kind::Array || value.items.size() > args.size()) {
    return fail("args is a list of at most 4 numbers");
  }
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    args[i] = TRY(read_unsigned("an argument", value.items[i], std::numeric_limits<std::uint64_t>::max()));
  }
  return args;
}

// --- the object ----------------------------------------------------------------------------------

// What can only be understood once all of the object is read.
struct Pending {
  SyscallEvent event;
  std::optional<Abi> abi;
  std::optional<Syscall> syscall;
  std::optional<std::int32_t> exit;
  std::optional<bool> success;
  const Json* birth = nullptr;
};

const IdField* find_id(std::string_view name) {
  for (const IdField& field : kIdFields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

// One member that says who the task is; false where it is not one.
Result<bool> read_identity_member(const Json::Member& member, Identity& who) {
  if (const IdField* field = find_id(member.name)) {
    who.*field->member = TRY(read_id(member.name, member.value));
  } else if (member.name == "groups") {
    who.groups = TRY(read_groups(member.value));
  } else if (member.name == "subj") {
    who.subj = TRY(read_string(member.name, member.value));
  } else {
    return false;
  }
  return true;
}

Result<> read_way(const Json::Member& member, Pending& pending) {
  const std::string text = TRY(read_string(member.name, member.value));
  if (member.name == "abi") {
    pending.abi = parse_abi(text);
    if (!pending.abi) return fail("abi is b64, b32 or x32, not " + quoted(text));
    return {};
  }
  pending.syscall = parse_syscall(text);
  if (pending.syscall) return {};
  return fail(
      "syscall is init_module, finit_module, delete_module, create_module, query_module, execve or execveat, not " +
      quoted(text));
}

Result<> read_call_member(const Json::Member& member, Pending& pending) {
  SyscallEvent& event = pending.event;
  const std::string& name = member.name;
  const Json& value = member.value;
  if (name == "abi" || name == "syscall") return read_way(member, pending);
  if (name == "pid") {
    event.pid = TRY(read_id(name, value));
  } else if (name == "ppid") {
    event.ppid = TRY(read_id(name, value));
  } else if (name == "exit") {
    pending.exit = TRY(read_exit(value));
  } else if (name == "success") {
    pending.success = TRY(read_boolean(name, value));
  } else if (name == "args") {
    event.args = TRY(read_args(value));
  } else if (name == "exe") {
    event.exe = TRY(read_string(name, value));
  } else if (name == "comm") {
    event.comm = TRY(read_string(name, value));
  } else if (name == "path") {
    event.path = TRY(read_string(name, value));
  } else if (name == "names") {
    event.names = TRY(read_names(value));
  } else if (name == "auditd") {
    event.daemon = TRY(read_boolean(name, value)) ? Daemon::Registered : Daemon::No;
  } else if (name == "birth") {
    pending.birth = &value;
  } else {
    return unknown_name(name);
  }
  return {};
}

Result<> read_birth(const Json& value, SyscallEvent& event) {
  if (value.kind != Json::Kind::Object) return fail("birth is an object");
  Identity birth = event.who;
  for (const Json::Member& member : value.members) {
    if (member.name == "context") {
      const std::string context = TRY(read_string(member.name, member.value));
      if (context != "none") return fail("birth's context is \"none\", not " + quoted(context));
      event.context = Context::None;
    } else if (!TRY(read_identity_member(member, birth))) {
      return fail("birth has no field " + quoted(member.name));
    }
  }
  if (!(birth == event.who)) event.birth = birth;
  return {};
}

Result<> settle_exit(Pending& pending) {
  if (pending.exit) pending.event.exit = *pending.exit;
  if (!pending.success) return {};
  if (!pending.exit) {
    pending.event.exit = *pending.success ? 0 : -1;
  } else if (succeeded(pending.event) != *pending.success) {
    return fail("success and exit contradict each other: an exit of -4095 to -1 is a failure");
  }
  return {};
}

Result<SyscallEvent> settle(Pending pending) {
  if (!pending.abi) return fail("an attempt needs an abi: b64, b32 or x32");
  if (!pending.syscall) return fail("an attempt needs a syscall, as finit_module");
  pending.event.abi = *pending.abi;
  pending.event.syscall = *pending.syscall;
  TRY(settle_exit(pending));
  if (pending.birth != nullptr) TRY(read_birth(*pending.birth, pending.event));
  return std::move(pending.event);
}

// --- words ---------------------------------------------------------------------------------------

Json string_json(std::string_view text) {
  Json json;
  json.kind = Json::Kind::String;
  json.text = std::string(text);
  return json;
}

std::optional<std::uint64_t> parse_word_number(std::string_view word) {
  if (word.starts_with("0x")) return parse_number(word.substr(2), 16);
  return parse_number(word);
}

// A number where the word is one, "unset" as 4294967295; else a string, which the reader of a number will refuse.
Json number_json(std::string_view word) {
  Json json;
  if (word == "unset") {
    json.kind = Json::Kind::Unsigned;
    json.number = kUnset;
  } else if (const auto number = parse_word_number(word)) {
    json.kind = Json::Kind::Unsigned;
    json.number = *number;
  } else if (word.starts_with('-') && parse_number(word.substr(1))) {
    json.kind = Json::Kind::Negative;
    const std::uint64_t size = *parse_number(word.substr(1));
    json.negative = size > 4294967296U ? std::numeric_limits<std::int64_t>::min() : -static_cast<std::int64_t>(size);
    if (size == 0) json = number_json("0");
  } else {
    return string_json(word);
  }
  return json;
}

Json boolean_json(std::string_view word) {
  if (word != "true" && word != "false" && word != "yes" && word != "no") return string_json(word);
  Json json;
  json.kind = Json::Kind::Boolean;
  json.boolean = word == "true" || word == "yes";
  return json;
}

template <class Read>
Json list_json(std::string_view text, Read read) {
  Json json;
  json.kind = Json::Kind::Array;
  for (std::string_view item : split(text, ',')) json.items.push_back(read(item));
  return json;
}

Json word_json(std::string_view name, std::string_view value) {
  if (name == "abi" || name == "syscall" || name == "exe" || name == "comm" || name == "subj" || name == "path") {
    return string_json(value);
  }
  if (name == "groups" || name == "args") return list_json(value, number_json);
  if (name == "names") return list_json(value, string_json);
  if (name == "success" || name == "auditd") return boolean_json(value);
  return number_json(value);
}

Result<> add_member(Json& object, std::string_view name, std::string_view shown, Json value) {
  for (const Json::Member& member : object.members) {
    if (member.name == name) return fail(quoted(shown) + " stands twice");
  }
  object.members.push_back({std::string(name), std::move(value)});
  return {};
}

Json& birth_of(Json& json) {
  for (Json::Member& member : json.members) {
    if (member.name == "birth") return member.value;
  }
  Json birth;
  birth.kind = Json::Kind::Object;
  json.members.push_back({"birth", std::move(birth)});
  return json.members.back().value;
}

// birth=none and birth.uid=0 are members of one object.
Result<> add_word(Json& json, std::string_view name, std::string_view value) {
  constexpr std::string_view kBirth = "birth";
  if (name == kBirth) return add_member(birth_of(json), "context", name, string_json(value));
  if (name.starts_with(kBirth) && name.size() > kBirth.size() && name[kBirth.size()] == '.') {
    const std::string_view inner = name.substr(kBirth.size() + 1);
    return add_member(birth_of(json), inner, name, word_json(inner, value));
  }
  return add_member(json, name, name, word_json(name, value));
}

}  // namespace

Result<SyscallEvent> read_attempt(const Json& json) {
  if (json.kind != Json::Kind::Object) return fail("an attempt is a JSON object");
  Pending pending;
  for (const Json::Member& member : json.members) {
    if (!TRY(read_identity_member(member, pending.event.who))) {
      TRY(read_call_member(member, pending));
    }
  }
  return settle(std::move(pending));
}

Result<SyscallEvent> read_attempt(std::string_view json) {
  const Json tree = TRY(parse_json(json));
  return read_attempt(tree);
}

Result<SyscallEvent> read_attempt_words(std::string_view text) {
  text = trim(text);
  if (text.starts_with('{')) return read_attempt(text);
  Json json;
  json.kind = Json::Kind::Object;
  for (std::string_view word : split(text, ' ')) {
    if (word.empty()) continue;
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos) {
      return fail("an attempt is written name=value, not " + quoted(word));
    }
    TRY(add_word(json, word.substr(0, equals), word.substr(equals + 1)));
  }
  return read_attempt(json);
}

}  // namespace modtrail
