#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace modtrail {

struct CodePoint {
  char32_t value = 0;
  std::size_t bytes = 0;  // 1 to 4
};

// The first code point; nothing for empty text and for what is not well-formed UTF-8 (overlong,
// surrogate, cut short).
std::optional<CodePoint> decode_utf8(std::string_view text);

// Not to be shown as it is: control characters (C0, DEL, C1), marks that reorder or hide what stands beside them, and
// noncharacters.
bool is_unprintable(char32_t value);

void append_utf8(std::string& out, char32_t value);

}  // namespace modtrail
