#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "modtrail/base/result.h"

// What a process may do beyond what its user may (capabilities(7)), and where it stands (namespaces(7)).
namespace modtrail {

enum class Power : std::uint8_t {
  AuditControl,  // CAP_AUDIT_CONTROL: the kernel's audit state, to read and to change
  AuditRead,     // CAP_AUDIT_READ: the records it sends to its multicast group
  KernelLog,     // CAP_SYSLOG: the kernel's log
  LargeBuffer,   // CAP_NET_ADMIN: a socket's buffer past the system's limit
  ReadFiles,     // CAP_DAC_READ_SEARCH: files of other users
  WriteFiles,    // CAP_DAC_OVERRIDE, CAP_CHOWN, CAP_FOWNER: theirs too, with owner and mode kept
  ChangeUser,    // CAP_SETUID, CAP_SETGID: to become another user
  WriteLabels,   // CAP_MAC_ADMIN; CAP_SYS_ADMIN where SELinux does not run: their labels
};
std::string_view capability_names(Power power);

bool has(Power power);

// Gives up, for good, every capability but those of `powers` that the process holds, and every way to get one again
// (no_new_privs).  Errors: the kernel refuses, which it has no reason to.
Result<> keep_only(std::span<const Power> powers);

// Lays down every capability that it holds, without giving it up; takes all of them up again.
Result<> lay_down();
Result<> take_up();

// The namespace of its own that keeps the process from the audit subsystem, which answers only those of the host:
// "user", "process"; or keeps the kernel's records from it: "network".  Nothing: none, or /proc does not tell.
std::optional<std::string_view> own_namespace();

}  // namespace modtrail
