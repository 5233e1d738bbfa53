#pragma once

#include <string_view>

#include "modtrail/base/result.h"
#include "modtrail/uapi/attempt.h"

namespace modtrail {

// The attempt that a SYSCALL record tells of, as the log holds it: "type=SYSCALL msg=audit(1700000000.123:45):
// arch=c000003e syscall=313 success=yes exit=0 a0=3 ... exe="/usr/bin/kmod" ...".  What a record lacks (supplementary
// groups, personality, names) is unknown.  Errors: no SYSCALL record, a call that has nothing to do with modules.
Result<SyscallEvent> read_record(std::string_view text, Arch arch);

}  // namespace modtrail
