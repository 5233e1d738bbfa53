#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

// The ways into the kernel that can load or unload a module, and the numbers the audit filter sees for them
// (kernel syscall tables; uapi/linux/audit.h); and two that could before Linux 2.6.
namespace modtrail {

// The machine as uname -m tells it.
enum class Arch : std::uint8_t { X86_64, I386, Aarch64, Ppc64le, S390x };

// A way to enter the kernel.  x32 shares AUDIT_ARCH_X86_64 with b64 and sets bit 30 of the number.
enum class Abi : std::uint8_t { B64, B32, X32 };

enum class Syscall : std::uint8_t {
  InitModule,
  FinitModule,
  DeleteModule,
  Execve,
  Execveat,
  CreateModule,
  QueryModule
};

// Gone: a call that Linux has had no code for since 2.6.  It fails with ENOSYS, but its number passes the audit filter.
enum class Operation : std::uint8_t { Load, Unload, Execute, Gone };

std::string_view name(Arch arch);        // "x86_64"
std::string_view name(Abi abi);          // "b64"
std::string_view name(Syscall syscall);  // "finit_module"
std::string_view name(Operation operation);
std::optional<Arch> parse_arch(std::string_view name);
std::optional<Abi> parse_abi(std::string_view name);
std::optional<Syscall> parse_syscall(std::string_view name);
Operation operation_of(Syscall syscall);

inline constexpr std::array kModuleSyscalls = {Syscall::InitModule, Syscall::FinitModule, Syscall::DeleteModule};
inline constexpr std::array kGoneSyscalls = {Syscall::CreateModule, Syscall::QueryModule};

// The ABIs a machine of this kind can have, native first: x86_64 b64 b32 x32; i386 b32; aarch64 b64 b32; ppc64le b64;
// s390x b64 b32.
std::vector<Abi> abis(Arch arch);

// What the filter compares: AUDIT_ARCH_* and the syscall number (x32: with bit 30).  Nothing where the pair of machine
// and ABI does not exist, or where its table never had a number for the call (create_module on aarch64).
struct Entry {
  std::uint32_t audit_arch = 0;
  std::uint32_t number = 0;
};
std::optional<Entry> entry(Arch arch, Abi abi, Syscall syscall);

}  // namespace modtrail
