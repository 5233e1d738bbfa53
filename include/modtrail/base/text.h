#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Small things about bytes that the standard library of g++ 12 and clang 14 lacks.
namespace modtrail {

std::vector<std::string_view> split(std::string_view text, char separator);  // keeps empty pieces
std::string_view trim(std::string_view text);                                // blanks and tabs at both ends
std::string lower(std::string_view text);                                    // ASCII only
bool equal_ignoring_case(std::string_view a, std::string_view b);            // ASCII only

// The whole text as a number, or nothing: no sign, no blanks, no overflow.
std::optional<std::uint64_t> parse_number(std::string_view text, int base = 10);

// The nearest of `names` to `word` by edit distance, if it is near enough to be meant.
std::optional<std::string_view> nearest(std::string_view word, const std::vector<std::string_view>& names);

// For terminals: control bytes, bidi marks and bytes that are not UTF-8 become \xHH.
std::string printable(std::string_view bytes);

}  // namespace modtrail
