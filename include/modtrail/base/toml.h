#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/result.h"

namespace modtrail {

// A value of a TOML document (v1.0.0), and where it stands.
struct Toml {
  enum class Kind : std::uint8_t { String, Integer, Real, Boolean, Date, Time, Array, Table };
  struct Member;

  Kind kind = Kind::Table;
  std::string text;             // String, UTF-8; Date: "2027-01-31"
  std::int64_t number = 0;      // Integer
  double real = 0;              // Real
  bool boolean = false;         // Boolean
  std::vector<Toml> items;      // Array
  std::vector<Member> members;  // Table, sorted by name
  std::uint32_t line = 0;       // from 1; 0: a table that no line begins
  std::uint32_t column = 0;     // likewise
};

struct Toml::Member {
  std::string name;
  Toml value;
};

// The document as a table.  Errors, "NAME:line:column: ...": not TOML; a character outside of ASCII where there is
// neither a string nor a comment.
Result<Toml> parse_toml(std::string_view text, std::string_view name);

// "NAME:line:column: WHAT"
tl::unexpected<Error> toml_error(std::string_view name, const Toml& at, const std::string& what);

}  // namespace modtrail
