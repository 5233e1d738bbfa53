#include "modtrail/base/json.h"

#include <gtest/gtest.h>

namespace modtrail {
namespace {

// A value as compact text with its kinds, so that one table tells all.
std::string dump(const Json& json) {
  switch (json.kind) {
    case Json::Kind::Null:
      return "null";
    case Json::Kind::Boolean:
      return json.boolean ? "true" : "false";
    case Json::Kind::Unsigned:
      return "u" + std::to_string(json.number);
    case Json::Kind::Negative:
      return "n" + std::to_string(json.negative);
    case Json::Kind::Real:
      return "r" + std::to_string(json.real);
    case Json::Kind::String:
      return "'" + json.text + "'";
    case Json::Kind::Array: {
      std::string text = "[";
      for (const Json& item : json.items) text += dump(item) + ";";
      return text + "]";
    }
    case Json::Kind::Object: {
      std::string text = "{";
      for (const Json::Member& member : json.members) text += member.name + ":" + dump(member.value) + ";";
      return text + "}";
    }
  }
  return "";
}

struct Case {
  std::string text;
  std::string expected;  // a dump, or "error: " and the beginning of the message
};

class JsonTest : public testing::TestWithParam<Case> {};

TEST_P(JsonTest, Reads) {
  const Result<Json> json = parse_json(GetParam().text);
  const std::string got = json ? dump(*json) : "error: " + json.error().message;
  EXPECT_EQ(got.substr(0, GetParam().expected.size()), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(
    Table, JsonTest,
    testing::Values(Case{"null", "null"}, Case{" [1, -2, 1.5, \"\\u0041\", true] ", "[u1;n-2;r1.500000;'A';true;]"},
                    Case{"18446744073709551615", "u18446744073709551615"}, Case{"-1", "n-1"}, Case{"-0", "u0"},
                    Case{"18446744073709551616", "error: line 1, column 20: a whole number past 64 bits"},
                    Case{"-9223372036854775809", "error: line 1"},
                    Case{R"({"a":{"b":[]},"c":{}})", "{a:{b:[];};c:{};}"},
                    Case{R"({"a":1,"a":2})", "error: line 1, column 10: \"a\" stands twice"},
                    Case{"", "error: line 1, column 1: not JSON: unexpected end of input"},
                    Case{"[1,]", "error: line 1, column 4: not JSON: unexpected ']'"},
                    Case{"1 2", "error: line 1, column 3: not JSON: unexpected number literal"},
                    Case{"{\n  \"a\": 1,\n  x", "error: line 3, column 3: not JSON"},
                    Case{"NaN", "error: line 1, column "}, Case{"1e999", "error: line 1, column "},
                    Case{"\"\xff\"", "error: line 1, column "}, Case{"\"\\ud800\"", "error: line 1, column "},
                    Case{"'a'", "error: line 1, column "}, Case{std::string(64, '[') + std::string(64, ']'), "[["},
                    Case{std::string(65, '[') + std::string(65, ']'), "error: line 1, column 65: more than 64 levels"},
                    Case{std::string(100000, '['), "error: line 1, column 65: more than 64 levels"}));

TEST(Json, IsCheckedByItsSyntaxAlone) {
  const auto whole = [](std::string_view text) { return check_json(text, 0, text.size()); };
  EXPECT_TRUE(whole("{\"a\": [1, {\"a\": null, \"a\": 2}]}\n").has_value());
  EXPECT_EQ(whole("{\"a\": 1,\n }").error().message.substr(0, 13), "2:2: not JSON");
  for (const char* text :
       {"", "{'a': 1}", "{a: 1}", "{\"a\": 0644}", "{\"a\": NaN}", "{} x", "{} # x", "\"\\ud83d\""}) {
    EXPECT_FALSE(whole(text).has_value()) << text;
  }
  EXPECT_TRUE(check_json("{}\n{} x", 2, 5).has_value());
  EXPECT_EQ(check_json("{}\n{,}", 2, 6).error().message.substr(0, 13), "2:2: not JSON");
}

TEST(Json, TextsStandOneAfterAnother) {
  using Ends = std::vector<std::size_t>;
  EXPECT_EQ(json_ends(" {\"}\\\"\": [{}]}\n"), Ends{14});
  EXPECT_EQ(json_ends("{}{}\n[]"), (Ends{2, 4, 7}));
  EXPECT_EQ(json_ends("{} x"), (Ends{2, 4}));
  EXPECT_EQ(json_ends("{}}"), (Ends{2, 3}));
  EXPECT_EQ(json_ends("{\"a\": {}"), Ends{8});
  EXPECT_EQ(json_ends("  "), Ends{});
}

}  // namespace
}  // namespace modtrail
