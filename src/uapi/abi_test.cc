#include "modtrail/uapi/abi.h"

#include <gtest/gtest.h>
#include <linux/audit.h>
#include <sys/syscall.h>

#include "modtrail/uapi/syscalls.h"

namespace modtrail {
namespace {

TEST(Abi, NumbersAreThoseOfTheKernelsHeaders) {
#ifdef __x86_64__
  EXPECT_EQ(entry(Arch::X86_64, Abi::B64, Syscall::InitModule)->number, SYS_init_module);
  EXPECT_EQ(entry(Arch::X86_64, Abi::B64, Syscall::FinitModule)->number, SYS_finit_module);
  EXPECT_EQ(entry(Arch::X86_64, Abi::B64, Syscall::DeleteModule)->number, SYS_delete_module);
  EXPECT_EQ(entry(Arch::X86_64, Abi::B64, Syscall::Execve)->number, SYS_execve);
  EXPECT_EQ(entry(Arch::X86_64, Abi::B64, Syscall::Execveat)->number, SYS_execveat);
#endif
  EXPECT_EQ(entry(Arch::X86_64, Abi::B64, Syscall::Execve)->audit_arch, AUDIT_ARCH_X86_64);
  EXPECT_EQ(entry(Arch::X86_64, Abi::X32, Syscall::Execve)->audit_arch, AUDIT_ARCH_X86_64);
  EXPECT_EQ(entry(Arch::X86_64, Abi::B32, Syscall::Execve)->audit_arch, AUDIT_ARCH_I386);
  EXPECT_EQ(entry(Arch::I386, Abi::B32, Syscall::Execve)->audit_arch, AUDIT_ARCH_I386);
  EXPECT_EQ(entry(Arch::Aarch64, Abi::B64, Syscall::Execve)->audit_arch, AUDIT_ARCH_AARCH64);
  EXPECT_EQ(entry(Arch::Aarch64, Abi::B32, Syscall::Execve)->audit_arch, AUDIT_ARCH_ARM);
  EXPECT_EQ(entry(Arch::Ppc64le, Abi::B64, Syscall::Execve)->audit_arch, AUDIT_ARCH_PPC64LE);
  EXPECT_EQ(entry(Arch::S390x, Abi::B64, Syscall::Execve)->audit_arch, AUDIT_ARCH_S390X);
  EXPECT_EQ(entry(Arch::S390x, Abi::B32, Syscall::Execve)->audit_arch, AUDIT_ARCH_S390);
}

TEST(Abi, X32SetsBit30) {
  EXPECT_EQ(entry(Arch::X86_64, Abi::X32, Syscall::InitModule)->number, 0x400000AFU);
  EXPECT_EQ(entry(Arch::X86_64, Abi::X32, Syscall::DeleteModule)->number, 0x400000B0U);
  EXPECT_EQ(entry(Arch::X86_64, Abi::X32, Syscall::FinitModule)->number, 0x40000139U);
}

TEST(Abi, OnlyPairsThatExist) {
  EXPECT_EQ(abis(Arch::X86_64), (std::vector{Abi::B64, Abi::B32, Abi::X32}));
  EXPECT_EQ(abis(Arch::I386), std::vector{Abi::B32});
  EXPECT_EQ(abis(Arch::Aarch64), (std::vector{Abi::B64, Abi::B32}));
  EXPECT_EQ(abis(Arch::Ppc64le), std::vector{Abi::B64});
  EXPECT_EQ(abis(Arch::S390x), (std::vector{Abi::B64, Abi::B32}));
  EXPECT_FALSE(entry(Arch::Ppc64le, Abi::B32, Syscall::InitModule).has_value());
  EXPECT_FALSE(entry(Arch::Aarch64, Abi::X32, Syscall::InitModule).has_value());
}

// auditctl's tables, which were made from the kernel's, know the calls that are gone.
TEST(Abi, CallsThatAreGoneHaveTheirNumbers) {
  for (const Arch arch : {Arch::X86_64, Arch::I386, Arch::Aarch64, Arch::Ppc64le, Arch::S390x}) {
    for (const Abi abi : abis(arch)) {
      const auto machine = audit_machine(arch, abi);
      for (const Syscall call : kGoneSyscalls) {
        EXPECT_EQ(parse_syscall(name(call)), call);
        EXPECT_EQ(operation_of(call), Operation::Gone);
        if (!machine) continue;
        const std::optional<int> known = syscall_number(*machine, name(call), {3, 0, 9});
        const std::optional<Entry> found = entry(arch, abi, call);
        ASSERT_EQ(found.has_value(), known.has_value()) << name(arch) << " " << name(abi) << " " << name(call);
        if (!found) continue;
        EXPECT_EQ(found->number, static_cast<std::uint32_t>(*known)) << name(arch) << " " << name(abi);
      }
    }
  }
}

TEST(Abi, NamesReadBack) {
  for (const Arch arch : {Arch::X86_64, Arch::I386, Arch::Aarch64, Arch::Ppc64le, Arch::S390x}) {
    EXPECT_EQ(parse_arch(name(arch)), arch);
  }
  for (const Abi abi : abis(Arch::X86_64)) EXPECT_EQ(parse_abi(name(abi)), abi);
  for (const Syscall call : kModuleSyscalls) EXPECT_EQ(parse_syscall(name(call)), call);
  EXPECT_EQ(parse_syscall("execveat"), Syscall::Execveat);
  EXPECT_EQ(parse_abi("b16"), std::nullopt);
  EXPECT_EQ(operation_of(Syscall::FinitModule), Operation::Load);
  EXPECT_EQ(operation_of(Syscall::DeleteModule), Operation::Unload);
  EXPECT_EQ(operation_of(Syscall::Execveat), Operation::Execute);
}

}  // namespace
}  // namespace modtrail
