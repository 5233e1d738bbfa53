#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/result.h"

namespace modtrail {

// A JSON value as it was read.  Numbers keep their kind, so that 18446744073709551615 survives.
struct Json {
  enum class Kind : std::uint8_t { Null, Boolean, Unsigned, Negative, Real, String, Array, Object };
  struct Member;

  Kind kind = Kind::Null;
  bool boolean = false;
  std::uint64_t number = 0;     // Unsigned
  std::int64_t negative = 0;    // Negative: below zero
  double real = 0;              // Real
  std::string text;             // String, UTF-8
  std::vector<Json> items;      // Array
  std::vector<Member> members;  // Object, in the order of the text
};

struct Json::Member {
  std::string name;
  Json value;
};

// One JSON text (RFC 8259).  Errors, "line 1, column 9: ...": not JSON (NaN, lone surrogates and ill-formed UTF-8 among
// it), bytes after the end, a name twice in one object, a whole number past 64 bits, more than 64 levels.
Result<Json> parse_json(std::string_view text);

// Where each of the JSON texts that stand one after another ends.  What is none reaches to where it could end.
std::vector<std::size_t> json_ends(std::string_view text);

// Is text[from, to) one JSON text, by its syntax alone?  For texts that are read as YAML, which takes more.  The error
// begins with "line:column: ", counted from the beginning of `text`.
Result<> check_json(std::string_view text, std::size_t from, std::size_t to);

}  // namespace modtrail
