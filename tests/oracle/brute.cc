// Read beside docs/kernel-semantics.md: what happens at fork, at entry, at exit and at the record.  Nothing is shared
// with src/filter but the headers' plain values, the syscall numbers of uapi/abi.h and path resolution.
#include "oracle/brute.h"

#include <sys/sysmacros.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace modtrail::oracle {
namespace {

constexpr std::uint32_t kSyscallRecord = 1300;
constexpr std::uint32_t kPermExecute = 1;

Answer yes_if(bool value) {
  return value ? Answer::Yes : Answer::No;
}

Answer negate(Answer answer) {
  if (answer == Answer::Open) return answer;
  return yes_if(answer == Answer::No);
}

// A -> B -> C, false as soon as one is false.
Answer both(Answer a, Answer b) {
  if (a == Answer::No || b == Answer::No) return Answer::No;
  return a == Answer::Yes ? b : a;
}

Answer either(Answer a, Answer b) {
  return negate(both(negate(a), negate(b)));
}

bool holds(std::uint32_t left, Op op, std::uint32_t right) {
  switch (op) {
    case Op::Equal:
      return left == right;
    case Op::NotEqual:
      return left != right;
    case Op::Less:
      return left < right;
    case Op::LessEqual:
      return left <= right;
    case Op::Greater:
      return left > right;
    case Op::GreaterEqual:
      return left >= right;
    case Op::BitMask:
      return (left & right) != 0;
    case Op::BitTest:
      return (left & right) == right;
  }
  return false;
}

// ---- files ---------------------------------------------------------------------------------------------------------

// A name as an inode: by number where the file is there, else by its path.
struct Inode {
  std::string path;
  std::optional<FileInfo> info;
};

bool on_tracefs(std::string_view path) {
  return path.starts_with("/sys/kernel/tracing/") || path.starts_with("/sys/kernel/debug/");
}

Inode inode_of(const World& world, std::string_view path, Last last = Last::Keep) {
  Inode inode{std::string(path), std::nullopt};
  if (auto canonical = resolve(*world.tree, path, last)) inode.path = *canonical;
  if (auto info = world.tree->lstat(inode.path)) inode.info = *info;
  return inode;
}

bool same_inode(const World& world, const Inode& rule, const Inode& event) {
  if (rule.info && event.info) {
    return rule.info->device == event.info->device && rule.info->inode == event.info->inode;
  }
  if (rule.info || event.info || world.files == Files::Known) return false;
  return rule.path == event.path;
}

// Tracefs and debugfs belong to root and have no device of their own.
std::optional<std::uint32_t> owner(const World& world, const std::string& name) {
  if (on_tracefs(name)) return 0U;
  auto info = inode_of(world, name).info;
  return info ? std::optional(info->uid) : std::nullopt;
}
std::optional<std::uint32_t> group(const World& world, const std::string& name) {
  if (on_tracefs(name)) return 0U;
  auto info = inode_of(world, name).info;
  return info ? std::optional(info->gid) : std::nullopt;
}

Answer compare_known(std::optional<std::uint32_t> left, const Field& field) {
  return left ? yes_if(holds(*left, field.op, field.value)) : Answer::Open;
}

Answer major_matches(const World& world, const std::string& name, const Field& field) {
  if (on_tracefs(name)) return yes_if(holds(0, field.op, field.value));
  auto info = inode_of(world, name).info;
  if (!info) return Answer::Open;
  return yes_if(holds(gnu_dev_major(info->device), field.op, field.value) ||
                holds(gnu_dev_major(info->special), field.op, field.value));
}

Answer minor_matches(const World& world, const std::string& name, const Field& field) {
  if (on_tracefs(name)) return Answer::Open;
  auto info = inode_of(world, name).info;
  if (!info) return Answer::Open;
  return yes_if(holds(gnu_dev_minor(info->device), field.op, field.value) ||
                holds(gnu_dev_minor(info->special), field.op, field.value));
}

Answer inode_matches(const World& world, const std::string& name, const Field& field) {
  auto info = inode_of(world, name).info;
  if (!info) return Answer::Open;
  return yes_if(holds(static_cast<std::uint32_t>(info->inode), field.op, field.value));
}

Answer type_matches(const World& world, const std::string& name, const Field& field) {
  auto info = inode_of(world, name).info;
  if (!info) return Answer::Open;
  static constexpr std::array<std::uint32_t, 7> kFormat = {0100000, 0040000, 0120000, 0010000,
                                                           0140000, 0020000, 0060000};
  return yes_if(kFormat[static_cast<std::size_t>(info->type)] == field.value);
}

Answer below(const World& world, const Field& field, const std::string& name) {
  auto last = field.text.ends_with('/') ? Last::Follow : Last::Keep;
  std::string root = field.text;
  while (root.size() > 1 && root.ends_with('/')) root.pop_back();
  if (auto canonical = resolve(*world.tree, field.text, last)) root = *canonical;
  std::string path = inode_of(world, name).path;
  if (path == root) return Answer::Yes;
  auto info = world.tree->lstat(root);
  if (info && info->type == FileType::Symlink) return Answer::No;
  return yes_if(path.starts_with(root == "/" ? root : root + "/"));
}

// ---- one field -----------------------------------------------------------------------------------------------------

enum class When : std::uint8_t { Birth, Exit };

// One evaluation: of a task at fork (no call yet) or of a call at exit; with one name (inode hash) or none.
struct Look {
  const World& world;
  const SyscallEvent& event;
  const Identity& who;
  When when;
  const std::string* name = nullptr;

  bool in_call() const { return when == When::Exit; }
};

std::uint32_t credential(const Identity& who, FieldId id) {
  switch (static_cast<int>(id)) {
    case static_cast<int>(FieldId::Uid):
      return who.uid;
    case static_cast<int>(FieldId::Euid):
      return who.euid;
    case static_cast<int>(FieldId::Suid):
      return who.suid;
    case static_cast<int>(FieldId::Fsuid):
      return who.fsuid;
    case static_cast<int>(FieldId::Gid):
      return who.gid;
    case static_cast<int>(FieldId::Egid):
      return who.egid;
    case static_cast<int>(FieldId::Sgid):
      return who.sgid;
    case static_cast<int>(FieldId::Fsgid):
      return who.fsgid;
    default:
      return who.auid;
  }
}

Answer group_matches(const Identity& who, std::uint32_t primary, const Field& field) {
  bool member = std::find(who.groups.begin(), who.groups.end(), field.value) != who.groups.end();
  if (field.op == Op::Equal) return yes_if(primary == field.value || member);
  if (field.op == Op::NotEqual) return yes_if(primary != field.value && !member);
  return yes_if(holds(primary, field.op, field.value));
}

Answer login_matches(const Identity& who, const Field& field) {
  std::uint32_t is_set = who.auid == kUnset ? 0 : 1;
  if (field.id == FieldId::AuidSet) return yes_if(holds(is_set, field.op, field.value));
  if (field.value == kUnset) return yes_if(holds(is_set, field.op, 0));
  return yes_if(holds(who.auid, field.op, field.value));
}

// What a record shows and the filter sees: an interrupted call that would be restarted is EINTR.
std::int32_t visible_exit(std::int32_t exit) {
  return exit <= -512 && exit >= -516 && exit != -515 ? -4 : exit;
}

Answer success_matches(const SyscallEvent& event, const Field& field) {
  std::uint32_t valid = succeeded(event) ? 1 : 2;
  return yes_if(holds(valid, field.op, field.value != 0 ? 1 : 2));
}

Answer exe_matches(const Look& look, const Field& field) {
  bool same =
      look.in_call() && !look.event.exe.empty() &&
      same_inode(look.world, inode_of(look.world, field.text), inode_of(look.world, look.event.exe, Last::Follow));
  return yes_if((field.op == Op::Equal) == same);
}

// execve and execveat are the execute class, but for x32's numbers, which no class knows, and for ARM's execveat.
bool is_execute(const World& world, const SyscallEvent& event) {
  if (event.abi == Abi::X32) return false;
  if (event.syscall == Syscall::Execve) return true;
  if (event.syscall != Syscall::Execveat) return false;
  return !(world.machine.arch.value == Arch::Aarch64 && event.abi == Abi::B32);
}

Answer perm_matches(const Look& look, const Field& field) {
  bool found = look.in_call() && is_execute(look.world, look.event) && (field.value & kPermExecute);
  return yes_if((field.op == Op::Equal) == found);
}

// ---- labels

enum class Labels : std::uint8_t { None, SelinuxParts, Opaque };

bool stacked(std::string_view list, std::string_view lsm) {
  std::string padded = "," + std::string(list) + ",";
  return padded.find("," + std::string(lsm) + ",") != std::string::npos;
}

Labels labels_for(const World& world, FieldId id) {
  const auto& list = world.machine.lsm.value;
  if (!list) return Labels::Opaque;
  if (stacked(*list, "selinux")) return Labels::SelinuxParts;
  if (stacked(*list, "smack") && id == FieldId::SubjUser) return Labels::Opaque;
  if (stacked(*list, "apparmor") && id == FieldId::SubjRole) return Labels::Opaque;
  return Labels::None;
}

// user:role:type:low-high
std::optional<std::string> part_of(const std::string& label, FieldId id) {
  std::size_t a = label.find(':');
  std::size_t b = a == std::string::npos ? a : label.find(':', a + 1);
  if (b == std::string::npos) return std::nullopt;
  std::size_t c = label.find(':', b + 1);
  std::string levels = c == std::string::npos ? "" : label.substr(c + 1);
  std::size_t dash = levels.find('-');
  if (id == FieldId::SubjUser) return label.substr(0, a);
  if (id == FieldId::SubjRole) return label.substr(a + 1, b - a - 1);
  if (id == FieldId::SubjType) return label.substr(b + 1, c == std::string::npos ? c : c - b - 1);
  if (id == FieldId::SubjSen) return levels.substr(0, dash);
  return dash == std::string::npos ? levels : levels.substr(dash + 1);
}

// The policy is taken to know the rule's word (docs/limits.md); levels are not ordered here.
Answer subject_matches(const Look& look, const Field& field) {
  Labels labels = labels_for(look.world, field.id);
  if (labels == Labels::None) return Answer::No;
  auto part = labels == Labels::SelinuxParts ? part_of(look.who.subj, field.id) : std::nullopt;
  if (!part) return Answer::Open;
  bool same = *part == field.text;
  if (field.op == Op::Equal) return yes_if(same);
  if (field.op == Op::NotEqual) return yes_if(!same);
  if (same) return yes_if(field.op == Op::LessEqual || field.op == Op::GreaterEqual);
  return Answer::Open;
}

// ---- names

template <class Test>
Answer any_name(const Look& look, Test test) {
  if (!look.in_call()) return Answer::No;
  Answer found = Answer::No;
  for (const std::string& name : look.event.names) found = either(found, test(name));
  return found;
}

template <class Test>
Answer this_or_any_name(const Look& look, Test test) {
  return look.name != nullptr ? test(*look.name) : any_name(look, test);
}

// AUDIT_COMPARE_*: the first field and the second; an object's owner stands for itself.
struct Pair {
  FieldId left, right;
};
constexpr std::array<Pair, 26> kPairs = {{
    {FieldId::Uid, FieldId::Uid},      {FieldId::Uid, FieldId::ObjUid},  {FieldId::Gid, FieldId::ObjGid},
    {FieldId::Euid, FieldId::ObjUid},  {FieldId::Egid, FieldId::ObjGid}, {FieldId::Auid, FieldId::ObjUid},
    {FieldId::Suid, FieldId::ObjUid},  {FieldId::Sgid, FieldId::ObjGid}, {FieldId::Fsuid, FieldId::ObjUid},
    {FieldId::Fsgid, FieldId::ObjGid}, {FieldId::Uid, FieldId::Auid},    {FieldId::Uid, FieldId::Euid},
    {FieldId::Uid, FieldId::Fsuid},    {FieldId::Uid, FieldId::Suid},    {FieldId::Auid, FieldId::Fsuid},
    {FieldId::Auid, FieldId::Suid},    {FieldId::Auid, FieldId::Euid},   {FieldId::Euid, FieldId::Suid},
    {FieldId::Euid, FieldId::Fsuid},   {FieldId::Suid, FieldId::Fsuid},  {FieldId::Gid, FieldId::Egid},
    {FieldId::Gid, FieldId::Fsgid},    {FieldId::Gid, FieldId::Sgid},    {FieldId::Egid, FieldId::Fsgid},
    {FieldId::Egid, FieldId::Sgid},    {FieldId::Sgid, FieldId::Fsgid},
}};

Answer comparison_matches(const Look& look, const Field& field) {
  if (field.value == 0 || field.value >= kPairs.size()) return Answer::No;
  Pair pair = kPairs[field.value];
  std::uint32_t left = credential(look.who, pair.left);
  if (pair.right != FieldId::ObjUid && pair.right != FieldId::ObjGid) {
    return yes_if(holds(left, field.op, credential(look.who, pair.right)));
  }
  return any_name(look, [&](const std::string& name) {
    auto object = pair.right == FieldId::ObjUid ? owner(look.world, name) : group(look.world, name);
    return object ? yes_if(holds(left, field.op, *object)) : Answer::Open;
  });
}

Answer path_matches(const Look& look, const Field& field) {
  if (look.name == nullptr) return Answer::No;
  return yes_if(same_inode(look.world, inode_of(look.world, field.text), inode_of(look.world, *look.name)));
}

Answer during_call(const Look& look, std::uint32_t value, const Field& field) {
  return yes_if(look.in_call() && holds(value, field.op, field.value));
}

std::uint32_t number_of(const Look& look, FieldId id) {
  auto e = entry(look.world.machine.arch.value, look.event.abi, look.event.syscall);
  if (!e) return kSyscalls;  // no such way into this machine's kernel: no mask holds it
  return id == FieldId::Arch ? e->audit_arch : e->number;
}

Answer matches(const Look& look, const Field& field) {
  const Identity& who = look.who;
  const SyscallEvent& event = look.event;
  switch (field.id) {
    case FieldId::Pid:
      // At fork the child still has its parent's number.
      return yes_if(holds(look.in_call() ? event.pid : event.ppid, field.op, field.value));
    case FieldId::Ppid:
      return during_call(look, event.ppid, field);
    case FieldId::Uid:
    case FieldId::Euid:
    case FieldId::Suid:
    case FieldId::Fsuid:
    case FieldId::Sgid:
    case FieldId::Fsgid:
      return yes_if(holds(credential(who, field.id), field.op, field.value));
    case FieldId::Gid:
    case FieldId::Egid:
      return group_matches(who, credential(who, field.id), field);
    case FieldId::Auid:
    case FieldId::AuidSet:
      return login_matches(who, field);
    case FieldId::SessionId:
      return yes_if(holds(who.sessionid, field.op, field.value));
    case FieldId::Pers:
      return yes_if(holds(who.pers, field.op, field.value));
    case FieldId::Arch:
      return during_call(look, number_of(look, FieldId::Arch), field);
    case FieldId::Exit:
      return during_call(look, static_cast<std::uint32_t>(visible_exit(event.exit)), field);
    case FieldId::Success:
      return look.in_call() ? success_matches(event, field) : Answer::No;
    case FieldId::Arg0:
    case FieldId::Arg1:
    case FieldId::Arg2:
    case FieldId::Arg3: {
      auto index = static_cast<std::size_t>(field.id) - static_cast<std::size_t>(FieldId::Arg0);
      return during_call(look, static_cast<std::uint32_t>(event.args[index]), field);
    }
    case FieldId::Exe:
      return exe_matches(look, field);
    case FieldId::Perm:
      return perm_matches(look, field);
    case FieldId::SubjUser:
    case FieldId::SubjRole:
    case FieldId::SubjType:
    case FieldId::SubjSen:
    case FieldId::SubjClr:
      return subject_matches(look, field);
    case FieldId::FieldCompare:
      return comparison_matches(look, field);
    case FieldId::Path:
      return path_matches(look, field);
    case FieldId::Dir:
      // What a module makes in tracefs is new, and a tree's mark is looked for on the new file alone.
      if (operation_of(look.event.syscall) != Operation::Execute) return Answer::No;
      return any_name(look, [&](const std::string& n) { return below(look.world, field, n); });
    case FieldId::Inode:
      return this_or_any_name(look, [&](const std::string& n) { return inode_matches(look.world, n, field); });
    case FieldId::DevMajor:
      return this_or_any_name(look, [&](const std::string& n) { return major_matches(look.world, n, field); });
    case FieldId::DevMinor:
      return this_or_any_name(look, [&](const std::string& n) { return minor_matches(look.world, n, field); });
    case FieldId::ObjUid:
      return this_or_any_name(look, [&](const std::string& n) { return compare_known(owner(look.world, n), field); });
    case FieldId::ObjGid:
      return this_or_any_name(look, [&](const std::string& n) { return compare_known(group(look.world, n), field); });
    case FieldId::FileType: {
      Answer found = any_name(look, [&](const std::string& n) { return type_matches(look.world, n, field); });
      return field.op == Op::NotEqual ? negate(found) : found;
    }
    case FieldId::ObjUser:
    case FieldId::ObjRole:
    case FieldId::ObjType:
    case FieldId::ObjLevLow:
    case FieldId::ObjLevHigh:
      return event.names.empty() || labels_for(look.world, field.id) == Labels::None ? Answer::No : Answer::Open;
    case FieldId::Key:
      return Answer::Yes;
    case FieldId::MsgType:
    case FieldId::FsType:
    case FieldId::SaddrFam:
      return Answer::No;
  }
  return Answer::No;
}

Answer all_match(const Look& look, const Rule& rule) {
  Answer answer = Answer::Yes;
  for (const Field& field : rule.fields) answer = both(answer, matches(look, field));
  return answer;
}

// ---- one rule ------------------------------------------------------------------------------------------------------

bool in_mask(const Rule& rule, std::uint32_t number) {
  return number < 2048 && rule.mask[number];
}

bool is_hashed(const Rule& rule) {
  return std::any_of(rule.fields.begin(), rule.fields.end(), [](const Field& field) {
    return field.id == FieldId::Path || (field.id == FieldId::Inode && field.op == Op::Equal);
  });
}

std::optional<Answer> exclude_field(const Look& look, const Field& field) {
  switch (static_cast<int>(field.id)) {
    case static_cast<int>(FieldId::Pid):
    case static_cast<int>(FieldId::Uid):
    case static_cast<int>(FieldId::Auid):
    case static_cast<int>(FieldId::AuidSet):
    case static_cast<int>(FieldId::Exe):
      return matches(look, field);
    case static_cast<int>(FieldId::Gid):  // no search of the supplementary groups here
      return yes_if(holds(look.who.gid, field.op, field.value));
    case static_cast<int>(FieldId::MsgType):
      return yes_if(holds(kSyscallRecord, field.op, field.value));
    case static_cast<int>(FieldId::SubjUser):
    case static_cast<int>(FieldId::SubjRole):
    case static_cast<int>(FieldId::SubjType):
    case static_cast<int>(FieldId::SubjSen):
    case static_cast<int>(FieldId::SubjClr):
      return matches(look, field);
    default:
      return std::nullopt;
  }
}

bool is_subject(FieldId id) {
  return id >= FieldId::SubjUser && id <= FieldId::SubjClr;
}

// The running result is not reset between fields: a label that no security module knows leaves it as it was.
Exclusion exclude(const Look& look, const Rule& rule) {
  Answer result = Answer::No;
  bool open = false;
  for (const Field& field : rule.fields) {
    auto answer = exclude_field(look, field);
    if (!answer) return open ? Exclusion::MayEndTheList : Exclusion::EndsTheList;
    bool kept = is_subject(field.id) && labels_for(look.world, field.id) == Labels::None;
    if (!kept) result = *answer;
    if (result == Answer::No) return Exclusion::MovesOn;
    open = open || result == Answer::Open;
  }
  if (open) return Exclusion::MayDrop;
  return result == Answer::Yes ? Exclusion::Drops : Exclusion::MovesOn;
}

// ---- the whole -----------------------------------------------------------------------------------------------------

Judgement merge(const Judgement& a, const Judgement& b) {
  if (a.recorded != b.recorded) return {Answer::Open, "", true};
  return {a.recorded, a.key, a.key_is_open || b.key_is_open || a.key != b.key};
}

struct Run {
  bool record = false;
  std::size_t priority = 0;  // of the rule that decided; higher stands earlier in the listing
  std::string key;
};

std::string filter_key(const Rule& rule) {
  for (const Field& field : rule.fields) {
    if (field.id == FieldId::Key) return field.text;
  }
  return "";
}

// Walks the lists, and both ways wherever an answer is open.
class Walk {
 public:
  Walk(const Panel& panel, const SyscallEvent& event) : panel_(panel), event_(event) {}

  Judgement from_fork(std::size_t at) const {
    for (; at < panel_.task.size(); ++at) {
      const Opinion& opinion = *panel_.task[at];
      if (opinion.at_birth == Answer::No) continue;
      Judgement taken = born(*opinion.rule);
      return opinion.at_birth == Answer::Yes ? taken : merge(taken, from_fork(at + 1));
    }
    if (event_.daemon == Daemon::Registered) return {};
    return from_main(0, Run{});
  }

 private:
  Judgement born(const Rule& rule) const {
    if (rule.action == Action::Never) return {};
    return from_record(0, filter_key(rule));
  }

  Run taken(Run run, std::size_t at) const {
    const Rule& rule = *panel_.exit[at]->rule;
    run.record = rule.action == Action::Always;
    run.priority = panel_.exit.size() - at;
    std::string key = filter_key(rule);
    if (!key.empty()) run.key = key;
    return run;
  }

  Judgement from_main(std::size_t at, const Run& run) const {
    for (; at < panel_.exit.size(); ++at) {
      const Opinion& opinion = *panel_.exit[at];
      if (opinion.hashed || opinion.main == Answer::No) continue;
      Judgement hit = from_name(0, 0, taken(run, at));
      return opinion.main == Answer::Yes ? hit : merge(hit, from_main(at + 1, run));
    }
    return from_name(0, 0, run);
  }

  Judgement from_name(std::size_t name, std::size_t at, const Run& run) const {
    for (; name < event_.names.size(); ++name, at = 0) {
      for (; at < panel_.exit.size(); ++at) {
        const Opinion& opinion = *panel_.exit[at];
        if (!opinion.hashed || panel_.exit.size() - at <= run.priority) continue;
        if (opinion.named[name] == Answer::No) continue;
        Judgement hit = done(taken(run, at));
        return opinion.named[name] == Answer::Yes ? hit : merge(hit, from_name(name, at + 1, run));
      }
    }
    return done(run);
  }

  Judgement done(const Run& run) const { return run.record ? from_record(0, run.key) : Judgement{}; }

  Judgement from_record(std::size_t at, const std::string& key) const {
    for (; at < panel_.exclude.size(); ++at) {
      switch (panel_.exclude[at]->exclusion) {
        case Exclusion::MovesOn:
          continue;
        case Exclusion::Drops:
          return {};
        case Exclusion::EndsTheList:
          return {Answer::Yes, key, false};
        case Exclusion::MayDrop:
          return merge({}, from_record(at + 1, key));
        case Exclusion::MayEndTheList:
          return merge({Answer::Yes, key, false}, from_record(at + 1, key));
      }
    }
    return {Answer::Yes, key, false};
  }

  const Panel& panel_;
  const SyscallEvent& event_;
};

std::vector<Rule>& list_of(Kernel& kernel, FilterList list) {
  if (list == FilterList::Exit) return kernel.exit;
  if (list == FilterList::Task) return kernel.task;
  if (list == FilterList::Exclude) return kernel.exclude;
  if (list == FilterList::Filesystem) return kernel.filesystem;
  return kernel.others;
}

bool equal_fields(const Rule& a, const Rule& b) {
  return std::equal(a.fields.begin(), a.fields.end(), b.fields.begin(), b.fields.end(),
                    [](const Field& x, const Field& y) {
                      return x.id == y.id && x.op == y.op && x.value == y.value && x.text == y.text;
                    });
}

// -A never repeats a rule: what is in the list has lost the flag that -A carries.
bool exists(const std::vector<Rule>& list, const Rule& rule) {
  if (rule.place == Place::Prepend) return false;
  return std::any_of(list.begin(), list.end(), [&](const Rule& other) {
    return other.list == rule.list && other.action == rule.action && other.mask == rule.mask &&
           equal_fields(other, rule);
  });
}

bool is_counted(FilterList list) {
  return list == FilterList::Exit || list == FilterList::Task || list == FilterList::IoUring;
}

// A name's file system, as far as it can be told from the path.
Answer drops_name(const Rule& rule, const std::string& name) {
  if (rule.action != Action::Never) return Answer::No;
  constexpr std::uint32_t kTracefs = 0x74726163;
  constexpr std::uint32_t kDebugfs = 0x64626720;
  Answer dropped = Answer::No;
  for (const Field& field : rule.fields) {
    if (field.id != FieldId::FsType) continue;
    bool trace = name.starts_with("/sys/kernel/tracing/") || name.starts_with("/sys/kernel/debug/tracing/");
    bool debug = !trace && name.starts_with("/sys/kernel/debug/");
    bool named = field.value == kTracefs || field.value == kDebugfs;
    Answer same =
        trace || debug ? yes_if(field.value == (trace ? kTracefs : kDebugfs)) : (named ? Answer::No : Answer::Open);
    dropped = either(dropped, field.op == Op::Equal ? same : negate(same));
  }
  return dropped;
}

}  // namespace

Admission admit(Kernel& kernel, const Rule& rule) {
  std::vector<Rule>& list = list_of(kernel, rule.list);
  if (exists(list, rule)) return Admission::Exists;
  list.insert(rule.place == Place::Prepend ? list.begin() : list.end(), rule);
  if (is_counted(rule.list)) ++kernel.counted;
  return Admission::Added;
}

Kernel load_in_order(const std::vector<Rule>& rules) {
  Kernel kernel;
  for (const Rule& rule : rules) {
    if (admit(kernel, rule) == Admission::Exists) break;
  }
  return kernel;
}

Kernel kernel_of(const Filter& filter) {
  Kernel kernel;
  for (const FilterRule& rule : filter.exit) kernel.exit.push_back(rule.rule);
  for (const FilterRule& rule : filter.task) kernel.task.push_back(rule.rule);
  for (const FilterRule& rule : filter.exclude) kernel.exclude.push_back(rule.rule);
  for (const FilterRule& rule : filter.filesystem) kernel.filesystem.push_back(rule.rule);
  kernel.enabled = filter.enabled;
  kernel.rate_limit = filter.rate_limit;
  kernel.counted = filter.exit.size() + filter.task.size() + filter.io_uring.size();
  return kernel;
}

Opinion ask(const Rule& rule, const World& world, const SyscallEvent& seen) {
  Opinion opinion;
  opinion.rule = &rule;
  opinion.hashed = is_hashed(rule);
  opinion.named.assign(seen.names.size(), Answer::No);
  Look look{world, seen, seen.who, When::Exit, nullptr};
  Look fork{world, seen, seen.birth ? *seen.birth : seen.who, When::Birth, nullptr};
  if (rule.list == FilterList::Task) opinion.at_birth = all_match(fork, rule);
  if (rule.list == FilterList::Exclude) opinion.exclusion = exclude(look, rule);
  if (rule.list != FilterList::Exit || !in_mask(rule, number_of(look, FieldId::Pid))) return opinion;
  opinion.main = all_match(look, rule);
  for (std::size_t i = 0; i < seen.names.size(); ++i) {
    opinion.named[i] = all_match({world, seen, seen.who, When::Exit, &seen.names[i]}, rule);
  }
  return opinion;
}

Judgement conclude(const Panel& panel, const Kernel& kernel, const World& world, const SyscallEvent& event) {
  if (world.machine.audit.value == AuditBoot::Off || kernel.enabled == 0) return {};
  if (event.context == Context::None || kernel.counted == 0) return {};
  Judgement judgement = Walk(panel, event).from_fork(0);
  if (judgement.recorded == Answer::Yes && kernel.rate_limit != 0) return {Answer::Open, "", true};
  return judgement;
}

SyscallEvent as_seen(const Kernel& kernel, const World&, SyscallEvent event) {
  auto dropped = [&](const std::string& name) {
    return std::any_of(kernel.filesystem.begin(), kernel.filesystem.end(),
                       [&](const Rule& rule) { return drops_name(rule, name) == Answer::Yes; });
  };
  // An execve notes its program's name before it looks for the file: the name stays, without an object.
  const bool executes = event.syscall == Syscall::Execve || event.syscall == Syscall::Execveat;
  if (executes && !event.names.empty() && dropped(event.names.front())) event.names.front() = "";
  std::erase_if(event.names, dropped);
  return event;
}

namespace {

Judgement judge_in(const Kernel& kernel, const World& world, const SyscallEvent& event) {
  SyscallEvent seen = as_seen(kernel, world, event);
  auto opinions = [&](const std::vector<Rule>& rules) {
    std::vector<Opinion> list;
    for (const Rule& rule : rules) list.push_back(ask(rule, world, seen));
    return list;
  };
  auto pointers = [](const std::vector<Opinion>& list) {
    std::vector<const Opinion*> result;
    for (const Opinion& opinion : list) result.push_back(&opinion);
    return result;
  };
  std::vector<Opinion> exit = opinions(kernel.exit);
  std::vector<Opinion> task = opinions(kernel.task);
  std::vector<Opinion> exclude = opinions(kernel.exclude);
  return conclude({pointers(exit), pointers(task), pointers(exclude)}, kernel, world, seen);
}

}  // namespace

// A security module that is not known may be any.
Judgement judge(const Kernel& kernel, const World& world, const SyscallEvent& event) {
  if (world.machine.lsm.value) return judge_in(kernel, world, event);
  std::optional<Judgement> all;
  for (const char* lsm : {"yama", "yama,apparmor", "yama,selinux"}) {
    World possible = world;
    possible.machine.lsm.value = lsm;
    Judgement one = judge_in(kernel, possible, event);
    all = all ? merge(*all, one) : one;
  }
  return *all;
}

}  // namespace modtrail::oracle
