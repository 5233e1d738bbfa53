#include "oracle/generate.h"

#include <algorithm>
#include <array>
#include <utility>

#include "oracle/pool.h"
#include "oracle/universe.h"

namespace modtrail::oracle {
namespace {

const std::vector<std::string> kPrograms = {"/usr/bin/kmod", "/usr/bin/python3", "/tmp/loader"};
const std::string kTrace = "/sys/kernel/tracing/events/dummy";

bool is_id(FieldId id) {
  return (id >= FieldId::Uid && id <= FieldId::Fsgid) || id == FieldId::ObjUid || id == FieldId::ObjGid;
}

std::uint32_t make_number(Choices& choices, FieldId id) {
  static const std::vector<std::uint32_t> kIds = {0, 1, 10, 999, 1000, 1001, 65534};
  static const std::vector<std::uint32_t> kExits = {
      0, 1, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFF7, 0xFFFFF001, 0xFFFFF000, 0x7FFFFFFF, 0x80000000, 0xFFFFFE00, 0xFFFFFFFC};
  static const std::vector<std::uint32_t> kBits = {0, 1, 2, 4, 6, 7, 0x80000000, 0xFFFFFFFF, 0x800};
  if (id == FieldId::Auid) return choices.one_in(4) ? kUnset : choices.one_of(kIds);
  if (is_id(id)) return choices.one_of(kIds);
  if (id == FieldId::SessionId) return choices.one_in(3) ? kUnset : choices.below(4);
  if (id == FieldId::Success || id == FieldId::AuidSet) return choices.below(2);
  if (id == FieldId::Exit) return choices.one_of(kExits);
  if (id == FieldId::Pid || id == FieldId::Ppid) return choices.below(4);
  if (id == FieldId::MsgType) return choices.one_of(std::vector<std::uint32_t>{1300, 1330, 1327, 1299});
  if (id == FieldId::Arch) return choices.one_of(std::vector<std::uint32_t>{kArchB64, kArchB32});
  if (id == FieldId::FieldCompare) return 1 + choices.below(25);
  if (id == FieldId::Perm) return 1 + choices.below(15);
  if (id == FieldId::FsType) return choices.one_of(std::vector<std::uint32_t>{0x74726163, 0x64626720});
  if (id == FieldId::DevMajor) return choices.below(2);
  return choices.one_of(kBits);
}

std::string make_text(Choices& choices, FieldId id) {
  if (id == FieldId::Exe) return choices.one_of(kPrograms);
  if (id == FieldId::Path) return choices.one_of(std::vector<std::string>{kTrace, "/usr/bin/kmod"});
  if (id == FieldId::Dir)
    return choices.one_of(std::vector<std::string>{"/sys/kernel/tracing", "/usr/bin", "/sys/kernel/tracing/"});
  if (id == FieldId::Key) return choices.one_of(std::vector<std::string>{"a", "b", "modules"});
  return "foo_t";
}

bool is_text(FieldId id) {
  return id == FieldId::Exe || id == FieldId::Path || id == FieldId::Dir || id == FieldId::Key ||
         (id >= FieldId::SubjUser && id <= FieldId::SubjClr);
}

const std::vector<FieldId>& fields_for(FilterList list) {
  using F = FieldId;
  static const std::vector<FieldId> kExit = {
      F::Auid,     F::Uid,      F::Gid,          F::Exit,  F::Success, F::Exe,     F::Arg0,      F::Arg1,
      F::Euid,     F::Egid,     F::Suid,         F::Fsuid, F::Sgid,    F::Fsgid,   F::SessionId, F::Pers,
      F::Pid,      F::Ppid,     F::FieldCompare, F::Path,  F::Dir,     F::Perm,    F::ObjUid,    F::ObjGid,
      F::DevMajor, F::SubjType, F::AuidSet,      F::Arg2,  F::Arg3,    F::SaddrFam};
  static const std::vector<FieldId> kTask = {F::Auid, F::Uid,          F::Gid, F::Euid, F::Egid, F::SessionId, F::Pers,
                                             F::Exe,  F::FieldCompare, F::Pid, F::Arch, F::Exit, F::Perm,      F::Arg0};
  static const std::vector<FieldId> kExclude = {F::MsgType, F::Uid,      F::Auid, F::Gid,    F::Exe,
                                                F::Pid,     F::SubjType, F::Euid, F::AuidSet};
  static const std::vector<FieldId> kFilesystem = {F::FsType};
  if (list == FilterList::Exit) return kExit;
  if (list == FilterList::Task) return kTask;
  return list == FilterList::Exclude ? kExclude : kFilesystem;
}

Op make_op(Choices& choices, FieldId id, std::uint32_t value) {
  std::vector<Op> allowed;
  for (Op op :
       {Op::Equal, Op::NotEqual, Op::Less, Op::LessEqual, Op::Greater, Op::GreaterEqual, Op::BitMask, Op::BitTest}) {
    bool ordered = op != Op::Equal && op != Op::NotEqual;
    if (id == FieldId::Auid && value == kUnset && ordered) continue;
    if (info(id).kernel_ops.has(op)) allowed.push_back(op);
  }
  return allowed.empty() ? Op::Equal : choices.one_of(allowed);
}

bool clashes(const Rule& rule, FieldId id) {
  auto object = [](FieldId f) { return f == FieldId::Path || f == FieldId::Dir || f == FieldId::Inode; };
  return std::any_of(rule.fields.begin(), rule.fields.end(), [&](const Field& other) {
    return (object(other.id) && object(id)) || (other.id == id && (id == FieldId::Exe || id == FieldId::Key));
  });
}

void add_some_field(Choices& choices, Rule& rule) {
  FieldId id = choices.one_of(fields_for(rule.list));
  if (clashes(rule, id)) return;
  Field made;
  made.id = id;
  if (is_text(id)) made.text = make_text(choices, id);
  if (!is_text(id)) made.value = make_number(choices, id);
  made.op = make_op(choices, id, made.value);
  rule.fields.push_back(std::move(made));
}

void choose_calls(Choices& choices, Rule& rule) {
  switch (choices.below(5)) {
    case 0:
      for (std::size_t n : {175U, 176U, 313U}) rule.mask.set(n);
      rule.fields.push_back(field(FieldId::Arch, Op::Equal, kArchB64));
      return;
    case 1:
      for (std::size_t n : {128U, 129U, 350U}) rule.mask.set(n);
      rule.fields.push_back(field(FieldId::Arch, Op::Equal, kArchB32));
      return;
    case 2:
      for (std::size_t n : {128U, 129U, 175U, 176U, 313U, 350U}) rule.mask[n] = !choices.one_in(2);
      return;
    case 3:
      rule.mask.set();
      rule.fields.push_back(field(FieldId::Arch, Op::NotEqual, make_number(choices, FieldId::Arch)));
      return;
    default:
      rule.mask.set();
  }
}

FilterList make_list(Choices& choices) {
  switch (choices.below(10)) {
    case 1:
      return FilterList::Task;
    case 2:
      return FilterList::Exclude;
    case 3:
      return choices.one_in(3) ? FilterList::Filesystem : FilterList::Exclude;
    default:
      return FilterList::Exit;
  }
}

Rule make_one(Choices& choices) {
  Rule rule;
  rule.list = make_list(choices);
  rule.action = choices.one_in(2) ? Action::Never : Action::Always;
  if (choices.one_in(6)) rule.place = Place::Prepend;
  if (rule.list == FilterList::Exit) choose_calls(choices, rule);
  if (rule.list == FilterList::Filesystem) rule.action = Action::Never;
  std::uint32_t count = rule.list == FilterList::Exit ? choices.below(4) : 1 + choices.below(2);
  for (std::uint32_t i = 0; i < count; ++i) add_some_field(choices, rule);
  if (rule.list == FilterList::Exit && choices.one_in(2)) {
    rule.fields.push_back(text_field(FieldId::Key, Op::Equal, make_text(choices, FieldId::Key)));
  }
  return rule;
}

// A value at or next to one that a rule compares the field with.
std::uint32_t near(Choices& choices, const std::vector<Rule>& rules, FieldId id, std::uint32_t usual) {
  std::vector<std::uint32_t> values = {usual};
  for (const Rule& rule : rules) {
    for (const Field& f : rule.fields) {
      if (f.id != id) continue;
      for (std::uint32_t v : {f.value, f.value + 1, f.value - 1, ~f.value}) values.push_back(v);
    }
  }
  return choices.one_of(values);
}

std::uint32_t some_id(Choices& choices, const std::vector<Rule>& rules, FieldId id, std::uint32_t usual) {
  std::uint32_t value = near(choices, rules, id, usual);
  return value == kUnset ? usual : value;
}

Identity some_identity(Choices& choices, const std::vector<Rule>& rules) {
  Identity who;
  who.auid = near(choices, rules, FieldId::Auid, choices.one_in(2) ? 1000 : kUnset);
  who.sessionid = near(choices, rules, FieldId::SessionId, 2);
  if (who.auid == kUnset) who.sessionid = kUnset;
  if (who.sessionid == kUnset) who.auid = kUnset;
  std::uint32_t usual = choices.one_in(3) ? 1000 : 0;
  who.uid = some_id(choices, rules, FieldId::Uid, usual);
  who.euid = some_id(choices, rules, FieldId::Euid, usual);
  who.suid = some_id(choices, rules, FieldId::Suid, usual);
  who.fsuid = some_id(choices, rules, FieldId::Fsuid, usual);
  who.gid = some_id(choices, rules, FieldId::Gid, usual);
  who.egid = some_id(choices, rules, FieldId::Egid, usual);
  who.sgid = some_id(choices, rules, FieldId::Sgid, usual);
  who.fsgid = some_id(choices, rules, FieldId::Fsgid, usual);
  if (choices.one_in(3)) who.groups.push_back(some_id(choices, rules, FieldId::Gid, 10));
  if (choices.one_in(4)) who.groups.push_back(some_id(choices, rules, FieldId::Egid, 4));
  who.pers = near(choices, rules, FieldId::Pers, 0);
  return who;
}

}  // namespace

std::uint32_t Choices::below(std::uint32_t bound) {
  if (bound < 2) return 0;
  std::uint32_t value = next();
  if (bound > 256) value = (value << 8) | next();
  return value % bound;
}

std::vector<std::uint8_t> bytes_of_seed(std::uint64_t seed, std::size_t count) {
  std::vector<std::uint8_t> bytes;
  for (std::uint64_t state = seed; bytes.size() < count;) {
    state += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    bytes.push_back(static_cast<std::uint8_t>((z ^ (z >> 31)) >> 56));
  }
  return bytes;
}

std::vector<Rule> make_rules(Choices& choices, std::uint32_t most) {
  std::vector<Rule> rules;
  std::uint32_t count = 1 + choices.below(most);
  for (std::uint32_t i = 0; i < count; ++i) rules.push_back(make_one(choices));
  return rules;
}

SyscallEvent make_attempt(Choices& choices, const std::vector<Rule>& rules) {
  SyscallEvent event;
  event.syscall = kModuleSyscalls[choices.below(3)];
  event.abi = choices.one_of(abis(Arch::X86_64));
  event.who = some_identity(choices, rules);
  if (choices.one_in(3)) event.birth = some_identity(choices, rules);
  event.pid = 2 + choices.below(3);
  event.ppid = 1 + choices.below(3);
  event.exit = static_cast<std::int32_t>(near(choices, rules, FieldId::Exit, choices.one_in(2) ? 0xFFFFFFFF : 0));
  constexpr std::array kArgs = {FieldId::Arg0, FieldId::Arg1, FieldId::Arg2, FieldId::Arg3};
  for (std::size_t i = 0; i < event.args.size(); ++i) {
    event.args[i] = near(choices, rules, kArgs[i], 3);
    if (choices.one_in(5)) event.args[i] |= 0xFFFFFFFF00000000ULL;
  }
  event.exe = choices.one_of(kPrograms);
  bool loads = event.syscall != Syscall::DeleteModule;
  if (loads && choices.one_in(4)) event.names = {kTrace, kTrace + "/enable"};
  return event;
}

}  // namespace modtrail::oracle
