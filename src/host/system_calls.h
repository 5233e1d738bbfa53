#pragma once

#include <linux/audit.h>

#include <cstdint>
#include <span>

#include "modtrail/base/result.h"

namespace modtrail {

// Of the program's own ABI: AUDIT_ARCH_*.
#if defined(__x86_64__)
inline constexpr std::uint32_t kOwnArch = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
inline constexpr std::uint32_t kOwnArch = AUDIT_ARCH_AARCH64;
#elif defined(__powerpc64__)
inline constexpr std::uint32_t kOwnArch = AUDIT_ARCH_PPC64LE;
#elif defined(__s390x__)
inline constexpr std::uint32_t kOwnArch = AUDIT_ARCH_S390X;
#else
inline constexpr std::uint32_t kOwnArch = AUDIT_ARCH_I386;
#endif

// Installs a filter (seccomp(2)) that admits these calls of the program's own ABI, mmap and mprotect without PROT_EXEC
// if they are among them; any other fails with EPERM, and one of another ABI kills the process.
Result<> admit_calls(std::span<const int> calls);

// What every program of ours needs to go on and to end.
std::span<const int> calls_of_runtime();
// To read and write files by name, and to speak on sockets that are open.
std::span<const int> calls_of_files();
std::span<const int> calls_of_sockets();

}  // namespace modtrail
