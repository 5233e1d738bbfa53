#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace modtrail {

// Where a rule, a setting or a complaint stands.  Lines and columns count from 1; 0 means "the whole file".
struct Origin {
  std::string file;
  std::uint32_t line = 0;
  std::uint32_t column = 0;  // byte column of the first byte of the guilty token
  auto operator<=>(const Origin&) const = default;
};

enum class Level : std::uint8_t { Error, Warning, Note };

// What is said of an input, with the place it is said of.  Bad input is data: these are collected, not thrown.
struct Diagnostic {
  Level level = Level::Error;
  std::string id;       // a finding's id ("trailing-comment"), or empty
  std::string message;  // one sentence
  Origin origin;
  std::uint32_t width = 1;  // bytes under the caret
  std::string source;       // the line as it stands in the file, for the caret
  std::string hint;         // what to do, or empty
};

}  // namespace modtrail
