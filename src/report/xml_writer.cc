#include "report/xml_writer.h"

#include "modtrail/base/text.h"

namespace modtrail {

namespace {

void append_entities(std::string& out, std::string_view printable_text) {
  for (const char c : printable_text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
}

}  // namespace

void append_markup(std::string& out, std::string_view text) {
  bool first = true;
  for (const std::string_view line : split(text, '\n')) {
    if (!first) out += '\n';
    append_entities(out, printable(line));
    first = false;
  }
}

XmlWriter::XmlWriter(std::string& out) : out_(out) {
  out_ += R"(<?xml version="1.0" encoding="UTF-8"?>)";
}

void XmlWriter::new_line() {
  out_ += '\n';
  out_.append(2 * open_.size(), ' ');
}

XmlWriter& XmlWriter::open(std::string_view name) {
  if (!open_.empty()) {
    if (open_.back().inside == Inside::Tag) out_ += '>';
    open_.back().inside = Inside::Elements;
  }
  new_line();
  out_ += '<';
  out_ += name;
  open_.push_back({name, Inside::Tag});
  return *this;
}

XmlWriter& XmlWriter::attribute(std::string_view name, std::string_view value) {
  out_ += ' ';
  out_ += name;
  out_ += "=\"";
  append_markup(out_, value);
  out_ += '"';
  return *this;
}

XmlWriter& XmlWriter::text(std::string_view value) {
  if (open_.back().inside == Inside::Tag) out_ += '>';
  open_.back().inside = Inside::Text;
  append_markup(out_, value);
  return *this;
}

XmlWriter& XmlWriter::close() {
  const Element element = open_.back();
  open_.pop_back();
  if (element.inside == Inside::Tag) {
    out_ += "/>";
  } else {
    if (element.inside == Inside::Elements) new_line();
    out_ += "</";
    out_ += element.name;
    out_ += '>';
  }
  if (open_.empty()) out_ += '\n';
  return *this;
}

XmlWriter& XmlWriter::leaf(std::string_view name, std::string_view text) {
  return open(name).text(text).close();
}

}  // namespace modtrail
