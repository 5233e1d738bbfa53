#pragma once

#include "modtrail/base/result.h"
#include "modtrail/rules/kernel_state.h"
#include "modtrail/uapi/machine.h"

namespace modtrail {

// The running kernel's rules and settings over netlink.  Errors: as AuditNetlink; a rule that cannot be read.
Result<KernelState> read_kernel_state(Arch arch);

}  // namespace modtrail
