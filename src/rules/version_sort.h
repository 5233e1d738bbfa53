#pragma once

#include <string_view>

namespace modtrail {

// The order of `ls -v` and `sort -V` (coreutils 9): "9-x" before "10-x".  Less than, by version, then by bytes.
bool version_less(std::string_view a, std::string_view b);

}  // namespace modtrail
