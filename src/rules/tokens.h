#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dialect.h"

namespace modtrail {

// A word of a line as auditctl hands it to getopt.
struct Token {
  std::string_view text;     // escapes undone
  std::uint32_t column = 1;  // of its first byte in the line
  std::uint32_t width = 0;   // in the line
};

// A line in words.  The token's texts point into `storage`: keep the value where it is, reuse it for the next line.
struct Words {
  std::vector<Token> tokens;
  std::string storage;
  bool overflow = false;  // there are more than this auditctl keeps
  std::uint32_t overflow_column = 1;
};

// False where the line is blank or a comment.
bool split_words(std::string_view line, const Dialect& dialect, Words& words);

}  // namespace modtrail
