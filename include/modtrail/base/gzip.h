#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "modtrail/base/result.h"

namespace modtrail {

// The bytes that gzip made these of; several members one after the other count as one.  An error past `limit` bytes
// (a small file can hold gigabytes of nothing), for bytes that are not gzip's, and for a stream that is cut short.
Result<std::string> gunzip(std::string_view bytes, std::size_t limit);

// One member, always the same for the same bytes.
std::string gzip(std::string_view bytes);

}  // namespace modtrail
