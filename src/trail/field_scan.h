#pragma once

#include <algorithm>
#include <optional>
#include <string_view>

#include "modtrail/trail/record.h"
#include "trail/bytes.h"

// Fields as thirty years of printk-like calls have made them: mostly NAME=VALUE with blanks between, and a handful of
// other habits, each named where it is handled.
namespace modtrail {

// The size of a value that ends with the first such mark after its first byte, or with the text.
inline std::size_t quoted_size(std::string_view text, char mark) {
  return std::min(1 + find_byte(text.substr(1), mark) + 1, text.size());
}

// A program's message may hold the quotes it stands in.
inline std::size_t message_size(std::string_view text) {
  const std::size_t last = text.rfind('\'');
  return last == 0 ? text.size() : last + 1;
}

// "subj=/usr/bin/man (enforce)": AppArmor's mode belongs to its label.
inline std::size_t label_size(std::string_view text, std::size_t blank) {
  if (!text.substr(blank).starts_with(" (")) return blank;
  const std::size_t bracket = text.find(')', blank);
  const std::size_t next = text.find(' ', blank + 1);
  return bracket != std::string_view::npos && (next == std::string_view::npos || bracket < next) ? bracket + 1 : blank;
}

// "ses=4294967295op=set", as some kernels wrote it.
inline std::size_t session_size(std::string_view text, std::size_t blank) {
  std::size_t digits = 0;
  while (digits < blank && is_digit(text[digits])) ++digits;
  return digits > 0 && digits < blank && text[digits] >= 'a' && text[digits] <= 'z' ? digits : blank;
}

// Of the value that `text` begins with.
[[gnu::always_inline]] inline std::size_t value_size(std::string_view name, std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] == '"') return quoted_size(text, '"');
  if (text[0] == '\'') return message_size(text);
  if (text[0] == '{' && begins_with(text, "{ ")) return quoted_size(text, '}');
  const std::size_t blank = find_byte(text, ' ');
  if (equals(name, "subj") || equals(name, "obj")) return label_size(text, blank);
  return equals(name, "ses") ? session_size(text, blank) : blank;
}

// FieldReader::next(), for where a call would be felt: takes the field off `rest`.
[[gnu::always_inline]] inline std::optional<LogField> next_field(std::string_view& rest) {
  while (!rest.empty() && rest[0] == ' ') rest.remove_prefix(1);
  if (rest.empty()) return std::nullopt;
  const std::size_t end = find_either(rest, '=', ' ');
  const std::string_view word = rest.substr(0, end);
  if (end == rest.size() || rest[end] == ' ' || end == 0) {  // a bare word; "=x" too
    const std::string_view bare = end == 0 ? rest.substr(0, find_byte(rest, ' ')) : word;
    rest.remove_prefix(bare.size());
    return LogField{{}, bare};
  }
  rest.remove_prefix(end + 1);
  const std::string_view value = rest.substr(0, value_size(word, rest));
  rest.remove_prefix(value.size());
  return LogField{word, value};
}

}  // namespace modtrail
