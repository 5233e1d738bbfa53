#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/uapi/syscalls.h"
#include "modtrail/uapi/version.h"

// perm=: the letters, and what auditctl from 3.1.3 on makes of `-F arch=A ... -F perm=P`: the rule
// is for the syscalls that can need the permission, no longer for all.  (The kernel's own test of
// perm is by syscall class and unchanged.)
namespace modtrail {

inline constexpr std::uint32_t kPermExec = 1;
inline constexpr std::uint32_t kPermWrite = 2;
inline constexpr std::uint32_t kPermRead = 4;
inline constexpr std::uint32_t kPermAttr = 8;
inline constexpr std::uint32_t kPermAll = 15;

// 1 to 4 letters of rwxa, any case, repeats allowed.
std::optional<std::uint32_t> parse_perms(std::string_view letters);
std::string perm_letters(std::uint32_t perms);  // "rwxa", always in that order

// From this auditctl on perm= after arch= chooses syscalls; before, the rule is for all.
inline constexpr Version kPermChoosesSince = {3, 1, 3};

// The names that this auditctl adds for the permissions, without repeats.
std::vector<std::string_view> perm_syscall_names(std::uint32_t perms, const Version& auditctl);

// Their numbers on a machine.  Nothing: auditctl refuses the line, because the machine lacks one of
// the names (before 4.0.5, which leaves those out).
std::optional<std::vector<int>> perm_syscalls(AuditMachine machine, std::uint32_t perms, const Version& auditctl);

}  // namespace modtrail
