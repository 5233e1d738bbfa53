#include "modtrail/base/json_writer.h"

#include <gtest/gtest.h>

namespace modtrail {
namespace {

using Layout = JsonWriter::Layout;

std::string quoted(std::string_view text) {
  std::string out;
  JsonWriter(out, Layout::OneLine).string(text);
  return out;
}

void write_document(JsonWriter& json) {
  json.begin_object().key("a").number(std::int64_t{-1}).key("b").begin_array();
  json.number(std::uint64_t{18446744073709551615U}).boolean(true).null().end_array();
  json.key("c").begin_object().end_object().key("d").begin_array().end_array().end_object();
}

TEST(JsonWriter, OneLine) {
  std::string out;
  JsonWriter json(out, Layout::OneLine);
  write_document(json);
  EXPECT_EQ(out, R"({"a":-1,"b":[18446744073709551615,true,null],"c":{},"d":[]})");
}

TEST(JsonWriter, Indented) {
  std::string out;
  JsonWriter json(out, Layout::Indented);
  write_document(json);
  EXPECT_EQ(out,
            "{\n  \"a\": -1,\n  \"b\": [\n    18446744073709551615,\n    true,\n    null\n  ],\n"
            "  \"c\": {},\n  \"d\": []\n}");
}

TEST(JsonWriter, AnyBytesMakeValidJson) {
  EXPECT_EQ(quoted("a\"b\\c/\n\r\t\x01\x7F"), R"("a\"b\\c/\n\r\t\u0001\u007f")");
  EXPECT_EQ(quoted("\xE2\x82\xAC"), "\"\xE2\x82\xAC\"");
  EXPECT_EQ(quoted("\xC3\xA9\xFF\x9B"), "\"\xC3\xA9\\u00ff\\u009b\"");  // the latter two are no UTF-8
  EXPECT_EQ(quoted("\xC2\x9B\xE2\x80\xAE"), R"("\u009b\u202e")");       // CSI, and text from right to left
  EXPECT_EQ(quoted(std::string_view("\0", 1)), R"("\u0000")");
  EXPECT_EQ(quoted("\xF3\xA0\x81\x81"), R"("\udb40\udc41")");  // a tag character
  EXPECT_EQ(quoted("\xF0\x9F\x94\x92"), "\"\xF0\x9F\x94\x92\"");
}

}  // namespace
}  // namespace modtrail
