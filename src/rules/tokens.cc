// A line in words, as auditctl makes them.
//
// The line ends at the first NUL.  Only the space separates: a tab or a carriage return is part of a word.  A backslash
// escapes a space or a backslash; before anything else it stands for itself.  auditctl does this by writing two marker
// bytes (0x07 for "\ ", 0x04 for "\\") over each escape, splitting at spaces, and turning the pairs back into one byte
// in every word but the first of the line, where the marker bytes stay.  A marker byte that stood in the file is taken
// for the first half of such a pair and swallows the byte behind it.
#include "tokens.h"

namespace modtrail {
namespace {

constexpr char kSpaceMark = 0x07;
constexpr char kBackslashMark = 0x04;

// Writes the marks; the length stays.
void mark_escapes(std::string& line) {
  bool escaped = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\' && !escaped) {
      escaped = true;
      continue;
    }
    if (escaped && (line[i] == ' ' || line[i] == '\\')) {
      const char mark = line[i] == ' ' ? kSpaceMark : kBackslashMark;
      line[i] = mark;
      line[i - 1] = mark;
    }
    escaped = false;
  }
}

// Turns marks into the bytes they stand for, in place; returns the new length.
std::size_t undo_marks(char* text, std::size_t size) {
  std::size_t out = 0;
  for (std::size_t in = 0; in < size; ++in, ++out) {
    text[out] = text[in];
    if (text[in] != kSpaceMark && text[in] != kBackslashMark) continue;
    text[out] = text[in] == kSpaceMark ? ' ' : '\\';
    ++in;
  }
  return out;
}

std::size_t skip_spaces(std::string_view line, std::size_t at) {
  while (at < line.size() && line[at] == ' ') ++at;
  return at;
}

}  // namespace

bool split_words(std::string_view line, const Dialect& dialect, Words& words) {
  line = line.substr(0, line.find('\0'));
  words.tokens.clear();
  words.overflow = false;

  std::size_t at = skip_spaces(line, 0);
  if (at == line.size() || line[at] == '#') return false;
  words.storage.assign(line);
  mark_escapes(words.storage);
  while (at < words.storage.size()) {
    std::size_t end = words.storage.find(' ', at);
    if (end == std::string::npos) end = words.storage.size();
    const auto column = static_cast<std::uint32_t>(at + 1);
    if (!dialect.has_room(words.tokens.size(), line.size())) {
      words.overflow = true;
      words.overflow_column = column;
      break;
    }
    char* text = words.storage.data() + at;
    const std::size_t size = words.tokens.empty() ? end - at : undo_marks(text, end - at);
    words.tokens.push_back({{text, size}, column, static_cast<std::uint32_t>(end - at)});
    at = skip_spaces(words.storage, end);
  }
  return true;
}

}  // namespace modtrail
