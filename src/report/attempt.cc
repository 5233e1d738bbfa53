#include <array>

#include "modtrail/base/text.h"
#include "modtrail/report/report.h"

// An attempt in the three forms people meet: JSON, the words of `explain --attempt`, and a
// sentence.
namespace modtrail {

namespace {

std::uint64_t wide(std::uint32_t value) {
  return value;
}

void write_identity(const Identity& who, const Identity& usual, JsonWriter& json) {
  for (const IdField& field : kIdFields) {
    if (who.*field.member != usual.*field.member) {
      json.key(field.name).number(wide(who.*field.member));
    }
  }
  if (who.groups != usual.groups) {
    json.key("groups").begin_array();
    for (std::uint32_t group : who.groups) json.number(wide(group));
    json.end_array();
  }
  if (who.subj != usual.subj) json.key("subj").string(who.subj);
}

void write_birth(const SyscallEvent& event, JsonWriter& json) {
  if (!event.birth && event.context == Context::Audited) return;
  json.key("birth").begin_object();
  if (event.context == Context::None) json.key("context").string("none");
  if (event.birth) write_identity(*event.birth, event.who, json);
  json.end_object();
}

std::size_t used_args(const SyscallEvent& event) {
  std::size_t used = event.args.size();
  while (used > 0 && event.args[used - 1] == 0) --used;
  return used;
}

void write_call(const SyscallEvent& event, JsonWriter& json) {
  const SyscallEvent usual;
  if (event.pid != usual.pid) json.key("pid").number(wide(event.pid));
  if (event.ppid != usual.ppid) json.key("ppid").number(wide(event.ppid));
  if (event.exit != usual.exit) json.key("exit").number(std::int64_t{event.exit});
  if (used_args(event) > 0) {
    json.key("args").begin_array();
    for (std::size_t i = 0; i < used_args(event); ++i) json.number(event.args[i]);
    json.end_array();
  }
  if (event.exe != usual.exe) json.key("exe").string(event.exe);
  if (event.comm != usual.comm) json.key("comm").string(event.comm);
  if (event.path != usual.path) json.key("path").string(event.path);
  if (!event.names.empty()) {
    json.key("names").begin_array();
    for (const std::string& path : event.names) json.string(path);
    json.end_array();
  }
}

bool is_one_word(std::string_view text) {
  if (text.empty() || text.find_first_of(" ,'\"") != std::string_view::npos) return false;
  return printable(text) == text;
}

// Labels and odd paths are left to JSON.
bool fits_words(const SyscallEvent& event) {
  const SyscallEvent usual;
  if (!event.who.subj.empty() || (event.birth && event.birth->subj != event.who.subj)) return false;
  if (event.birth && event.birth->groups != event.who.groups) return false;
  if (event.exe != usual.exe && !is_one_word(event.exe)) return false;
  if (event.comm != usual.comm && !is_one_word(event.comm)) return false;
  if (!event.path.empty() && !is_one_word(event.path)) return false;
  for (const std::string& path : event.names) {
    if (!is_one_word(path)) return false;
  }
  return true;
}

void add_word(std::string_view key, std::string_view value, std::string& out) {
  out += ' ';
  out += key;
  out += '=';
  out += value;
}

std::string id_text(std::uint32_t id) {
  return id == kUnset ? "unset" : std::to_string(id);
}

void add_id_words(const std::string& prefix, const Identity& who, const Identity& usual, std::string& out) {
  for (const IdField& field : kIdFields) {
    if (who.*field.member == usual.*field.member) continue;
    add_word(prefix + std::string(field.name), id_text(who.*field.member), out);
  }
}

std::string groups_text(const Identity& who) {
  std::string text;
  for (std::uint32_t group : who.groups) text += (text.empty() ? "" : ",") + std::to_string(group);
  return text;
}

void add_identity_words(const Identity& who, std::string& out) {
  add_id_words("", who, Identity{}, out);
  if (!who.groups.empty()) add_word("groups", groups_text(who), out);
}

void add_call_words(const SyscallEvent& event, std::string& out) {
  const SyscallEvent usual;
  if (event.pid != usual.pid) add_word("pid", std::to_string(event.pid), out);
  if (event.ppid != usual.ppid) add_word("ppid", std::to_string(event.ppid), out);
  if (event.exit != usual.exit) add_word("exit", std::to_string(event.exit), out);
  std::string args;
  for (std::size_t i = 0; i < used_args(event); ++i) args += (i > 0 ? "," : "") + std::to_string(event.args[i]);
  if (!args.empty()) add_word("args", args, out);
  if (event.exe != usual.exe) add_word("exe", event.exe, out);
  if (event.comm != usual.comm) add_word("comm", event.comm, out);
  if (!event.path.empty()) add_word("path", event.path, out);
  std::string names;
  for (const std::string& path : event.names) names += (names.empty() ? "" : ",") + path;
  if (!names.empty()) add_word("names", names, out);
  if (event.context == Context::None) add_word("birth", "none", out);
  if (event.birth) add_id_words("birth.", *event.birth, event.who, out);
  if (event.daemon == Daemon::Registered) add_word("auditd", "true", out);
}

std::string_view deed(Syscall syscall) {
  switch (operation_of(syscall)) {
    case Operation::Load:
      return "a load";
    case Operation::Unload:
      return "an unload";
    case Operation::Execute:
      return "a program run";
    case Operation::Gone:
      return "a call that Linux no longer has";
  }
  return "";
}

std::string program_of(const SyscallEvent& event) {
  if (event.exe.empty()) return "no program";
  return event.exe;
}

std::string doer(const SyscallEvent& event) {
  const Identity& who = event.who;
  const std::string uid = "uid " + std::to_string(who.uid);
  if (event.daemon == Daemon::Registered) return "the registered audit daemon (" + uid + ")";
  const bool modprobe = event.comm == "modprobe" && event.exe == SyscallEvent{}.exe;
  if (who.auid == kUnset && who.uid == 0 && modprobe) {
    return "the kernel itself (modprobe, uid 0, no login)";
  }
  if (who.auid == kUnset) return "a service (" + program_of(event) + ", " + uid + ", no login)";
  const std::string login = "logged in as " + std::to_string(who.auid);
  if (who.uid == 0) return "root (" + program_of(event) + ", " + login + ")";
  return "user " + std::to_string(who.uid) + " (" + program_of(event) + ", " + login + ")";
}

// What the doer's name tells already, or what any attempt has: ids that follow uid and gid, numbers of processes and
// sessions, arguments.
Identity told_by_name(const Identity& who) {
  Identity told;
  told.auid = who.auid;
  told.uid = who.uid;
  told.euid = told.suid = told.fsuid = who.uid;
  told.gid = told.egid = told.sgid = told.fsgid = who.gid;
  told.sessionid = who.sessionid;
  return told;
}

std::string circumstances(const SyscallEvent& event) {
  std::string words;
  add_id_words("", event.who, told_by_name(event.who), words);
  if (event.who.gid != event.who.uid) add_word("gid", id_text(event.who.gid), words);
  if (!event.who.groups.empty() && event.who.groups != std::vector{event.who.gid}) {
    add_word("groups", groups_text(event.who), words);
  }
  if (!event.who.subj.empty()) add_word("subj", event.who.subj, words);
  if (event.exit != 0) add_word("exit", std::to_string(event.exit), words);
  if (event.context == Context::None) add_word("birth", "none", words);
  if (event.birth) add_id_words("birth.", *event.birth, event.who, words);
  return words;
}

}  // namespace

void write_attempt(const SyscallEvent& event, JsonWriter& json) {
  json.begin_object();
  json.key("abi").string(name(event.abi));
  json.key("syscall").string(name(event.syscall));
  write_identity(event.who, Identity{}, json);
  write_call(event, json);
  if (event.daemon == Daemon::Registered) json.key("auditd").boolean(true);
  write_birth(event, json);
  json.end_object();
}

void write_attempt(const SyscallEvent& event, std::string& out) {
  JsonWriter json(out, JsonWriter::Layout::OneLine);
  write_attempt(event, json);
}

std::string attempt_text(const SyscallEvent& event) {
  std::string out;
  if (!fits_words(event)) {
    write_attempt(event, out);
    return out;
  }
  out += "abi=";
  out += name(event.abi);
  add_word("syscall", name(event.syscall), out);
  add_identity_words(event.who, out);
  add_call_words(event, out);
  return out;
}

std::string attempt_sentence(const SyscallEvent& event) {
  std::string out(deed(event.syscall));
  out += " by " + doer(event) + " through ";
  out += name(event.syscall);
  out += " in ";
  out += name(event.abi);
  const std::string more = circumstances(event);
  if (!more.empty()) out += " with" + more;
  return out;
}

}  // namespace modtrail
