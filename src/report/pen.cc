#include "report/pen.h"

#include <algorithm>

#include "modtrail/base/text.h"

namespace modtrail {

namespace {

constexpr std::size_t kWidth = 88;

std::string_view escape_of(Ink ink) {
  switch (ink) {
    case Ink::Plain:
      return "";
    case Ink::Bold:
      return "\x1b[1m";
    case Ink::Red:
      return "\x1b[1;31m";
    case Ink::Yellow:
      return "\x1b[1;33m";
    case Ink::Green:
      return "\x1b[32m";
    case Ink::Blue:
      return "\x1b[1;34m";
    case Ink::Dim:
      return "\x1b[2m";
  }
  return "";
}

bool is_plain_for_shells(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("_-./=:,+@%").find(c) != std::string_view::npos;
}

}  // namespace

void put(const Pen& pen, Ink ink, std::string_view text) {
  const bool painted = pen.style.color == Color::On && ink != Ink::Plain;
  if (painted) pen.out += escape_of(ink);
  pen.out += printable(text);
  if (painted) pen.out += "\x1b[0m";
}

void put_line(const Pen& pen, Ink ink, std::string_view text) {
  put(pen, ink, text);
  pen.out += '\n';
}

void put_wrapped(const Pen& pen, std::string_view text, std::size_t indent) {
  const std::size_t newline = pen.out.rfind('\n');
  std::size_t column = newline == std::string::npos ? pen.out.size() : pen.out.size() - newline - 1;
  bool first = true;
  for (std::string_view word : split(text, ' ')) {
    const std::string shown = printable(word);
    if (!first && column + 1 + columns(shown) > kWidth) {
      pen.out += '\n';
      pen.out.append(indent, ' ');
      column = indent;
    } else if (!first) {
      pen.out += ' ';
      ++column;
    }
    pen.out += shown;
    column += columns(shown);
    first = false;
  }
  pen.out += '\n';
}

std::size_t columns(std::string_view printable_text) {
  return static_cast<std::size_t>(std::count_if(printable_text.begin(), printable_text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

std::string pad(std::string_view text, std::size_t width) {
  std::string padded(text);
  const std::size_t used = columns(text);
  if (used < width) padded.append(width - used, ' ');
  return padded;
}

std::string shell_word(std::string_view word) {
  if (!word.empty() && std::all_of(word.begin(), word.end(), is_plain_for_shells)) {
    return std::string(word);
  }
  std::string quoted = "'";
  for (char c : word) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

Ink ink_of(Level level) {
  switch (level) {
    case Level::Error:
      return Ink::Red;
    case Level::Warning:
      return Ink::Yellow;
    case Level::Note:
      return Ink::Blue;
  }
  return Ink::Plain;
}

Ink ink_of(Recorded recorded) {
  switch (recorded) {
    case Recorded::Always:
      return Ink::Green;
    case Recorded::Partly:
    case Recorded::Never:
      return Ink::Red;
    case Recorded::Unreachable:
      return Ink::Dim;
    case Recorded::Undecided:
      return Ink::Yellow;
  }
  return Ink::Plain;
}

Ink ink_of(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::Pass:
      return Ink::Green;
    case CheckVerdict::Fail:
      return Ink::Red;
    case CheckVerdict::NotApplicable:
      return Ink::Dim;
    case CheckVerdict::Undecided:
      return Ink::Yellow;
  }
  return Ink::Plain;
}

}  // namespace modtrail
