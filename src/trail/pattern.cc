#include "trail/pattern.h"

// In time linear in text times pattern at worst: after a mismatch only the last star moves on.
namespace modtrail {

namespace {

char folded(char byte, Dash dash) {
  return byte == '-' && dash == Dash::IsUnderscore ? '_' : byte;
}

}  // namespace

bool fits(std::string_view pattern, std::string_view text, Dash dash) {
  std::size_t at = 0;
  std::size_t read = 0;
  std::size_t star = std::string_view::npos;
  std::size_t mark = 0;
  while (read < text.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      mark = read;
    } else if (at < pattern.size() && (pattern[at] == '?' || folded(pattern[at], dash) == folded(text[read], dash))) {
      ++at;
      ++read;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      read = ++mark;
    } else {
      return false;
    }
  }
  while (at < pattern.size() && pattern[at] == '*') ++at;
  return at == pattern.size();
}

}  // namespace modtrail
