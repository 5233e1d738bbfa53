#include "modtrail/uapi/syscalls.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <string>

#include "uapi/tables/name_tables.h"

namespace modtrail {
namespace {

constexpr Version kOldest = {3, 0, 0};
constexpr Version kDebian12 = {3, 0, 9};
constexpr Version kDebian13 = {4, 0, 2};
constexpr Version kNewest = {4, 2, 1};

std::span<const tables::NumberRow> rows(AuditMachine machine) {
  switch (machine) {
    case AuditMachine::X86_64:
      return tables::x86_64_syscalls();
    case AuditMachine::I386:
      return tables::i386_syscalls();
    case AuditMachine::Aarch64:
      return tables::aarch64_syscalls();
    case AuditMachine::Arm:
      return tables::arm_syscalls();
    case AuditMachine::Ppc64:
    case AuditMachine::Ppc64le:
    case AuditMachine::Ppc:
      return tables::ppc_syscalls();
    case AuditMachine::S390x:
      return tables::s390x_syscalls();
    case AuditMachine::S390:
      return tables::s390_syscalls();
    case AuditMachine::Riscv64:
      return tables::riscv64_syscalls();
    case AuditMachine::Riscv32:
      return tables::riscv32_syscalls();
  }
  return {};
}

std::ptrdiff_t known(AuditMachine machine, const Version& auditctl) {
  const auto all = rows(machine);
  return std::count_if(all.begin(), all.end(), [&](const tables::NumberRow& row) {
    return syscall_number(machine, row.name, auditctl).has_value();
  });
}

// How many names each libaudit answered for, in the order of the versions.
TEST(Syscalls, EachVersionKnowsAsManyNamesAsLibauditDoes) {
  struct Row {
    AuditMachine machine;
    std::ptrdiff_t counts[8];
  };
  constexpr Version kVersions[] = {{3, 0, 0}, {3, 0, 7}, {3, 0, 9}, {3, 1, 2},
                                   {4, 0, 2}, {4, 0, 5}, {4, 1, 2}, {4, 2, 1}};
  constexpr Row kRows[] = {
      {AuditMachine::X86_64, {347, 361, 362, 363, 374, 379, 381, 383}},
      {AuditMachine::I386, {426, 440, 441, 442, 453, 458, 460, 462}},
      {AuditMachine::Aarch64, {291, 305, 306, 307, 318, 323, 325, 327}},
      {AuditMachine::Arm, {378, 411, 412, 413, 424, 432, 434, 436}},
      {AuditMachine::Ppc64, {368, 425, 426, 427, 438, 449, 451, 453}},
      {AuditMachine::Ppc64le, {368, 425, 426, 427, 438, 449, 451, 453}},
      {AuditMachine::Ppc, {368, 425, 426, 427, 438, 449, 451, 453}},
      {AuditMachine::S390x, {334, 347, 348, 349, 360, 386, 388, 390}},
      {AuditMachine::S390, {368, 381, 382, 383, 394, 438, 440, 442}},
  };
  for (const Row& row : kRows)
    for (std::size_t i = 0; i < std::size(kVersions); ++i)
      EXPECT_EQ(known(row.machine, kVersions[i]), row.counts[i]) << name(row.machine) << " " << i;
  EXPECT_EQ(known(AuditMachine::Riscv64, kDebian13), 323);
  EXPECT_EQ(known(AuditMachine::Riscv64, kNewest), 328);
  EXPECT_EQ(known(AuditMachine::Riscv32, kDebian13), 313);
  EXPECT_EQ(known(AuditMachine::Riscv32, kNewest), 318);
}

TEST(Syscalls, NumbersOfTheModuleCallsAndOfExec) {
  struct Row {
    AuditMachine machine;
    int init, remove, finit, execve, execveat;
  };
  constexpr Row kRows[] = {
      {AuditMachine::X86_64, 175, 176, 313, 59, 322},   {AuditMachine::I386, 128, 129, 350, 11, 358},
      {AuditMachine::Aarch64, 105, 106, 273, 221, 281}, {AuditMachine::Arm, 128, 129, 379, 11, 387},
      {AuditMachine::Ppc64le, 128, 129, 353, 11, 362},  {AuditMachine::Ppc64, 128, 129, 353, 11, 362},
      {AuditMachine::Ppc, 128, 129, 353, 11, 362},      {AuditMachine::S390x, 128, 129, 344, 11, 354},
      {AuditMachine::S390, 128, 129, 344, 11, 354},     {AuditMachine::Riscv64, 105, 106, 273, 221, 281},
  };
  for (const Row& row : kRows) {
    EXPECT_EQ(syscall_number(row.machine, "init_module", kOldest), row.init) << name(row.machine);
    EXPECT_EQ(syscall_number(row.machine, "delete_module", kOldest), row.remove) << name(row.machine);
    EXPECT_EQ(syscall_number(row.machine, "finit_module", kOldest), row.finit) << name(row.machine);
    EXPECT_EQ(syscall_number(row.machine, "execve", kOldest), row.execve) << name(row.machine);
    EXPECT_EQ(syscall_number(row.machine, "execveat", kOldest), row.execveat) << name(row.machine);
  }
}

TEST(Syscalls, NameAndNumberGoRound) {
  for (const AuditMachine machine : kAuditMachines)
    for (const tables::NumberRow& row : rows(machine)) {
      EXPECT_EQ(syscall_number(machine, row.name, kNewest), row.number);
      EXPECT_EQ(syscall_number(machine, syscall_name(machine, row.number), kNewest), row.number) << row.name;
    }
}

TEST(Syscalls, LegacyModuleCallsExistWhereTheKernelHadThem) {
  EXPECT_EQ(syscall_number(AuditMachine::X86_64, "create_module", kDebian12), 174);
  EXPECT_EQ(syscall_number(AuditMachine::I386, "create_module", kDebian12), 127);
  EXPECT_EQ(syscall_number(AuditMachine::Aarch64, "create_module", kDebian12), std::nullopt);
  EXPECT_EQ(syscall_number(AuditMachine::X86_64, "query_module", kDebian12), 178);
}

TEST(Syscalls, LaterNamesAreUnknownToOlderVersions) {
  EXPECT_EQ(syscall_number(AuditMachine::X86_64, "openat2", kOldest), std::nullopt);
  EXPECT_EQ(syscall_number(AuditMachine::X86_64, "openat2", kDebian12), 437);
  EXPECT_EQ(syscall_number(AuditMachine::X86_64, "cachestat", kDebian12), std::nullopt);
  EXPECT_EQ(syscall_number(AuditMachine::X86_64, "cachestat", {3, 1, 2}), 451);
  EXPECT_EQ(syscall_number(AuditMachine::S390x, "mbind", kDebian13), std::nullopt);
  EXPECT_EQ(syscall_number(AuditMachine::S390x, "mbind", kNewest), 268);
  EXPECT_EQ(syscall_number(AuditMachine::X86_64, "mbind", kOldest), 237);
  EXPECT_EQ(syscall_name(AuditMachine::X86_64, 451, kDebian12), "");
  EXPECT_EQ(syscall_name(AuditMachine::X86_64, 451), "cachestat");
}

TEST(Syscalls, AnyCaseAndNothingElse) {
  EXPECT_EQ(syscall_number(AuditMachine::X86_64, "FInit_Module", kDebian12), 313);
  EXPECT_EQ(syscall_number(AuditMachine::X86_64, "finit_modul", kDebian12), std::nullopt);
  EXPECT_EQ(syscall_number(AuditMachine::X86_64, "finit_module\r", kDebian12), std::nullopt);
  EXPECT_EQ(syscall_number(AuditMachine::X86_64, "", kDebian12), std::nullopt);
  EXPECT_EQ(syscall_name(AuditMachine::X86_64, 400), "");
  EXPECT_EQ(syscall_name(AuditMachine::I386, 219), "madvise");
  EXPECT_EQ(syscall_number(AuditMachine::I386, "madvise1", kDebian12), 219);
}

TEST(AuditMachines, NamesAsAuditctlTakesThem) {
  EXPECT_EQ(parse_audit_machine("x86_64", kDebian12), AuditMachine::X86_64);
  EXPECT_EQ(parse_audit_machine("X86_64", kDebian12), AuditMachine::X86_64);
  for (const char* word : {"i386", "i486", "i586", "i686"})
    EXPECT_EQ(parse_audit_machine(word, kDebian12), AuditMachine::I386) << word;
  for (const char* word : {"arm", "armeb", "armv5tejl", "armv5tel", "armv6l", "armv7l"})
    EXPECT_EQ(parse_audit_machine(word, kDebian12), AuditMachine::Arm) << word;
  EXPECT_EQ(parse_audit_machine("armv8l", kDebian12), AuditMachine::Aarch64);
  EXPECT_EQ(parse_audit_machine("armv8l", kOldest), std::nullopt);
  EXPECT_EQ(parse_audit_machine("riscv64", kDebian12), std::nullopt);
  EXPECT_EQ(parse_audit_machine("riscv64", kDebian13), AuditMachine::Riscv64);
  for (const char* word : {"ia64", "alpha", "amd64", "b64", "x32", ""})
    EXPECT_EQ(parse_audit_machine(word, kNewest), std::nullopt) << word;
}

TEST(AuditMachines, EveryMachineHasItsOwnNameAndArch) {
  for (const AuditMachine machine : kAuditMachines) {
    EXPECT_EQ(parse_audit_machine(name(machine), kNewest), machine);
    EXPECT_EQ(machine_of_audit_arch(audit_arch(machine)), machine);
  }
  EXPECT_EQ(audit_arch(AuditMachine::X86_64), 0xC000003E);
  EXPECT_EQ(audit_arch(AuditMachine::Arm), 0x40000028U);
  EXPECT_EQ(audit_arch(AuditMachine::Ppc64le), 0xC0000015);
  EXPECT_EQ(audit_arch(AuditMachine::S390), 0x16U);
  EXPECT_EQ(machine_of_audit_arch(0x28), std::nullopt);
}

TEST(AuditMachines, B32AndB64DependOnTheMachine) {
  EXPECT_EQ(audit_machine(Arch::X86_64, Abi::B64), AuditMachine::X86_64);
  EXPECT_EQ(audit_machine(Arch::X86_64, Abi::B32), AuditMachine::I386);
  EXPECT_EQ(audit_machine(Arch::X86_64, Abi::X32), std::nullopt);
  EXPECT_EQ(audit_machine(Arch::I386, Abi::B32), AuditMachine::I386);
  EXPECT_EQ(audit_machine(Arch::I386, Abi::B64), std::nullopt);
  EXPECT_EQ(audit_machine(Arch::Aarch64, Abi::B32), AuditMachine::Arm);
  EXPECT_EQ(audit_machine(Arch::Ppc64le, Abi::B64), AuditMachine::Ppc64le);
  EXPECT_EQ(audit_machine(Arch::Ppc64le, Abi::B32), std::nullopt);
  EXPECT_EQ(audit_machine(Arch::S390x, Abi::B32), AuditMachine::S390);
  EXPECT_EQ(native_machine(Arch::I386), AuditMachine::I386);
}

}  // namespace
}  // namespace modtrail
