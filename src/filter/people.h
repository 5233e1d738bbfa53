#pragma once

#include <vector>

#include "modtrail/uapi/attempt.h"

// Who loads and unloads modules on ordinary machines: the attempts a witness is preferably one of.
namespace modtrail {

// In order of preference: kernel autoload, a systemd service at boot, root over ssh, root at the console, a service's
// child, an unprivileged user; each done and refused.  The ABI and the syscall are the row's.
std::vector<SyscallEvent> ordinary_attempts(Abi abi, Syscall syscall);

}  // namespace modtrail
