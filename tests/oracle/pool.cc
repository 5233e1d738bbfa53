#include "oracle/pool.h"

#include <utility>

#include "modtrail/uapi/abi.h"

namespace modtrail::oracle {
namespace {

constexpr std::initializer_list<std::size_t> kNative = {175, 176, 313};
constexpr std::initializer_list<std::size_t> kCompat = {128, 129, 350};

Rule exit_rule(Action action, std::initializer_list<std::size_t> numbers, std::vector<Field> fields) {
  return make_rule(FilterList::Exit, action, numbers, std::move(fields));
}
Rule always(std::initializer_list<std::size_t> numbers, std::vector<Field> fields) {
  return exit_rule(Action::Always, numbers, std::move(fields));
}
Rule never(std::initializer_list<std::size_t> numbers, std::vector<Field> fields) {
  return exit_rule(Action::Never, numbers, std::move(fields));
}
Rule task(Action action, std::vector<Field> fields) {
  return make_rule(FilterList::Task, action, {}, std::move(fields));
}
Rule exclude(std::vector<Field> fields) {
  return make_rule(FilterList::Exclude, Action::Always, {}, std::move(fields));
}
Field key(std::string text) {
  return text_field(FieldId::Key, Op::Equal, std::move(text));
}
Field b64() {
  return field(FieldId::Arch, Op::Equal, kArchB64);
}
Field b32() {
  return field(FieldId::Arch, Op::Equal, kArchB32);
}

SyscallEvent root() {
  SyscallEvent event;
  event.pid = 4242;
  event.ppid = 77;
  return event;
}

SyscallEvent login(std::uint32_t auid, std::uint32_t uid) {
  SyscallEvent event = root();
  Identity& who = event.who;
  who.auid = auid;
  who.sessionid = 3;
  who.uid = who.euid = who.suid = who.fsuid = uid;
  who.gid = who.egid = who.sgid = who.fsgid = uid;
  return event;
}

template <class Change>
SyscallEvent with(SyscallEvent event, Change change) {
  change(event);
  return event;
}

std::vector<SyscallEvent> scenarios() {
  const std::string trace = "/sys/kernel/tracing/events/dummy";
  std::vector<SyscallEvent> list = {root(),         login(0, 0),       login(999, 999),
                                    login(1000, 0), login(1000, 1000), login(1001, 1001)};
  auto add = [&](SyscallEvent event, auto change) { list.push_back(with(std::move(event), change)); };
  add(login(1000, 1000), [](auto& e) { e.exit = -1; });
  add(root(), [](auto& e) { e.exit = -9; });
  add(root(), [](auto& e) { e.exit = -4096; });
  add(root(), [](auto& e) { e.exit = -4095; });
  add(root(), [](auto& e) { e.exit = 1; });
  add(root(), [](auto& e) { e.who.groups = {4, 10}; });
  add(login(1000, 0), [](auto& e) { e.who.gid = e.who.egid = 10; });
  add(login(1000, 1000), [](auto& e) { e.who.groups = {10}; });
  add(root(), [](auto& e) { e.args = {6, 4, 0, 0}; });
  add(root(), [](auto& e) { e.args = {2, 5, 0, 0}; });
  add(login(1000, 0), [](auto& e) { e.args = {0xFFFFFFFF00000006ULL, 0xFFFFFFFF00000000ULL, 0, 0}; });
  add(root(), [](auto& e) { e.exe = "/usr/bin/python3"; });
  add(login(1000, 0), [](auto& e) { e.exe = "/tmp/loader"; });
  add(root(), [](auto& e) { e.exe = ""; });
  add(root(), [&](auto& e) { e.names = {trace}; });
  add(login(1000, 0), [&](auto& e) { e.names = {trace, trace + "/enable"}; });
  add(login(1000, 0), [](auto& e) { e.birth = Identity{}; });
  add(root(), [](auto& e) { e.birth = login(1000, 1000).who; });
  add(login(1000, 1000), [](auto& e) { e.birth = login(1000, 0).who; });
  add(root(), [](auto& e) { e.who.pers = 0x40000; });
  add(root(), [](auto& e) { e.ppid = 1; });
  add(login(1000, 1000), [](auto& e) { e.who.euid = 0; });
  add(root(), [](auto& e) { e.context = Context::None; });
  add(login(0, 0), [](auto& e) { e.daemon = Daemon::Registered; });
  return list;
}

}  // namespace

Field field(FieldId id, Op op, std::uint32_t value) {
  return {id, op, value, "", 0, 0};
}
Field text_field(FieldId id, Op op, std::string text) {
  return {id, op, 0, std::move(text), 0, 0};
}

Rule make_rule(FilterList list, Action action, std::initializer_list<std::size_t> numbers, std::vector<Field> fields) {
  Rule rule;
  rule.list = list;
  rule.action = action;
  rule.fields = std::move(fields);
  if (numbers.size() == 0 && list == FilterList::Exit) rule.mask.set();
  for (std::size_t number : numbers) rule.mask.set(number);
  return rule;
}

Rule prepended(Rule rule) {
  rule.place = Place::Prepend;
  return rule;
}

std::vector<Rule> rule_pool() {
  return {
      always(kNative, {b64(), key("m")}),
      always({}, {}),
      always(kCompat, {b32(), key("m32")}),
      never({313}, {b64(), field(FieldId::Auid, Op::Equal, kUnset)}),
      always(kNative,
             {field(FieldId::Auid, Op::GreaterEqual, 1000), field(FieldId::Auid, Op::NotEqual, kUnset), key("login")}),
      prepended(never(kNative, {field(FieldId::Uid, Op::Equal, 1000)})),
      task(Action::Never, {field(FieldId::Auid, Op::GreaterEqual, 1000)}),
      task(Action::Always, {field(FieldId::Uid, Op::Equal, 1000), key("born")}),
      exclude({field(FieldId::MsgType, Op::Equal, 1300), field(FieldId::Uid, Op::Equal, 1000)}),
      exclude({field(FieldId::Euid, Op::Equal, 0)}),
      never({}, {text_field(FieldId::Path, Op::Equal, "/sys/kernel/tracing/events/dummy")}),
      always({}, {text_field(FieldId::Path, Op::Equal, "/usr/bin/kmod"), key("watch")}),
      never({}, {text_field(FieldId::Exe, Op::Equal, "/usr/bin/kmod")}),
      always({}, {text_field(FieldId::Exe, Op::NotEqual, "/usr/bin/kmod"), key("tool")}),
      never({}, {field(FieldId::FieldCompare, Op::NotEqual, 10)}),
      always({}, {field(FieldId::Gid, Op::Equal, 10), key("g")}),
      never({}, {field(FieldId::Egid, Op::NotEqual, 10)}),
      never({}, {field(FieldId::Arg1, Op::BitMask, 4)}),
      always({}, {field(FieldId::Arg0, Op::BitTest, 6), key("a0")}),
      never({}, {field(FieldId::Exit, Op::Equal, 0)}),
      never({}, {field(FieldId::Success, Op::Equal, 0)}),
      always({}, {field(FieldId::Exit, Op::Greater, 0), key("fails")}),
      always({350, 313}, {field(FieldId::Arch, Op::NotEqual, kArchB64)}),
      never({}, {text_field(FieldId::SubjType, Op::NotEqual, "foo_t")}),
      never({}, {text_field(FieldId::Dir, Op::Equal, "/sys/kernel/tracing")}),
      // Of the rest, every pair is tried with every rule, but not every triple.
      prepended(always({313, 350}, {key("first")})),
      task(Action::Never, {text_field(FieldId::Exe, Op::NotEqual, "/usr/bin/kmod")}),
      task(Action::Always, {}),
      exclude({field(FieldId::Gid, Op::Equal, 10)}),
      exclude({}),
      exclude({field(FieldId::Auid, Op::Equal, kUnset), field(FieldId::Euid, Op::Equal, 0)}),
      exclude({text_field(FieldId::Exe, Op::Equal, "/usr/bin/kmod")}),
      never({}, {field(FieldId::ObjUid, Op::Equal, 0)}),
      make_rule(FilterList::Filesystem, Action::Never, {}, {field(FieldId::FsType, Op::Equal, 0x74726163)}),
      never({}, {field(FieldId::Pers, Op::NotEqual, 0)}),
      never({}, {field(FieldId::Ppid, Op::LessEqual, 1)}),
      never({}, {field(FieldId::SessionId, Op::Equal, kUnset)}),
      never({}, {field(FieldId::FileType, Op::NotEqual, 0040000)}),
      never({}, {field(FieldId::Perm, Op::Equal, 1)}),
      never({}, {b64(), b32()}),
      never({}, {field(FieldId::Success, Op::GreaterEqual, 1), field(FieldId::Fsuid, Op::Less, 1000)}),
      always({}, {field(FieldId::Exit, Op::Equal, static_cast<std::uint32_t>(-1)), key("eperm")}),
      never({}, {field(FieldId::Auid, Op::Greater, 1000), field(FieldId::Suid, Op::LessEqual, 0)}),
      never({}, {field(FieldId::Sgid, Op::Equal, 10)}),
      never({}, {field(FieldId::AuidSet, Op::Equal, 1)}),
      always({}, {text_field(FieldId::Path, Op::Equal, "/sys/kernel/tracing/events/dummy")}),
  };
}

std::vector<SyscallEvent> attempt_pool() {
  std::vector<SyscallEvent> attempts;
  for (const SyscallEvent& scenario : scenarios()) {
    for (Syscall syscall : kModuleSyscalls) {
      for (Abi abi : abis(Arch::X86_64)) {
        SyscallEvent event = scenario;
        event.syscall = syscall;
        event.abi = abi;
        if (syscall == Syscall::DeleteModule) event.names.clear();
        attempts.push_back(std::move(event));
      }
    }
  }
  return attempts;
}

World pool_world() {
  Machine machine;
  machine.lsm = {"lockdown,yama,apparmor", FactSource::Option};
  machine.x32 = {Switch::On, FactSource::Option};
  return assumed_world(machine);
}

Ruleset as_ruleset(const std::vector<Rule>& rules) {
  Ruleset ruleset;
  for (const Rule& rule : rules) {
    Statement statement;
    statement.origin = {"pool.rules", static_cast<std::uint32_t>(ruleset.statements.size() + 1), 1};
    statement.operations.push_back(AddRule{rule});
    std::get<AddRule>(statement.operations.back()).rule.origin = statement.origin;
    ruleset.statements.push_back(std::move(statement));
  }
  return ruleset;
}

std::string describe(const std::vector<Rule>& rules) {
  std::string out;
  for (const Rule& rule : rules) {
    out += rule.place == Place::Prepend ? "  -A " : "  -a ";
    out += rule.action == Action::Never ? "never," : "always,";
    out += std::to_string(static_cast<int>(rule.list));
    for (std::size_t number : {128U, 129U, 175U, 176U, 313U, 350U}) {
      if (rule.mask[number]) out += " -S " + std::to_string(number);
    }
    for (const Field& f : rule.fields) {
      out += " -F " + std::to_string(static_cast<int>(f.id)) + "(op " + std::to_string(static_cast<int>(f.op)) + ")" +
             (f.text.empty() ? std::to_string(f.value) : f.text);
    }
    out += "\n";
  }
  return out;
}

std::string describe(const SyscallEvent& event) {
  auto identity = [](const Identity& who) {
    std::string out;
    for (std::uint32_t id : {who.auid, who.uid, who.euid, who.suid, who.fsuid, who.gid, who.egid, who.sgid, who.fsgid,
                             who.sessionid, who.pers}) {
      out += " " + std::to_string(id);
    }
    out += " groups";
    for (std::uint32_t group : who.groups) out += " " + std::to_string(group);
    return out + " subj=" + who.subj;
  };
  std::string out(name(event.abi));
  out += " " + std::string(name(event.syscall)) + " who" + identity(event.who);
  if (event.birth) out += " birth" + identity(*event.birth);
  out += " pid=" + std::to_string(event.pid) + " ppid=" + std::to_string(event.ppid);
  out += " exit=" + std::to_string(event.exit) + " args";
  for (std::uint64_t arg : event.args) out += " " + std::to_string(arg);
  out += " exe=" + event.exe + " names";
  for (const std::string& name : event.names) out += " " + name;
  if (event.context == Context::None) out += " no-context";
  if (event.daemon == Daemon::Registered) out += " auditd";
  return out;
}

}  // namespace modtrail::oracle
