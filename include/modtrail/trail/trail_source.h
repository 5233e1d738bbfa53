#pragma once

#include <memory>
#include <string_view>

#include "modtrail/base/byte_source.h"

namespace modtrail {

// Does a file that begins so belong to a sealed trail?  Of its first bytes kTrailHead tell.
inline constexpr std::size_t kTrailHead = 17;
bool is_trail(std::string_view head);
// By the name of a file.
bool is_trail_name(std::string_view name);

// The audit records of a sealed trail's file as lines of a log; everything else that stands there is left out, and
// nothing is verified.  Errors are the source's own.
std::unique_ptr<ByteSource> trail_records(std::unique_ptr<ByteSource> file);

}  // namespace modtrail
