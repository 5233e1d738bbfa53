#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace modtrail {

// The text in JSON's quotes, as JsonWriter::string() writes it.
void append_json_string(std::string& out, std::string_view text);

// Writes JSON in the order it is told, with two blanks of indent or on one line; any bytes are accepted
// (what is not UTF-8 is written as the code points U+0080 to U+00FF of its bytes).  Whatever a terminal would obey, or
// show otherwise than it is, is escaped: JSON can be looked at.
//
//   JsonWriter json(out, JsonWriter::Layout::Indented);
//   json.begin_object(); json.key("verdict").string("fail"); json.end_object();
class JsonWriter {
 public:
  enum class Layout : std::uint8_t { Indented, OneLine };

  JsonWriter(std::string& out, Layout layout) : out_(out), layout_(layout) {}

  JsonWriter& begin_object();
  JsonWriter& end_object();
  JsonWriter& begin_array();
  JsonWriter& end_array();
  JsonWriter& key(std::string_view name);
  JsonWriter& string(std::string_view value);
  JsonWriter& number(std::int64_t value);
  JsonWriter& number(std::uint64_t value);
  JsonWriter& boolean(bool value);
  JsonWriter& null();
  JsonWriter& string_or_null(std::string_view value);  // null for an empty one
  JsonWriter& optional_string(const std::optional<std::string>& value);

 private:
  void before_value();
  void new_line();

  std::string& out_;
  Layout layout_;
  std::vector<bool> has_items_;  // one for each open object or array
  bool after_key_ = false;
};

}  // namespace modtrail
