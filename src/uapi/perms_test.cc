#include "modtrail/uapi/perms.h"

#include <gtest/gtest.h>

namespace modtrail {
namespace {

using Numbers = std::vector<int>;

// The masks libaudit made of `arch=` and `perm=`.
TEST(Perms, SyscallsAsLibauditChoosesThem) {
  const Numbers write_4_0 = {2,   49,  76,  77,  82,  83,  84,  85,  86,  87,  88,  133, 163,
                             167, 179, 257, 258, 259, 263, 264, 265, 266, 285, 316, 437};
  const Numbers read_4_0 = {2, 89, 179, 191, 192, 193, 194, 195, 196, 257, 267, 437};
  const Numbers attr_4_0 = {86, 90, 91, 92, 93, 94, 188, 189, 190, 197, 198, 199, 260, 265, 268};
  const Numbers read_4_2 = {2,   4,   5,   6,   89,  179, 191, 192, 193, 194, 195,
                            196, 257, 262, 267, 332, 437, 443, 464, 465, 468};
  const Numbers all_4_2 = {2,   4,   5,   6,   49,  59,  76,  77,  82,  83,  84,  85,  86,  87,  88,  89,
                           90,  91,  92,  93,  94,  133, 163, 167, 179, 188, 189, 190, 191, 192, 193, 194,
                           195, 196, 197, 198, 199, 257, 258, 259, 260, 262, 263, 264, 265, 266, 267, 268,
                           285, 316, 322, 332, 437, 443, 452, 463, 464, 465, 466, 468, 469};
  EXPECT_EQ(perm_syscalls(AuditMachine::X86_64, kPermExec, {4, 0, 2}), Numbers{59});
  EXPECT_EQ(perm_syscalls(AuditMachine::X86_64, kPermWrite, {4, 0, 2}), write_4_0);
  EXPECT_EQ(perm_syscalls(AuditMachine::X86_64, kPermRead, {4, 0, 2}), read_4_0);
  EXPECT_EQ(perm_syscalls(AuditMachine::X86_64, kPermAttr, {4, 0, 2}), attr_4_0);
  EXPECT_EQ(perm_syscalls(AuditMachine::X86_64, kPermRead, {4, 2, 1}), read_4_2);
  EXPECT_EQ(perm_syscalls(AuditMachine::X86_64, kPermAll, {4, 2, 1}), all_4_2);
}

TEST(Perms, ExecveatOnlySince42) {
  EXPECT_EQ(perm_syscalls(AuditMachine::X86_64, kPermExec, {3, 1, 5}), Numbers{59});
  EXPECT_EQ(perm_syscalls(AuditMachine::X86_64, kPermExec, {4, 1, 4}), Numbers{59});
  EXPECT_EQ(perm_syscalls(AuditMachine::X86_64, kPermExec, {4, 2, 0}), (Numbers{59, 322}));
  EXPECT_EQ(perm_syscalls(AuditMachine::I386, kPermExec, {4, 2, 1}), (Numbers{11, 358}));
  EXPECT_EQ(perm_syscalls(AuditMachine::S390x, kPermExec, {4, 2, 1}), (Numbers{11, 354}));
}

TEST(Perms, NamesAMachineLacksAreAnErrorBefore405) {
  EXPECT_EQ(perm_syscalls(AuditMachine::Aarch64, kPermExec, {4, 0, 2}), Numbers{221});
  EXPECT_EQ(perm_syscalls(AuditMachine::Aarch64, kPermWrite, {4, 0, 2}), std::nullopt);
  EXPECT_EQ(perm_syscalls(AuditMachine::Aarch64, kPermAttr, {4, 0, 2}), std::nullopt);
  const Numbers write_4_0_5 = {33, 34, 35, 36, 37, 38, 45, 46, 47, 56, 60, 89, 200, 224, 276, 437};
  EXPECT_EQ(perm_syscalls(AuditMachine::Aarch64, kPermWrite, {4, 0, 5}), write_4_0_5);
  const Numbers i386_read = {5, 85, 131, 229, 230, 231, 232, 233, 234, 295, 305, 437, 464, 465};
  EXPECT_EQ(perm_syscalls(AuditMachine::I386, kPermRead, {4, 0, 5}), i386_read);
}

TEST(Perms, NoneOfThemIsAModuleCall) {
  for (const std::string_view name : perm_syscall_names(kPermAll, {4, 2, 1}))
    EXPECT_EQ(name.find("module"), std::string_view::npos) << name;
}

TEST(Perms, OnlySince313) {
  EXPECT_TRUE(perm_syscall_names(kPermAll, {3, 1, 2}).empty());
  EXPECT_FALSE(perm_syscall_names(kPermAll, kPermChoosesSince).empty());
}

TEST(Perms, Letters) {
  EXPECT_EQ(parse_perms("x"), kPermExec);
  EXPECT_EQ(parse_perms("rwxa"), kPermAll);
  EXPECT_EQ(parse_perms("AW"), kPermAttr | kPermWrite);
  EXPECT_EQ(parse_perms("xxxx"), kPermExec);
  for (const char* text : {"", "z", "xz", "rwxar"}) EXPECT_EQ(parse_perms(text), std::nullopt) << text;
  for (std::uint32_t perms = 1; perms <= kPermAll; ++perms) EXPECT_EQ(parse_perms(perm_letters(perms)), perms);
}

}  // namespace
}  // namespace modtrail
