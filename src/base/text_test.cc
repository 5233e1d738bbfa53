#include "modtrail/base/text.h"

#include <gtest/gtest.h>

#include "modtrail/base/utf8.h"

namespace modtrail {
namespace {

using Pieces = std::vector<std::string_view>;

TEST(Text, SplitKeepsEmptyPieces) {
  EXPECT_EQ(split("a,b,,c", ','), (Pieces{"a", "b", "", "c"}));
  EXPECT_EQ(split("", ','), Pieces{""});
  EXPECT_EQ(split(",", ','), (Pieces{"", ""}));
}

TEST(Text, TrimTakesBlanksAndTabsOnly) {
  EXPECT_EQ(trim(" \t a b\t "), "a b");
  EXPECT_EQ(trim("a\r"), "a\r");
  EXPECT_EQ(trim(" \t"), "");
}

TEST(Text, CaseIsAscii) {
  EXPECT_EQ(lower("AbZ\xC3\x84"), "abz\xC3\x84");
  EXPECT_TRUE(equal_ignoring_case("Finit_MODULE", "finit_module"));
  EXPECT_FALSE(equal_ignoring_case("finit", "finit_module"));
}

TEST(Text, NumbersAreWholeAndBounded) {
  EXPECT_EQ(parse_number("0"), 0U);
  EXPECT_EQ(parse_number("18446744073709551615"), 18446744073709551615U);
  EXPECT_EQ(parse_number("ff", 16), 255U);
  for (const char* bad : {"", "-1", "+1", " 1", "1 ", "1x", "18446744073709551616", "0x10"}) {
    EXPECT_EQ(parse_number(bad), std::nullopt) << bad;
  }
}

TEST(Text, NearestIsNearEnoughToBeMeant) {
  const Pieces names = {"init_module", "finit_module", "delete_module"};
  EXPECT_EQ(nearest("finit_modul", names), "finit_module");
  EXPECT_EQ(nearest("fniit_module", names), "finit_module");
  EXPECT_EQ(nearest("INIT_MODULE", names), "init_module");
  EXPECT_EQ(nearest("openat", names), std::nullopt);
  EXPECT_EQ(nearest("", names), std::nullopt);
  EXPECT_EQ(nearest(std::string(100000, 'a'), names), std::nullopt);
  EXPECT_EQ(nearest("x", {"a"}), std::nullopt);
}

TEST(Text, PrintableShowsWhatATerminalWouldObey) {
  EXPECT_EQ(printable("caf\xC3\xA9 \\ \"x\""), "caf\xC3\xA9 \\ \"x\"");
  EXPECT_EQ(printable("a\x1B[31m\n\t\x7F"), "a\\x1b[31m\\x0a\\x09\\x7f");
  EXPECT_EQ(printable("\xC2\x9B"), "\\xc2\\x9b");           // C1 CSI
  EXPECT_EQ(printable("\xE2\x80\xAE"), "\\xe2\\x80\\xae");  // right-to-left override
  EXPECT_EQ(printable("\xC0\xAF\xED\xA0\x80"), "\\xc0\\xaf\\xed\\xa0\\x80");
  EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
}

TEST(Utf8, DecodesWhatItEncodes) {
  for (const char32_t value : {U'a', U'\u00E9', U'\u20AC', U'\U0001F512', U'\U0010FFFF'}) {
    std::string bytes;
    append_utf8(bytes, value);
    const auto point = decode_utf8(bytes);
    ASSERT_TRUE(point.has_value());
    EXPECT_EQ(point->value, value);
    EXPECT_EQ(point->bytes, bytes.size());
    EXPECT_FALSE(decode_utf8(bytes.substr(0, bytes.size() - 1)).has_value());
  }
}

TEST(Utf8, RefusesIllFormed) {
  for (const char* bad : {"\x80", "\xC0\x80", "\xE0\x80\x80", "\xED\xBF\xBF", "\xF4\x90\x80\x80", "\xFF"}) {
    EXPECT_FALSE(decode_utf8(bad).has_value());
  }
  EXPECT_FALSE(decode_utf8("").has_value());
}

}  // namespace
}  // namespace modtrail
