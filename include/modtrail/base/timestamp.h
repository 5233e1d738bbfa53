#pragma once

#include <cstdint>
#include <string>

namespace modtrail {

// Milliseconds since 1970 as RFC 3339 in UTC: "2023-11-14T22:13:20.123Z".  Later than the year 9999: that year's end.
void append_timestamp(std::string& out, std::uint64_t milliseconds);
std::string timestamp(std::uint64_t milliseconds);

}  // namespace modtrail
