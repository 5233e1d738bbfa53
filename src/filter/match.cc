#include "filter/match.h"

#include <algorithm>
#include <string_view>

// Fields and what they are compared with.  Entry points: match_exit, match_exit_field, match_task_field,
// match_subject_label.  Facts: docs/kernel-semantics.md section 3; task fields: section 4.
namespace modtrail {

namespace {

Tri tri(bool value) {
  return value ? Tri::Yes : Tri::No;
}

Tri negate(Tri value) {
  switch (value) {
    case Tri::No:
      return Tri::Yes;
    case Tri::Yes:
      return Tri::No;
    case Tri::Unknown:
      break;
  }
  return Tri::Unknown;
}

bool in_groups(const Identity& who, std::uint32_t group) {
  return std::find(who.groups.begin(), who.groups.end(), group) != who.groups.end();
}

// gid and egid: = looks at the supplementary groups too, != wants none of them to be it.
bool match_group(std::uint32_t id, const Identity& who, const Field& field) {
  const bool result = compare(id, field.op, field.value);
  if (field.op == Op::Equal) return result || in_groups(who, field.value);
  if (field.op == Op::NotEqual) return result && !in_groups(who, field.value);
  return result;
}

// auid against unset is a test of its own: audit_data_to_entry() makes it "is the login set?".
bool match_login(std::uint32_t auid, const Field& field) {
  if (field.value == kUnset) return (auid == kUnset) == (field.op == Op::Equal);
  return compare(auid, field.op, field.value);
}

std::optional<std::uint32_t> id_of(const Identity& who, FieldId id) {
  switch (id) {
    case FieldId::Auid:
      return who.auid;
    case FieldId::Uid:
      return who.uid;
    case FieldId::Euid:
      return who.euid;
    case FieldId::Suid:
      return who.suid;
    case FieldId::Fsuid:
      return who.fsuid;
    case FieldId::Gid:
      return who.gid;
    case FieldId::Egid:
      return who.egid;
    case FieldId::Sgid:
      return who.sgid;
    case FieldId::Fsgid:
      return who.fsgid;
    case FieldId::SessionId:
      return who.sessionid;
    case FieldId::Pers:
      return who.pers;
    default:  // every other field is not part of an identity
      return std::nullopt;
  }
}

// What is true of a task's identity alone; nothing for fields about the call.
std::optional<Tri> match_identity(const Field& field, const Identity& who) {
  const std::optional<std::uint32_t> value = id_of(who, field.id);
  if (!value) return std::nullopt;
  if (field.id == FieldId::Auid) return tri(match_login(*value, field));
  if (field.id == FieldId::Gid || field.id == FieldId::Egid) return tri(match_group(*value, who, field));
  return tri(compare(*value, field.op, field.value));
}

Tri match_login_set(const Field& field, const Identity& who) {
  return tri(compare(who.auid == kUnset ? 0U : 1U, field.op, field.value));
}

// valid is 1 for a success and 2 for a failure; a value of 0 asks for failure, any other for success.
bool match_success(const Field& field, const SyscallEvent& event) {
  return compare(succeeded(event) ? 1U : 2U, field.op, field.value != 0 ? 1U : 2U);
}

// audit_syscall_exit(): what asks for a restart of the call is EINTR to the filter and in the record.
std::uint32_t exit_as_seen(std::int32_t exit) {
  const bool restarts = exit <= -512 && exit >= -516 && exit != -515;
  return static_cast<std::uint32_t>(restarts ? -4 : exit);
}

struct Label {
  std::string_view user, role, type, low, high;
};

// user:role:type:low-high as SELinux writes it.
Label split_label(std::string_view label) {
  Label parts;
  std::string_view* const pieces[] = {&parts.user, &parts.role, &parts.type};
  for (std::string_view* piece : pieces) {
    const auto colon = label.find(':');
    *piece = label.substr(0, colon);
    label = colon == std::string_view::npos ? std::string_view() : label.substr(colon + 1);
  }
  const auto dash = label.find('-');
  parts.low = label.substr(0, dash);
  parts.high = dash == std::string_view::npos ? parts.low : label.substr(dash + 1);
  return parts;
}

std::string_view part_of(const Label& label, FieldId id) {
  switch (id) {
    case FieldId::SubjUser:
      return label.user;
    case FieldId::SubjRole:
      return label.role;
    case FieldId::SubjType:
      return label.type;
    case FieldId::SubjSen:
      return label.low;
    default:  // SubjClr
      return label.high;
  }
}

// Levels are ordered by the policy's categories, which no file of ours tells: only equality is decided.
Tri match_selinux(const Field& field, const std::string& label) {
  if (label.empty() || (field.op != Op::Equal && field.op != Op::NotEqual)) return Tri::Unknown;
  const bool same = part_of(split_label(label), field.id) == field.text;
  return tri(same == (field.op == Op::Equal));
}

// security/apparmor/audit.c: only subj_role, and it is the profile's name.
Tri match_apparmor(const Field& field, const std::string& label, Tri otherwise) {
  if (field.id != FieldId::SubjRole) return otherwise;
  const std::string_view profile =
      label.empty() ? std::string_view("unconfined") : std::string_view(label).substr(0, label.find(" ("));
  return tri((profile == field.text) == (field.op == Op::Equal));
}

bool same_file(const Object& a, const std::string& path, const std::optional<FileInfo>& info) {
  if (a.path == path) return true;
  return a.info && info && a.info->inode == info->inode && a.info->device == info->device && a.info->inode != 0;
}

const Object& program_of(const Subject& subject) {
  if (subject.program) return *subject.program;
  const Result<std::string> resolved = resolve(*subject.world.tree, subject.event.exe, Last::Follow);
  subject.program = Object{resolved ? *resolved : subject.event.exe, std::nullopt};
  if (const Result<FileInfo> info = subject.world.tree->lstat(subject.program->path)) subject.program->info = *info;
  return *subject.program;
}

// A rule's exe is the file its last name stands for, unfollowed; a link is no program's file.
Tri match_exe(const FilterRule& entry, const Field& field, const Subject& subject) {
  const bool is_link = entry.program && entry.program->info && entry.program->info->type == FileType::Symlink;
  const bool same = entry.program && !is_link && !subject.event.exe.empty() &&
                    same_file(*entry.program, program_of(subject).path, program_of(subject).info);
  return tri(same == (field.op == Op::Equal));
}

// perm= asks which class of calls this is: execve and execveat are x, a module call is none of them.
Tri match_perm(const Field& field, const Subject& subject) {
  constexpr std::uint32_t kExecute = 1;
  const bool is_execute = operation_of(subject.event.syscall) == Operation::Execute;
  bool result = is_execute && (field.value & kExecute) != 0;
  // lib/compat_audit.c of arm64 does not know the 32-bit execveat.
  if (subject.world.machine.arch.value == Arch::Aarch64 && subject.event.abi == Abi::B32 &&
      subject.event.syscall == Syscall::Execveat)
    result = false;
  return tri(result == (field.op == Op::Equal));
}

std::uint32_t mode_of(FileType type) {
  switch (type) {
    case FileType::Fifo:
      return 0010000;
    case FileType::Character:
      return 0020000;
    case FileType::Directory:
      return 0040000;
    case FileType::Block:
      return 0060000;
    case FileType::Regular:
      return 0100000;
    case FileType::Symlink:
      return 0120000;
    case FileType::Socket:
      break;
  }
  return 0140000;
}

template <class Predicate>
Tri any_name(const Subject& subject, const NameFacts* name, Predicate predicate) {
  if (name != nullptr) return tri(predicate(*name));
  if (!subject.names) return Tri::Unknown;
  return tri(std::any_of(subject.names->begin(), subject.names->end(), predicate));
}

std::uint32_t major_of(std::uint64_t device) {
  return static_cast<std::uint32_t>((device >> 8U & 0xfffU) | (device >> 32U & 0xfffff000U));
}
std::uint32_t minor_of(std::uint64_t device) {
  return static_cast<std::uint32_t>((device & 0xffU) | (device >> 12U & 0xffffff00U));
}

Tri match_file_type(const Field& field, const Subject& subject) {
  const Tri any =
      any_name(subject, nullptr, [&](const NameFacts& n) { return n.exists && mode_of(n.info.type) == field.value; });
  return field.op == Op::Equal ? any : negate(any);
}

// kernel/audit_tree.c match_tree_refs(): an object in the tree, or the tree's root itself. Tags are looked for on what
// is found by name and on all above it (kernel/auditsc.c handle_path()), but of a file that the call itself makes, as a
// module does in tracefs, on that new file alone: no module call is ever in a tree.
Tri match_directory(const FilterRule& entry, const Subject& subject) {
  if (!entry.target || operation_of(subject.event.syscall) != Operation::Execute) return Tri::No;
  const std::string& directory = entry.target->path;
  return any_name(subject, nullptr, [&](const NameFacts& n) {
    if (!n.exists) return false;
    if (n.path == directory || directory == "/") return true;
    return n.path.size() > directory.size() && n.path.compare(0, directory.size(), directory) == 0 &&
           n.path[directory.size()] == '/';
  });
}

// path= is tried on one name of the hash only: inode and device are the watch's.
Tri match_watch(const FilterRule& entry, const NameFacts* name) {
  if (name == nullptr || !entry.target || !name->exists) return Tri::No;
  return tri(same_file(*entry.target, name->path, name->info));
}

Tri match_object_id(const Field& field, const Subject& subject, const NameFacts* name) {
  return any_name(subject, name, [&](const NameFacts& n) {
    return compare(field.id == FieldId::ObjUid ? n.info.uid : n.info.gid, field.op, field.value);
  });
}

Tri match_device(const Field& field, const Subject& subject, const NameFacts* name) {
  const auto part = field.id == FieldId::DevMajor ? major_of : minor_of;
  return any_name(subject, name, [&](const NameFacts& n) {
    return compare(part(n.info.device), field.op, field.value) || compare(part(n.info.special), field.op, field.value);
  });
}

Tri match_inode(const Field& field, const Subject& subject, const NameFacts* name) {
  return any_name(subject, name, [&](const NameFacts& n) {
    return compare(static_cast<std::uint32_t>(n.info.inode), field.op, field.value);
  });
}

// -C: two credentials, or a credential and the owner of any object.
Tri match_comparison(const Field& field, const Subject& subject, const NameFacts* name) {
  const std::optional<Comparison> comparison_of = comparison(field.value);
  if (!comparison_of) return Tri::No;
  const bool with_object = comparison_of->left == FieldId::ObjUid || comparison_of->left == FieldId::ObjGid ||
                           comparison_of->right == FieldId::ObjUid || comparison_of->right == FieldId::ObjGid;
  const bool right_is_object = comparison_of->right == FieldId::ObjUid || comparison_of->right == FieldId::ObjGid;
  const FieldId task_side = right_is_object ? comparison_of->left : comparison_of->right;
  const std::uint32_t mine = *id_of(subject.event.who, with_object ? task_side : comparison_of->left);
  if (!with_object) return tri(compare(mine, field.op, *id_of(subject.event.who, comparison_of->right)));
  const bool is_uid = comparison_of->left == FieldId::ObjUid || comparison_of->right == FieldId::ObjUid;
  const auto holds = [&](const NameFacts& n) { return compare(mine, field.op, is_uid ? n.info.uid : n.info.gid); };
  if (name != nullptr && holds(*name)) return Tri::Yes;
  return any_name(subject, nullptr, holds);
}

// What a logged record does not tell: supplementary groups and personality.
bool is_untold(const Field& field, const SyscallEvent& event) {
  if (event.evidence == Evidence::Complete) return false;
  if (field.id == FieldId::Pers) return true;
  const bool is_group = field.id == FieldId::Gid || field.id == FieldId::Egid;
  return is_group && (field.op == Op::Equal || field.op == Op::NotEqual);
}

Tri match_call_field(const FilterRule& entry, const Field& field, const Subject& subject, const NameFacts* name) {
  const SyscallEvent& event = subject.event;
  switch (field.id) {
    case FieldId::Pid:
      return tri(compare(event.pid, field.op, field.value));
    case FieldId::Ppid:
      return tri(compare(event.ppid, field.op, field.value));
    case FieldId::Arch:
      return tri(subject.entry && compare(subject.entry->audit_arch, field.op, field.value));
    case FieldId::Exit:
      return tri(compare(exit_as_seen(event.exit), field.op, field.value));
    case FieldId::Success:
      return tri(match_success(field, event));
    case FieldId::Arg0:
    case FieldId::Arg1:
    case FieldId::Arg2:
    case FieldId::Arg3: {
      const auto index = static_cast<std::size_t>(field.id) - static_cast<std::size_t>(FieldId::Arg0);
      return tri(compare(static_cast<std::uint32_t>(event.args[index]), field.op, field.value));
    }
    case FieldId::Exe:
      return match_exe(entry, field, subject);
    case FieldId::Path:
      return match_watch(entry, name);
    case FieldId::Dir:
      return match_directory(entry, subject);
    case FieldId::Perm:
      return match_perm(field, subject);
    case FieldId::FileType:
      return match_file_type(field, subject);
    case FieldId::Inode:
      return match_inode(field, subject, name);
    case FieldId::DevMajor:
    case FieldId::DevMinor:
      return match_device(field, subject, name);
    case FieldId::ObjUid:
    case FieldId::ObjGid:
      return match_object_id(field, subject, name);
    case FieldId::FieldCompare:
      return match_comparison(field, subject, name);
    case FieldId::SubjUser:
    case FieldId::SubjRole:
    case FieldId::SubjType:
    case FieldId::SubjSen:
    case FieldId::SubjClr:
      return match_subject_label(field, event.who.subj, subject.world.machine, Tri::No);
    case FieldId::AuidSet:
      return match_login_set(field, event.who);
    case FieldId::Key:
      return Tri::Yes;
    default:  // no socket address, no object label, no record type in these calls; identities are done
      return Tri::No;
  }
}

}  // namespace

bool compare(std::uint32_t left, Op op, std::uint32_t right) {
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

Subject make_subject(const Filter& filter, const World& world, const SyscallEvent& event) {
  return {world, event, entry(world.machine.arch.value, event.abi, event.syscall), names_of(filter, world, event), {}};
}

bool in_mask(const Rule& rule, std::uint32_t number) {
  return number < kSyscalls && rule.mask.test(number);
}

bool is_name_rule(const FilterRule& entry) {
  return std::any_of(entry.rule.fields.begin(), entry.rule.fields.end(), [](const Field& field) {
    return field.id == FieldId::Path || (field.id == FieldId::Inode && field.op == Op::Equal);
  });
}

Tri match_subject_label(const Field& field, const std::string& label, const Machine& machine, Tri otherwise) {
  if (has_lsm(machine, "selinux")) return match_selinux(field, label);
  if (has_lsm(machine, "apparmor")) return match_apparmor(field, label, otherwise);
  if (machine.lsm.value) return otherwise;
  const Tri a = match_selinux(field, label);
  const Tri b = match_apparmor(field, label, otherwise);
  return a == b && b == otherwise ? a : Tri::Unknown;
}

Tri match_exit_field(const FilterRule& entry, const Field& field, const Subject& subject, const NameFacts* name) {
  if (is_untold(field, subject.event)) return Tri::Unknown;
  if (const std::optional<Tri> identity = match_identity(field, subject.event.who)) return *identity;
  return match_call_field(entry, field, subject, name);
}

Tri match_task_field(const Field& field, const Identity& who, std::uint32_t parent, const Machine& machine) {
  if (const std::optional<Tri> identity = match_identity(field, who)) return *identity;
  switch (field.id) {
    case FieldId::Pid:
      return tri(compare(parent, field.op, field.value));
    case FieldId::AuidSet:
      return match_login_set(field, who);
    case FieldId::SubjUser:
    case FieldId::SubjRole:
    case FieldId::SubjType:
    case FieldId::SubjSen:
    case FieldId::SubjClr:
      return match_subject_label(field, who.subj, machine, Tri::No);
    case FieldId::Key:
      return Tri::Yes;
    case FieldId::Exe:
    case FieldId::Perm:
    case FieldId::FileType:
      return tri(field.op == Op::NotEqual);  // there is nothing to compare yet, and != negates that
    case FieldId::FieldCompare: {
      const std::optional<Comparison> pair = comparison(field.value);
      if (!pair) return Tri::No;
      const auto left = id_of(who, pair->left);
      const auto right = id_of(who, pair->right);
      return tri(left && right && compare(*left, field.op, *right));
    }
    default:  // everything about a call: there is none at fork
      return Tri::No;
  }
}

Match match_exit(const FilterRule& entry, const Subject& subject, const NameFacts* name) {
  if (!subject.entry || !in_mask(entry.rule, subject.entry->number)) return {Tri::No, kNoField};
  Match match{Tri::Yes, kNoField};
  for (std::size_t i = 0; i < entry.rule.fields.size(); ++i) {
    const Tri result = match_exit_field(entry, entry.rule.fields[i], subject, name);
    if (result == Tri::No) return {Tri::No, i};
    if (result == Tri::Unknown) match.matches = Tri::Unknown;
  }
  return match;
}

}  // namespace modtrail
