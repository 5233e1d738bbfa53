#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "modtrail/report/report.h"

// Text for terminals.  What goes through put() is made printable, so that no input can drive the
// terminal.
namespace modtrail {

enum class Ink : std::uint8_t { Plain, Bold, Red, Yellow, Green, Blue, Dim };

struct Pen {
  const TextStyle& style;
  std::string& out;
};

void put(const Pen& pen, Ink ink, std::string_view text);
void put_line(const Pen& pen, Ink ink, std::string_view text);  // and a newline

// A paragraph in lines of at most 88 columns; all but the first begin with `indent` blanks.
void put_wrapped(const Pen& pen, std::string_view text, std::size_t indent);

std::size_t columns(std::string_view printable_text);  // code points
std::string pad(std::string_view text, std::size_t width);

// A word for a POSIX shell, quoted where it needs to be.
std::string shell_word(std::string_view word);

Ink ink_of(Level level);
Ink ink_of(Recorded recorded);
Ink ink_of(CheckVerdict verdict);

// A complaint with its line and caret, as findings and diagnostics share it.
void put_complaint(const Pen& pen, const Finding& finding);

}  // namespace modtrail
