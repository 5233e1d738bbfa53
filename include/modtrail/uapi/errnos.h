#pragma once

#include <optional>
#include <string_view>

// errno names as `-F exit=` takes them and as logs are made readable with them (libaudit's table:
// Linux's generic errnos).
namespace modtrail {

// Any case; a leading minus makes the number negative, as auditctl reads it: "EPERM" is 1, "-EPERM"
// is -1.
std::optional<int> parse_errno(std::string_view name);

// 1 is "EPERM"; "" if there is none.
std::string_view errno_name(int number);

}  // namespace modtrail
