#include "modtrail/base/toml.h"

#include <gtest/gtest.h>

namespace modtrail {
namespace {

std::string error_of(std::string_view text) {
  const Result<Toml> parsed = parse_toml(text, "f");
  return parsed ? "" : parsed.error().message;
}

TEST(Toml, KeepsValuesAndTheirPlaces) {
  const Result<Toml> parsed = parse_toml(
      "name = 'x'\nnumber = -7\nyes = true\nwhen = 2027-01-31\n[[list]]\nwords = [\"a\", \"ä\"] # ü\n[list.inner]\n",
      "f");
  ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
  ASSERT_EQ(parsed->members.size(), 5U);
  const Toml& list = parsed->members[0].value;
  EXPECT_EQ(parsed->members[0].name, "list");
  ASSERT_EQ(list.items.size(), 1U);
  EXPECT_EQ(list.items[0].line, 5U);
  EXPECT_EQ(list.items[0].members[1].value.items[1].text, "\xc3\xa4");
  EXPECT_EQ(list.items[0].members[1].value.items[1].line, 6U);
  EXPECT_EQ(list.items[0].members[1].value.items[1].column, 15U);
  EXPECT_EQ(parsed->members[1].value.text, "x");
  EXPECT_EQ(parsed->members[2].value.number, -7);
  EXPECT_EQ(parsed->members[3].value.text, "2027-01-31");
  EXPECT_EQ(parsed->members[3].value.kind, Toml::Kind::Date);
  EXPECT_TRUE(parsed->members[4].value.boolean);
}

TEST(Toml, RefusesHeadersThatItsReaderWouldEndTheProgramFor) {
  for (const char* text : {"[ #", "[]", "[[]]", "[ ]", "[", "[[", "[.a]", "[a.]", "[a. #]\n", "[a", "[a]]x", "[\"a]",
                           "[[a]", "x = 1\n[\n", "\t[ \n]"}) {
    EXPECT_NE(error_of(text), "") << text;
  }
  EXPECT_EQ(error_of("x = 1\n  [ #\n"), "f:2:3: a table needs a name of letters, digits, - and _, or in quotes");
  EXPECT_EQ(error_of("[ a . \"b.c\" . 'd' ] # x\n[[e]]\nx = [\n[1],\n[ ]\n]\n"), "");
}

TEST(Toml, RefusesWhatIsNotAsciiOutsideOfStringsAndComments) {
  EXPECT_EQ(error_of("a = 1\nb =\xc2\xa0 2\n"), "f:2:4: only ASCII can stand here, outside of strings");
  EXPECT_NE(error_of("\xe2\x80\x83"), "");
  EXPECT_NE(error_of("[\xc3\xa4]"), "");
  EXPECT_EQ(error_of("a = '\xc3\xa4' # \xc3\xa4\nb = \"\"\"\n\xc3\xa4\\\"\"\"\"\n[\"\xc3\xa4\"]\n"), "");
}

TEST(Toml, RefusesAStringWithinAValue) {
  EXPECT_EQ(error_of("a = 2-0'\xc8\x96'"), "f:1:8: no string can stand here");
  for (const char* text : {"a = 'x' 'y'", "a = 1=\"x\"", "a = 1.'x'", "a = 1{'x'", "a = [1['x']]", "a = 1, 'x'",
                           "a 'x' = 1", "a = 3-/'x'", "a = 1]", "a = [1}", "{ a = 1 }"}) {
    EXPECT_NE(error_of(text), "") << text;
  }
  EXPECT_EQ(error_of("a = 1979-05-27T07:32:00.5-07:00\nb = +1e-3\nc = { d.e = 1, f = [[], [{}]] }\n"), "");
  EXPECT_EQ(error_of("'a' . \"b\" = ['x',\r\n'y', # z\n'z', { 'a' = 'b', c = [ 'd' ] }]\n\"q\" = 1\n"), "");
}

TEST(Toml, RefusesWhatIsNotAsciiBehindABackslash) {
  EXPECT_EQ(error_of("a = \"\"\"\\\t\xc8\x96\"\"\""), "f:1:10: only ASCII can follow a backslash");
  EXPECT_NE(error_of("a = \"\\\xc8\x96\""), "");
  EXPECT_EQ(error_of("a = \"\\\\ \xc8\x96\""), "");
  EXPECT_EQ(error_of("a = '\\\xc8\x96'"), "");
}

TEST(Toml, TellsWhereADocumentIsNone) {
  EXPECT_EQ(error_of("a = 1\na = 2\n").substr(0, 6), "f:2:5:");
  EXPECT_NE(error_of("a = \"open\n"), "");
  EXPECT_NE(error_of("a = '''open"), "");
  EXPECT_NE(error_of("a = \"\"\"open\\"), "");
}

}  // namespace
}  // namespace modtrail
