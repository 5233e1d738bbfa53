#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/yaml.h"
#include "modtrail/rules/input.h"

// Documents, and texts carried in them: how a line of a decoded file is found in the YAML or JSON the user wrote.
namespace modtrail {

// How a text lies in the document that carries it.
enum class Carriage : std::uint8_t {
  Bytes,    // each line byte by byte: a literal block, a plain scalar
  Escapes,  // percent-encoded, all in one line of the document
  Whole,    // base64, gzip, a folded scalar: the scalar as a whole is pointed at
};

// Where the lines of a carried text stand.  Knows all it needs: the document can go.
struct TextMap {
  struct Line {
    std::uint32_t line = 0;    // in the document
    std::uint32_t column = 0;  // of the text line's first byte
    std::size_t source = 0;    // in `sources`
    std::size_t at = 0;        // in `data`
  };
  std::string file;
  Carriage carriage = Carriage::Whole;
  std::vector<Line> lines;           // one for each of the text; for Whole one alone
  std::vector<std::string> sources;  // the document's lines; "" for one that is too long to be shown
  std::string data;                  // of Escapes

  Spot find(std::uint32_t line, std::uint32_t column, std::uint32_t width) const;
};

// A text with its name, as it was read; or one that stands in a scalar of another, and then places are the other's.
class Document {
 public:
  Document(std::string name, std::string text);
  Document(TextMap carried, std::string text);

  const std::string& name() const { return name_; }
  const std::string& text() const { return text_; }
  // A scalar of this document as a text, and the data of a percent-encoded URL that begins at `data_at` in it.
  TextMap map_of(const YamlNode& scalar) const;
  TextMap map_of_escapes(const YamlNode& scalar, std::size_t data_at) const;
  // A scalar as a whole.
  TextMap map_of_whole(const YamlNode& scalar) const;

  // The first byte of a node, or that many bytes behind it where the node is written as it is read.
  Spot spot_of(const YamlNode& node) const;
  Spot spot_of(const YamlNode& scalar, std::size_t behind) const;
  // As errors begin: "file:line:column".
  std::string where(const YamlNode& node) const;

 private:
  struct Found {
    TextMap::Line line;
    std::string source;
    bool exact = true;
  };
  Found spot(std::size_t offset) const;
  TextMap mapped(const std::vector<std::size_t>& offsets, Carriage carriage) const;

  std::string name_;
  std::string text_;
  std::vector<std::size_t> starts_;  // of lines
  TextMap carried_;                  // empty for a document that was read
};

// What is said of a place in a document.
Diagnostic notice(Level level, std::string_view id, std::string message, const Spot& place, std::string hint);

}  // namespace modtrail
