#pragma once

#include <optional>
#include <string_view>

#include "modtrail/uapi/version.h"

// Audit record types (msgtype=, and type= in the log) as libaudit names them.
namespace modtrail {

inline constexpr int kRecordSyscall = 1300;
inline constexpr int kRecordKernModule = 1330;

// Any case, as auditctl; "UNKNOWN[1425]" is 1425.  Plain digits are the caller's.
std::optional<int> parse_record_type(std::string_view name, const Version& auditctl);
// As the newest auditctl we know of.
std::optional<int> parse_record_type(std::string_view name);

// "SYSCALL"; "" if there is none.
std::string_view record_type_name(int type);

}  // namespace modtrail
