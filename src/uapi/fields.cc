#include "modtrail/uapi/fields.h"

#include <array>
#include <iterator>

#include "tables/name_tables.h"

// What the kernel takes is from auditfilter.c, audit_watch.c and audit_tree.c (6.1; the same from
// 5.16 to 6.12); what auditctl takes was measured: audit_rule_fieldpair_data() of 3.0, 3.0.9,
// 3.1.2, 4.0.2, 4.0.5, 4.1.2 and 4.2.1 was asked for every field, list and operator.
namespace modtrail {

namespace {

// ---- sets

template <class... Ops>
constexpr OpSet ops(Ops... each) {
  return {static_cast<std::uint8_t>(((1U << static_cast<unsigned>(each)) | ...))};
}
template <class... Lists>
constexpr ListSet lists(Lists... each) {
  return {static_cast<std::uint8_t>(((1U << static_cast<unsigned>(each)) | ...))};
}
constexpr ListSet without(ListSet set, FilterList list) {
  return {static_cast<std::uint8_t>(set.bits & ~lists(list).bits)};
}

using enum FieldId;
using Kind = FieldKind;

constexpr OpSet kEqual = ops(Op::Equal);
constexpr OpSet kEquality = ops(Op::Equal, Op::NotEqual);
constexpr OpSet kOrder = ops(Op::Equal, Op::NotEqual, Op::Less, Op::LessEqual, Op::Greater, Op::GreaterEqual);
constexpr OpSet kAnyOp =
    ops(Op::Equal, Op::NotEqual, Op::Less, Op::LessEqual, Op::Greater, Op::GreaterEqual, Op::BitMask, Op::BitTest);

constexpr ListSet kAll = lists(FilterList::User, FilterList::Task, FilterList::Exit, FilterList::Exclude,
                               FilterList::Filesystem, FilterList::IoUring);
constexpr ListSet kNotFs = without(kAll, FilterList::Filesystem);
constexpr ListSet kExit = lists(FilterList::Exit);
constexpr ListSet kExits = lists(FilterList::Exit, FilterList::IoUring);
constexpr ListSet kFs = lists(FilterList::Filesystem);
constexpr ListSet kTypes = lists(FilterList::User, FilterList::Exclude);

// ---- fields

// Up to 3.0.9 auditctl let only these stand on the exclude list.
constexpr bool excludes_3_0(FieldId id) {
  constexpr FieldId kFields[] = {Pid, Uid, Gid, Auid, MsgType, SubjUser, SubjRole, SubjType, SubjSen, SubjClr, Exe};
  for (const FieldId field : kFields)
    if (field == id) return true;
  return false;
}

constexpr FieldInfo row(FieldId id, std::string_view name, FieldKind kind, OpSet kernel_ops, ListSet kernel_lists,
                        OpSet auditctl_ops, ListSet auditctl_lists) {
  return {id,
          name,
          kind,
          kernel_ops,
          kernel_lists,
          auditctl_ops,
          auditctl_lists,
          excludes_3_0(id) ? auditctl_lists : without(auditctl_lists, FilterList::Exclude)};
}

// What the kernel takes, then what auditctl takes.
constexpr std::array<FieldInfo, 46> kFields = {{
    row(Pid, "pid", Kind::Unsigned, kOrder, kNotFs, kAnyOp, kAll),
    row(Uid, "uid", Kind::Uid, kOrder, kNotFs, kAnyOp, kAll),
    row(Euid, "euid", Kind::Uid, kOrder, kNotFs, kAnyOp, kAll),
    row(Suid, "suid", Kind::Uid, kOrder, kNotFs, kAnyOp, kAll),
    row(Fsuid, "fsuid", Kind::Uid, kOrder, kNotFs, kAnyOp, kAll),
    row(Gid, "gid", Kind::Gid, kOrder, kNotFs, kAnyOp, kAll),
    row(Egid, "egid", Kind::Gid, kOrder, kNotFs, kAnyOp, kAll),
    row(Sgid, "sgid", Kind::Gid, kOrder, kNotFs, kAnyOp, kAll),
    row(Fsgid, "fsgid", Kind::Gid, kOrder, kNotFs, kAnyOp, kAll),
    row(Auid, "auid", Kind::Auid, kOrder, kNotFs, kAnyOp, kAll),
    row(Pers, "pers", Kind::Unsigned, kAnyOp, kNotFs, kAnyOp, kAll),
    row(FieldId::Arch, "arch", Kind::Arch, kEquality, kNotFs, kEquality, kAll),
    row(MsgType, "msgtype", Kind::MsgType, kOrder, kTypes, kAnyOp, kTypes),
    row(SubjUser, "subj_user", Kind::Subject, kEquality, kNotFs, kAnyOp, kAll),
    row(SubjRole, "subj_role", Kind::Subject, kEquality, kNotFs, kAnyOp, kAll),
    row(SubjType, "subj_type", Kind::Subject, kEquality, kNotFs, kAnyOp, kAll),
    row(SubjSen, "subj_sen", Kind::Subject, kOrder, kNotFs, kAnyOp, kAll),
    row(SubjClr, "subj_clr", Kind::Subject, kOrder, kNotFs, kAnyOp, kAll),
    row(Ppid, "ppid", Kind::Unsigned, kOrder, kNotFs, kAnyOp, kExit),
    row(ObjUser, "obj_user", Kind::Object, kEquality, kNotFs, kAnyOp, kExit),
    row(ObjRole, "obj_role", Kind::Object, kEquality, kNotFs, kAnyOp, kExit),
    row(ObjType, "obj_type", Kind::Object, kEquality, kNotFs, kAnyOp, kExit),
    row(ObjLevLow, "obj_lev_low", Kind::Object, kOrder, kNotFs, kAnyOp, kExit),
    row(ObjLevHigh, "obj_lev_high", Kind::Object, kOrder, kNotFs, kAnyOp, kExit),
    row(AuidSet, "", Kind::AuidSet, kEquality, kNotFs, {}, {}),
    row(SessionId, "sessionid", Kind::Session, kOrder, kNotFs, kAnyOp,
        lists(FilterList::User, FilterList::Exit, FilterList::Exclude)),
    row(FsType, "fstype", Kind::FsType, kEquality, kFs, kEquality, kFs),
    row(DevMajor, "devmajor", Kind::Unsigned, kOrder, kNotFs, kAnyOp, kExit),
    row(DevMinor, "devminor", Kind::Unsigned, kAnyOp, kNotFs, kAnyOp, kExit),
    row(Inode, "inode", Kind::Unsigned, kEquality, kExits, kEquality, kExit),
    row(FieldId::Exit, "exit", Kind::Errno, kOrder, kNotFs, kAnyOp, kExit),
    row(Success, "success", Kind::Success, kOrder, kNotFs, kAnyOp, kExit),
    row(Path, "path", Kind::Path, kEqual, kExits, kAnyOp, kExit),
    row(Perm, "perm", Kind::Perm, kEquality, without(kNotFs, FilterList::IoUring), kEqual,
        lists(FilterList::Exit, FilterList::Exclude)),
    row(Dir, "dir", Kind::Dir, kEqual, kExits, kAnyOp, kExit),
    row(FileType, "filetype", Kind::FileType, kEquality, kNotFs, kAnyOp, kExit),
    row(ObjUid, "obj_uid", Kind::Uid, kOrder, kNotFs, kAnyOp, kAll),
    row(ObjGid, "obj_gid", Kind::Gid, kOrder, kNotFs, kAnyOp, kAll),
    row(FieldCompare, "field_compare", Kind::Compare, kEquality, kNotFs, kAnyOp, kAll),
    row(Exe, "exe", Kind::Exe, kEquality, kNotFs, kEquality, kAll),
    row(SaddrFam, "saddr_fam", Kind::Family, kOrder, kNotFs, kAnyOp, kAll),
    row(Arg0, "a0", Kind::Argument, kAnyOp, kNotFs, kAnyOp, kAll),
    row(Arg1, "a1", Kind::Argument, kAnyOp, kNotFs, kAnyOp, kAll),
    row(Arg2, "a2", Kind::Argument, kAnyOp, kNotFs, kAnyOp, kAll),
    row(Arg3, "a3", Kind::Argument, kAnyOp, kNotFs, kAnyOp, kAll),
    row(Key, "key", Kind::Key, kEquality, kAll, kAnyOp, kAll),
}};

constexpr bool rising() {
  for (std::size_t i = 1; i < kFields.size(); ++i)
    if (kFields[i - 1].id >= kFields[i].id) return false;
  return true;
}
static_assert(rising());

constexpr const FieldInfo* find_field(std::uint32_t number) {
  for (const FieldInfo& field : kFields)
    if (static_cast<std::uint32_t>(field.id) == number) return &field;
  return nullptr;
}
static_assert(find_field(9)->name == "auid" && find_field(25)->name == "sessionid" && find_field(105)->name == "path" &&
              find_field(113)->name == "saddr_fam" && find_field(203)->name == "a3" && find_field(210)->name == "key");

// ---- words and numbers

struct Word {
  std::string_view name;  // lower case
  std::uint32_t value = 0;
  Version since = {};
};

constexpr Word kFileTypes[] = {{"fifo", 0x1000}, {"character", 0x2000}, {"dir", 0x4000},   {"block", 0x6000},
                               {"file", 0x8000}, {"link", 0xA000},      {"socket", 0xC000}};
constexpr Word kFsTypes[] = {{"debugfs", 0x64626720},
                             {"tracefs", 0x74726163},
                             {"cgroup", 0x0027E0EB, {4, 2, 0}},
                             {"cgroup2", 0x63677270, {4, 2, 0}}};

std::optional<std::uint32_t> value_of(std::span<const Word> words, std::string_view name, const Version& auditctl) {
  for (const Word& word : words)
    if (auditctl >= word.since && tables::equal_folded(name, word.name)) return word.value;
  return std::nullopt;
}

std::string_view name_of(std::span<const Word> words, std::uint32_t value) {
  for (const Word& word : words)
    if (word.value == value) return word.name;
  return "";
}

struct OpInfo {
  Op op = Op::Equal;
  std::string_view symbol;
  std::uint32_t wire = 0;
};
constexpr OpInfo kOps[] = {
    {Op::Equal, "=", 0x40000000},      {Op::NotEqual, "!=", 0x30000000}, {Op::Less, "<", 0x10000000},
    {Op::LessEqual, "<=", 0x50000000}, {Op::Greater, ">", 0x20000000},   {Op::GreaterEqual, ">=", 0x60000000},
    {Op::BitMask, "&", 0x08000000},    {Op::BitTest, "&=", 0x48000000},
};

constexpr const OpInfo& info(Op op) {
  return kOps[static_cast<std::size_t>(op)];
}
static_assert(info(Op::BitTest).op == Op::BitTest && info(Op::Less).op == Op::Less);

constexpr Comparison kComparisons[] = {
    {1, Uid, ObjUid},  {2, Gid, ObjGid},  {3, Euid, ObjUid},  {4, Egid, ObjGid},  {5, Auid, ObjUid},
    {6, Suid, ObjUid}, {7, Sgid, ObjGid}, {8, Fsuid, ObjUid}, {9, Fsgid, ObjGid}, {10, Uid, Auid},
    {11, Uid, Euid},   {12, Uid, Fsuid},  {13, Uid, Suid},    {14, Auid, Fsuid},  {15, Auid, Suid},
    {16, Auid, Euid},  {17, Euid, Suid},  {18, Euid, Fsuid},  {19, Suid, Fsuid},  {20, Gid, Egid},
    {21, Gid, Fsgid},  {22, Gid, Sgid},   {23, Egid, Fsgid},  {24, Egid, Sgid},   {25, Sgid, Fsgid},
};

constexpr bool comparisons_in_order() {
  for (std::size_t i = 0; i < std::size(kComparisons); ++i)
    if (kComparisons[i].number != i + 1) return false;
  return true;
}
static_assert(comparisons_in_order());

}  // namespace

// ---- lists and actions

std::optional<FilterList> parse_filter_list(std::string_view name, const Version& auditctl) {
  if (name == "user") return FilterList::User;
  if (name == "task") return FilterList::Task;
  if (name == "exit") return FilterList::Exit;
  if (name == "exclude") return FilterList::Exclude;
  if (name == "filesystem") return FilterList::Filesystem;
  if (name == "io_uring" && auditctl >= Version{3, 1, 0}) return FilterList::IoUring;
  return std::nullopt;
}

std::optional<Action> parse_action(std::string_view name) {
  if (name == "never") return Action::Never;
  if (name == "possible") return Action::Possible;
  if (name == "always") return Action::Always;
  return std::nullopt;
}

std::string_view name(FilterList list) {
  switch (list) {
    case FilterList::User:
      return "user";
    case FilterList::Task:
      return "task";
    case FilterList::Exit:
      return "exit";
    case FilterList::Exclude:
      return "exclude";
    case FilterList::Filesystem:
      return "filesystem";
    case FilterList::IoUring:
      return "io_uring";
  }
  return "";
}

std::string_view name(Action action) {
  switch (action) {
    case Action::Never:
      return "never";
    case Action::Possible:
      return "possible";
    case Action::Always:
      return "always";
  }
  return "";
}

// ---- operators

std::uint32_t wire(Op op) {
  return info(op).wire;
}

std::string_view symbol(Op op) {
  return info(op).symbol;
}

std::optional<Op> op_of_wire(std::uint32_t word) {
  for (const OpInfo& op : kOps)
    if (op.wire == word) return op.op;
  return std::nullopt;
}

std::optional<Op> parse_op(std::string_view symbol) {
  for (const OpInfo& op : kOps)
    if (op.symbol == symbol) return op.op;
  return std::nullopt;
}

// ---- fields

std::span<const FieldInfo> fields() {
  return kFields;
}

const FieldInfo& info(FieldId id) {
  const FieldInfo* field = find_field(static_cast<std::uint32_t>(id));
  return field != nullptr ? *field : kFields[0];
}

std::string_view name(FieldId id) {
  return info(id).name;
}

std::optional<FieldId> parse_field(std::string_view name) {
  if (name.empty()) return std::nullopt;
  if (tables::equal_folded(name, "loginuid")) return Auid;
  for (const FieldInfo& field : kFields)
    if (tables::equal_folded(name, field.name)) return field.id;
  return std::nullopt;
}

std::optional<FieldId> field_of_wire(std::uint32_t number) {
  const FieldInfo* field = find_field(number);
  return field != nullptr ? std::optional(field->id) : std::nullopt;
}

bool auditctl_allows(FieldId id, FilterList list, const Version& auditctl) {
  const FieldInfo& field = info(id);
  return (auditctl < Version{3, 1, 0} ? field.auditctl_lists_3_0 : field.auditctl_lists).has(list);
}

// ---- comparisons

std::span<const Comparison> comparisons() {
  return kComparisons;
}

std::optional<std::uint32_t> comparison_number(FieldId a, FieldId b) {
  for (const Comparison& pair : kComparisons)
    if ((pair.left == a && pair.right == b) || (pair.left == b && pair.right == a)) return pair.number;
  return std::nullopt;
}

std::optional<Comparison> comparison(std::uint32_t number) {
  if (number == 0 || number > std::size(kComparisons)) return std::nullopt;
  return kComparisons[number - 1];
}

// ---- file and filesystem types

std::optional<std::uint32_t> parse_file_type(std::string_view name) {
  return value_of(kFileTypes, name, {});
}

std::string_view file_type_name(std::uint32_t value) {
  return name_of(kFileTypes, value);
}

std::optional<std::uint32_t> parse_fs_type(std::string_view name, const Version& auditctl) {
  return value_of(kFsTypes, name, auditctl);
}

std::string_view fs_type_name(std::uint32_t magic) {
  return name_of(kFsTypes, magic);
}

}  // namespace modtrail
