#pragma once

#include <cstdint>
#include <string_view>

namespace modtrail {

enum class Dash : std::uint8_t { Itself, IsUnderscore };

// Shell's "*" and "?" over the whole text.
bool fits(std::string_view pattern, std::string_view text, Dash dash);

}  // namespace modtrail
