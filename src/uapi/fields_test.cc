#include "modtrail/uapi/fields.h"

#include <gtest/gtest.h>

#include <string>

namespace modtrail {
namespace {

constexpr FilterList kLists[] = {FilterList::User,    FilterList::Task,       FilterList::Exit,
                                 FilterList::Exclude, FilterList::Filesystem, FilterList::IoUring};
constexpr Op kAllOps[] = {Op::Equal,   Op::NotEqual,     Op::Less,    Op::LessEqual,
                          Op::Greater, Op::GreaterEqual, Op::BitMask, Op::BitTest};

// User, Task, Exit, eXclude, Filesystem, Io_uring.
std::string lists(FieldId id, const Version& auditctl) {
  std::string letters;
  for (std::size_t i = 0; i < std::size(kLists); ++i)
    if (auditctl_allows(id, kLists[i], auditctl)) letters += "utexfi"[i];
  return letters;
}

std::string ops(OpSet set) {
  std::string symbols;
  for (const Op op : kAllOps)
    if (set.has(op)) symbols += (symbols.empty() ? "" : " ") + std::string(symbol(op));
  return symbols == "= != < <= > >= & &=" ? "any" : symbols;
}

// What audit_rule_fieldpair_data() of 3.0.9 and 4.2.1 answered for each field, list and operator.
TEST(Fields, AuditctlTakesWhatLibauditTakes) {
  struct Row {
    const char *name, *lists_3_0, *lists, *ops;
  };
  constexpr Row kRows[] = {
      {"pid", "utexfi", "utexfi", "any"},
      {"ppid", "e", "e", "any"},
      {"uid", "utexfi", "utexfi", "any"},
      {"euid", "utefi", "utexfi", "any"},
      {"suid", "utefi", "utexfi", "any"},
      {"fsuid", "utefi", "utexfi", "any"},
      {"auid", "utexfi", "utexfi", "any"},
      {"loginuid", "utexfi", "utexfi", "any"},
      {"gid", "utexfi", "utexfi", "any"},
      {"egid", "utefi", "utexfi", "any"},
      {"sgid", "utefi", "utexfi", "any"},
      {"fsgid", "utefi", "utexfi", "any"},
      {"obj_uid", "utefi", "utexfi", "any"},
      {"obj_gid", "utefi", "utexfi", "any"},
      {"sessionid", "ue", "uex", "any"},
      {"pers", "utefi", "utexfi", "any"},
      {"arch", "utefi", "utexfi", "= !="},
      {"msgtype", "ux", "ux", "any"},
      {"subj_user", "utexfi", "utexfi", "any"},
      {"subj_role", "utexfi", "utexfi", "any"},
      {"subj_type", "utexfi", "utexfi", "any"},
      {"subj_sen", "utexfi", "utexfi", "any"},
      {"subj_clr", "utexfi", "utexfi", "any"},
      {"obj_user", "e", "e", "any"},
      {"obj_role", "e", "e", "any"},
      {"obj_type", "e", "e", "any"},
      {"obj_lev_low", "e", "e", "any"},
      {"obj_lev_high", "e", "e", "any"},
      {"fstype", "f", "f", "= !="},
      {"devmajor", "e", "e", "any"},
      {"devminor", "e", "e", "any"},
      {"inode", "e", "e", "= !="},
      {"exit", "e", "e", "any"},
      {"success", "e", "e", "any"},
      {"path", "e", "e", "any"},
      {"perm", "e", "ex", "="},
      {"dir", "e", "e", "any"},
      {"filetype", "e", "e", "any"},
      {"field_compare", "utefi", "utexfi", "any"},
      {"exe", "utexfi", "utexfi", "= !="},
      {"saddr_fam", "utefi", "utexfi", "any"},
      {"a0", "utefi", "utexfi", "any"},
      {"a1", "utefi", "utexfi", "any"},
      {"a2", "utefi", "utexfi", "any"},
      {"a3", "utefi", "utexfi", "any"},
      {"key", "utefi", "utexfi", "any"},
  };
  EXPECT_EQ(std::size(kRows), fields().size());  // "loginuid" for the nameless one
  for (const Row& row : kRows) {
    const std::optional<FieldId> id = parse_field(row.name);
    ASSERT_TRUE(id) << row.name;
    EXPECT_EQ(lists(*id, {3, 0, 9}), row.lists_3_0) << row.name;
    EXPECT_EQ(lists(*id, {3, 1, 0}), row.lists) << row.name;
    EXPECT_EQ(lists(*id, {4, 2, 1}), row.lists) << row.name;
    EXPECT_EQ(ops(info(*id).auditctl_ops), row.ops) << row.name;
  }
}

TEST(Fields, KernelTakes) {
  EXPECT_EQ(ops(info(FieldId::Pid).kernel_ops), "= != < <= > >=");
  EXPECT_EQ(ops(info(FieldId::Arg2).kernel_ops), "any");
  EXPECT_EQ(ops(info(FieldId::Pers).kernel_ops), "any");
  EXPECT_EQ(ops(info(FieldId::DevMinor).kernel_ops), "any");
  EXPECT_EQ(ops(info(FieldId::DevMajor).kernel_ops), "= != < <= > >=");
  EXPECT_EQ(ops(info(FieldId::Arch).kernel_ops), "= !=");
  EXPECT_EQ(ops(info(FieldId::Path).kernel_ops), "=");
  EXPECT_EQ(ops(info(FieldId::Dir).kernel_ops), "=");
  EXPECT_EQ(ops(info(FieldId::Inode).kernel_ops), "= !=");
  EXPECT_EQ(ops(info(FieldId::SubjSen).kernel_ops), "= != < <= > >=");
  EXPECT_EQ(ops(info(FieldId::SubjType).kernel_ops), "= !=");
  for (const FieldInfo& field : fields()) {
    const bool on_fs = field.id == FieldId::FsType || field.id == FieldId::Key;
    EXPECT_EQ(field.kernel_lists.has(FilterList::Filesystem), on_fs) << field.name;
  }
  EXPECT_FALSE(info(FieldId::MsgType).kernel_lists.has(FilterList::Exit));
  EXPECT_FALSE(info(FieldId::Path).kernel_lists.has(FilterList::Task));
  EXPECT_FALSE(info(FieldId::Perm).kernel_lists.has(FilterList::IoUring));
}

TEST(Fields, NamesAndNumbersGoRound) {
  for (const FieldInfo& field : fields()) {
    EXPECT_EQ(field_of_wire(static_cast<std::uint32_t>(field.id)), field.id);
    const std::optional<FieldId> by_name = parse_field(field.name);
    EXPECT_EQ(by_name, field.id == FieldId::AuidSet ? std::nullopt : std::optional(field.id));
  }
  EXPECT_EQ(parse_field("AuId"), FieldId::Auid);
  EXPECT_EQ(parse_field("LOGINUID"), FieldId::Auid);
  EXPECT_EQ(name(FieldId::Auid), "auid");
  for (const char* text : {"", "f24", "auid ", "syscall", "success\t"}) EXPECT_EQ(parse_field(text), std::nullopt);
  EXPECT_EQ(field_of_wire(27), std::nullopt);
  EXPECT_EQ(field_of_wire(0xffffffff), std::nullopt);
}

TEST(Fields, OperatorsGoRound) {
  for (const Op op : kAllOps) {
    EXPECT_EQ(op_of_wire(wire(op)), op);
    EXPECT_EQ(parse_op(symbol(op)), op);
  }
  EXPECT_EQ(wire(Op::BitTest), 0x48000000U);
  EXPECT_EQ(wire(Op::NotEqual), 0x30000000U);
  EXPECT_EQ(op_of_wire(0), std::nullopt);
  EXPECT_EQ(op_of_wire(0x70000000), std::nullopt);
  EXPECT_EQ(parse_op("=="), std::nullopt);
}

TEST(Fields, ListsAndActions) {
  for (const FilterList list : kLists) EXPECT_EQ(parse_filter_list(name(list), {4, 2, 1}), list);
  EXPECT_EQ(parse_filter_list("io_uring", {3, 0, 9}), std::nullopt);
  for (const char* text : {"entry", "Exit", "watch", ""}) EXPECT_EQ(parse_filter_list(text, {4, 2, 1}), std::nullopt);
  for (const Action action : {Action::Never, Action::Possible, Action::Always})
    EXPECT_EQ(parse_action(name(action)), action);
  EXPECT_EQ(parse_action("ALWAYS"), std::nullopt);
}

// What audit_rule_interfield_comp_data() made of every pair of the eleven fields.
TEST(Fields, Comparisons) {
  EXPECT_EQ(comparisons().size(), 25U);
  for (const Comparison& pair : comparisons()) {
    EXPECT_EQ(comparison_number(pair.left, pair.right), pair.number);
    EXPECT_EQ(comparison_number(pair.right, pair.left), pair.number);
    EXPECT_EQ(info(pair.left).kind == FieldKind::Gid, info(pair.right).kind == FieldKind::Gid);
  }
  EXPECT_EQ(comparison_number(FieldId::Uid, FieldId::Euid), 11U);
  EXPECT_EQ(comparison_number(FieldId::Fsuid, FieldId::Auid), 14U);
  EXPECT_EQ(comparison_number(FieldId::ObjGid, FieldId::Fsgid), 9U);
  EXPECT_EQ(comparison_number(FieldId::Uid, FieldId::Uid), std::nullopt);
  EXPECT_EQ(comparison_number(FieldId::Uid, FieldId::Gid), std::nullopt);
  EXPECT_EQ(comparison(25)->right, FieldId::Fsgid);
  EXPECT_FALSE(comparison(0));
  EXPECT_FALSE(comparison(26));
}

TEST(Fields, FileAndFilesystemTypes) {
  for (const char* text : {"fifo", "character", "dir", "block", "file", "link", "socket"}) {
    ASSERT_TRUE(parse_file_type(text)) << text;
    EXPECT_EQ(file_type_name(*parse_file_type(text)), text);
  }
  EXPECT_EQ(parse_file_type("FILE"), 0100000U);
  EXPECT_EQ(parse_file_type("char"), std::nullopt);
  EXPECT_EQ(file_type_name(1), "");
  EXPECT_EQ(parse_fs_type("tracefs", {3, 0, 9}), 1953653091U);
  EXPECT_EQ(parse_fs_type("Debugfs", {3, 0, 9}), 1684170528U);
  EXPECT_EQ(parse_fs_type("cgroup2", {4, 1, 2}), std::nullopt);
  EXPECT_EQ(parse_fs_type("cgroup2", {4, 2, 1}), 1667723888U);
  EXPECT_EQ(parse_fs_type("cgroup", {4, 2, 1}), 2613483U);
  EXPECT_EQ(fs_type_name(1684170528), "debugfs");
  EXPECT_EQ(fs_type_name(0), "");
}

}  // namespace
}  // namespace modtrail
