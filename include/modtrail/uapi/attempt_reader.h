#pragma once

#include <string_view>

#include "modtrail/base/json.h"
#include "modtrail/base/result.h"
#include "modtrail/uapi/attempt.h"

// An attempt as people and programs write it (docs/schema/attempt.schema.json).
namespace modtrail {

// {"abi":"b64","syscall":"finit_module","auid":1000}.  What is left out has the value of a default SyscallEvent; in
// "birth", that of the attempt itself.  Errors: not JSON, an unknown name (with the nearest), a value out of range,
// abi or syscall missing, success and exit that contradict each other.
Result<SyscallEvent> read_attempt(std::string_view json);
Result<SyscallEvent> read_attempt(const Json& json);

// The same as words, "abi=b64 syscall=finit_module auid=1000 groups=10,27 args=3,0 success=false birth=none
// birth.uid=0"; an id may be "unset".  Text that begins with { is JSON.
Result<SyscallEvent> read_attempt_words(std::string_view text);

}  // namespace modtrail
