#pragma once

#include <string>
#include <vector>

#include "modtrail/uapi/attempt.h"

// Who loads and unloads modules on ordinary machines: the attempts a witness is preferably one of.
namespace modtrail {

// In order of preference: kernel autoload, a systemd service at boot, root over ssh, root at the console, an
// unprivileged user; each done and refused.  Only programs of the machine's own ABI are kmod and systemd; through
// another it is a 32-bit or x32 program of someone's.  The ABI and the syscall are the row's; a call that is gone fails
// with ENOSYS whoever makes it.
std::vector<SyscallEvent> ordinary_attempts(Arch arch, Abi abi, Syscall syscall);

// The same people running a program by `path`; once it runs it is the file `exe`.
std::vector<SyscallEvent> ordinary_runs(Arch arch, Abi abi, const std::string& path, const std::string& exe);

}  // namespace modtrail
