#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "modtrail/uapi/abi.h"
#include "modtrail/uapi/version.h"

// The syscall tables of libaudit: which names auditctl turns into which numbers, for every machine
// it can be told by
// `-F arch=`.  They are auditctl's, not the kernel's: a name it does not know is an error.
namespace modtrail {

// The machines of libaudit.  Arm stands for all 32-bit ARMs.
enum class AuditMachine : std::uint8_t {
  X86_64,
  I386,
  Aarch64,
  Arm,
  Ppc64,
  Ppc64le,
  Ppc,
  S390x,
  S390,
  Riscv64,
  Riscv32
};

inline constexpr std::array kAuditMachines = {AuditMachine::X86_64,  AuditMachine::I386,   AuditMachine::Aarch64,
                                              AuditMachine::Arm,     AuditMachine::Ppc64,  AuditMachine::Ppc64le,
                                              AuditMachine::Ppc,     AuditMachine::S390x,  AuditMachine::S390,
                                              AuditMachine::Riscv64, AuditMachine::Riscv32};

// The word after `-F arch=`, any case: "x86_64", "i386" to "i686", "aarch64", "arm", "armv7l" ...
// Not b32 and b64, which depend on the machine auditctl runs on: see audit_machine().
std::optional<AuditMachine> parse_audit_machine(std::string_view name, const Version& auditctl);
std::string_view name(AuditMachine machine);  // as auditctl prints it: "armeb" for Arm

std::uint32_t audit_arch(AuditMachine machine);  // AUDIT_ARCH_*
std::optional<AuditMachine> machine_of_audit_arch(std::uint32_t audit_arch);

// What b64 and b32 mean to an auditctl that runs on `arch`; nothing where it refuses (b32 on
// ppc64le, b64 on i386, x32).
std::optional<AuditMachine> audit_machine(Arch arch, Abi abi);
// The table names are looked up in when the rule has no arch.
AuditMachine native_machine(Arch arch);

// Any case.  Nothing: no auditctl up to 4.2 knows the name.
struct KnownSyscall {
  int number = 0;
  Version since;  // the first auditctl that knows it
};
std::optional<KnownSyscall> find_syscall(AuditMachine machine, std::string_view name);

// Nothing: auditctl of this version says "Syscall name unknown".
std::optional<int> syscall_number(AuditMachine machine, std::string_view name, const Version& auditctl);

// "" if no version up to 4.2 (or the version given) has a name for it.
std::string_view syscall_name(AuditMachine machine, int number);
std::string_view syscall_name(AuditMachine machine, int number, const Version& auditctl);

}  // namespace modtrail
