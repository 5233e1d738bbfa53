#pragma once

#include <string>
#include <string_view>
#include <vector>

// XML 1.0 and HTML: what both take as text, and a writer of the first.
namespace modtrail {

// Appends `text` as XML and HTML hold it between tags and in attributes with double quotes.  What neither can hold or
// should show (control bytes but for line feeds, marks that reorder text, bytes that are not UTF-8) becomes \xHH.
void append_markup(std::string& out, std::string_view text);

// Writes XML in the order it is told, with two blanks of indent; an element holds either text or elements.
//
//   XmlWriter xml(out);
//   xml.open("testsuites").open("testsuite").attribute("name", "a.rules").close().close();
class XmlWriter {
 public:
  explicit XmlWriter(std::string& out);  // begins with the XML declaration

  XmlWriter& open(std::string_view name);  // a name that outlives the element
  XmlWriter& attribute(std::string_view name, std::string_view value);
  XmlWriter& text(std::string_view value);
  XmlWriter& close();
  XmlWriter& leaf(std::string_view name, std::string_view text);  // open, text, close

 private:
  enum class Inside : unsigned char { Tag, Text, Elements };
  struct Element {
    std::string_view name;
    Inside inside = Inside::Tag;
  };
  void new_line();

  std::string& out_;
  std::vector<Element> open_;
};

}  // namespace modtrail
