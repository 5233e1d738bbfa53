#include "modtrail/trail/module_event.h"

#include <algorithm>
#include <charconv>
#include <span>

#include "modtrail/base/text.h"
#include "modtrail/uapi/attempt.h"
#include "modtrail/uapi/record_types.h"
#include "trail/module_call.h"

// What was done is in the system call's number, to which module in KERN_MODULE, with what result in the exit code.  The
// record types alone would not tell: KERN_MODULE is written for loads, unloads and failures alike (kernel/auditsc.c,
// __audit_log_kern_module).  Records of programs (AUDIT_USER*) may stand in the same event and say anything; they are
// not read.
namespace modtrail {

namespace {

constexpr int kCwd = 1307;
constexpr int kExecve = 1309;
constexpr int kProctitle = 1327;
constexpr std::size_t kArguments = 4096;

std::optional<std::uint32_t> id_of(std::string_view value) {
  if (value == "-1" || value == "unset") return kUnset;
  const auto number = parse_number(value);
  return number && *number <= UINT32_MAX ? std::optional(static_cast<std::uint32_t>(*number)) : std::nullopt;
}

std::optional<std::int64_t> signed_of(std::string_view value) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  return error == std::errc() && end == value.data() + value.size() ? std::optional(number) : std::nullopt;
}

// A name as auditd found it on the host that wrote the log; not "unset" nor "unknown(1234)".
std::optional<std::string> enriched_name(std::string_view value) {
  std::optional<std::string> name = decode_untrusted(value);
  if (name && (*name == "unset" || name->starts_with("unknown("))) return std::nullopt;
  return name;
}

void read_enriched(std::string_view text, ModuleEvent& event) {
  FieldReader fields(text);
  while (const auto field = fields.next()) {
    if (field->name == "AUID") event.auid_name = enriched_name(field->value);
    if (field->name == "UID") event.uid_name = enriched_name(field->value);
    if (field->name == "GID") event.gid_name = enriched_name(field->value);
  }
}

void add_names(const HostNames& names, ModuleEvent& event) {
  const auto fill = [](std::optional<std::string>& name, std::optional<std::string_view> found) {
    if (!name && found) name = std::string(*found);
  };
  if (event.auid && *event.auid != kUnset) fill(event.auid_name, names.user(*event.auid));
  if (event.uid) fill(event.uid_name, names.user(*event.uid));
  if (event.gid) fill(event.gid_name, names.group(*event.gid));
}

struct Flag {
  std::uint64_t bit = 0;
  std::string_view name;
};
constexpr Flag kUnloadFlags[] = {{04000, "O_NONBLOCK"}, {01000, "O_TRUNC"}};
constexpr Flag kLoadFlags[] = {
    {1, "MODULE_INIT_IGNORE_MODVERSIONS"}, {2, "MODULE_INIT_IGNORE_VERMAGIC"}, {4, "MODULE_INIT_COMPRESSED_FILE"}};

// delete_module(name, flags), finit_module(fd, parameters, flags).
void read_flags(std::string_view body, ModuleEvent& event) {
  const bool unload = event.syscall == Syscall::DeleteModule;
  if (!unload && event.syscall != Syscall::FinitModule) return;
  const auto value = find_field(body, unload ? "a1" : "a2");
  const auto bits = value ? parse_number(*value, 16) : std::nullopt;
  if (!bits) return;
  for (const Flag& flag : unload ? std::span<const Flag>(kUnloadFlags) : std::span<const Flag>(kLoadFlags)) {
    if ((*bits & flag.bit) != 0) event.flags.push_back(flag.name);
  }
}

struct IdField {
  std::string_view name;
  std::optional<std::uint32_t> ModuleEvent::*member;
};
constexpr IdField kIds[] = {{"auid", &ModuleEvent::auid},   {"uid", &ModuleEvent::uid}, {"gid", &ModuleEvent::gid},
                            {"ses", &ModuleEvent::session}, {"pid", &ModuleEvent::pid}, {"ppid", &ModuleEvent::ppid}};

struct TextField {
  std::string_view name;
  std::optional<std::string> ModuleEvent::*member;
};
constexpr TextField kTexts[] = {{"tty", &ModuleEvent::tty}, {"comm", &ModuleEvent::comm}, {"exe", &ModuleEvent::exe}};

void take_field(const LogField& field, ModuleEvent& event) {
  for (const IdField& id : kIds) {
    if (field.name == id.name && !(event.*id.member)) event.*id.member = id_of(field.value);
  }
  for (const TextField& text : kTexts) {
    if (field.name == text.name && !(event.*text.member)) event.*text.member = decode_untrusted(field.value);
  }
  if (field.name == "success" && !event.success && (field.value == "yes" || field.value == "no")) {
    event.success = field.value == "yes";
  }
  if (field.name == "exit" && !event.exit) event.exit = signed_of(field.value);
  if (field.name == "subj" && !event.subj) event.subj = std::string(field.value);
  if (field.name == "key" && event.keys.empty()) event.keys = decode_keys(field.value);
}

void read_syscall(const Record& record, const ModuleCall& call, ModuleEvent& event) {
  event.syscall = call.syscall;
  event.machine = call.machine;
  event.abi = call.abi;
  FieldReader fields(record.body);
  while (const auto field = fields.next()) take_field(*field, event);
  if (event.exit) event.outcome = outcome_of(*event.exit);
  if (!event.outcome && event.success) event.outcome = *event.success ? ModuleOutcome::Done : ModuleOutcome::Failed;
  read_flags(record.body, event);
  read_enriched(record.enriched, event);
}

void read_kern_module(const Record& record, ModuleEvent& event) {
  const auto value = find_field(record.body, "name");
  if (value && *value != "\"?\"") event.module = decode_untrusted(*value);
}

// The kernel keeps a title's NULs between arguments; what follows the last one may be cut short.
void read_proctitle(const Record& record, ModuleEvent& event) {
  const auto value = find_field(record.body, "proctitle");
  std::optional<std::string> title = value ? decode_untrusted(*value) : std::nullopt;
  if (!title) return;
  while (title->ends_with('\0')) title->pop_back();
  if (event.command.empty()) {
    for (const std::string_view word : split(*title, '\0')) event.command.emplace_back(word);
  }
  std::replace(title->begin(), title->end(), '\0', ' ');
  event.proctitle = std::move(title);
}

// a0="insmod" a1[0]=... a1[1]=...: in order, long arguments in parts, over several records.
void read_execve(const Record& record, std::vector<std::string>& command) {
  FieldReader fields(record.body);
  while (const auto field = fields.next()) {
    if (!is_untrusted(kExecve, field->name)) continue;
    const std::string_view digits = field->name.substr(1, field->name.find('[') - 1);
    const auto index = parse_number(digits);
    if (!index || *index > command.size() || *index >= kArguments) continue;
    if (*index == command.size()) command.emplace_back();
    append_untrusted(field->value, command[static_cast<std::size_t>(*index)]);
  }
}

bool is_kernel_helper(const std::vector<std::string>& command) {
  return command.size() == 4 && command[1] == "-q" && command[2] == "--";
}

bool is_of_boot(const ModuleEvent& event) {
  return event.pid == 1U || (event.exe && event.exe->ends_with("/systemd-modules-load"));
}

ModuleOrigin origin_of(const ModuleEvent& event) {
  if (!event.syscall || !event.auid) return ModuleOrigin::Unknown;
  if (*event.auid != kUnset) return ModuleOrigin::Login;
  if (is_kernel_helper(event.command)) return ModuleOrigin::Autoload;
  return is_of_boot(event) ? ModuleOrigin::Boot : ModuleOrigin::Service;
}

void read_record(const Record& record, ModuleEvent& event) {
  switch (record.type) {
    case kRecordSyscall:
      if (const auto call = module_call(record.body); call && !event.syscall) read_syscall(record, *call, event);
      return;
    case kRecordKernModule:
      if (!event.module) read_kern_module(record, event);
      return;
    case kProctitle:
      if (!event.proctitle) read_proctitle(record, event);
      return;
    case kCwd:
      if (const auto value = find_field(record.body, "cwd"); value && !event.cwd) event.cwd = decode_untrusted(*value);
      return;
    default:
      return;
  }
}

}  // namespace

std::optional<Operation> operation_of(const ModuleEvent& event) {
  return event.syscall ? std::optional(operation_of(*event.syscall)) : std::nullopt;
}

int errno_of(const ModuleEvent& event) {
  return event.exit && event.outcome != ModuleOutcome::Done ? static_cast<int>(-*event.exit) : 0;
}

bool is_module_record(const Record& record) {
  return record.type == kRecordKernModule || (record.type == kRecordSyscall && module_call(record.body));
}

bool is_module_event(const Event& event) {
  for (std::size_t i = 0; i < event.size(); ++i) {
    const int type = event.type(i);
    if ((type == kRecordKernModule || type == kRecordSyscall) && is_module_record(event.record(i))) return true;
  }
  return false;
}

std::optional<ModuleEvent> module_event(const Event& event, const HostNames& names) {
  if (!is_module_event(event)) return std::nullopt;
  ModuleEvent found;
  found.id = event.id();
  found.whole = event.whole();
  for (std::size_t i = 0; i < event.size(); ++i) {
    if (event.type(i) == kExecve) read_execve(event.record(i), found.command);
    found.records.emplace_back(event.line(i));
  }
  for (std::size_t i = 0; i < event.size(); ++i) read_record(event.record(i), found);
  add_names(names, found);
  found.origin = origin_of(found);
  return found;
}

}  // namespace modtrail
