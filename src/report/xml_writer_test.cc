#include "report/xml_writer.h"

#include <gtest/gtest.h>

namespace modtrail {
namespace {

std::string markup(std::string_view text) {
  std::string out;
  append_markup(out, text);
  return out;
}

TEST(XmlWriter, AnElementHoldsTextOrElements) {
  std::string out;
  XmlWriter xml(out);
  xml.open("a").attribute("x", "1").open("b").close().leaf("c", "two").leaf("d", "").close();
  EXPECT_EQ(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a x=\"1\">\n  <b/>\n  <c>two</c>\n  <d></d>\n</a>\n");
}

TEST(XmlWriter, MarkupOfTheInputIsText) {
  EXPECT_EQ(markup("<a href=\"x\">&amp;'"), "&lt;a href=&quot;x&quot;&gt;&amp;amp;'");
  EXPECT_EQ(markup("one\ntwo\r\t"), "one\ntwo\\x0d\\x09");
}

TEST(XmlWriter, WhatXmlCannotHoldIsShown) {
  EXPECT_EQ(markup(std::string_view("\0\x1B\x7F", 3)), "\\x00\\x1b\\x7f");
  EXPECT_EQ(markup("\xEF\xBF\xBE"), "\\xef\\xbf\\xbe");  // U+FFFE
  EXPECT_EQ(markup("\xFF"), "\\xff");
  EXPECT_EQ(markup("\xE2\x80\xAE"), "\\xe2\\x80\\xae");  // right-to-left override
}

}  // namespace
}  // namespace modtrail
