#include <gtest/gtest.h>

#include "rules/numbers.h"
#include "rules/options.h"
#include "rules/tokens.h"

namespace modtrail {
namespace {

struct Number {
  const char* text;
  int base;
  Sign sign;
  std::uint64_t value;
  std::size_t used;
  bool overflow;
};

TEST(Numbers, AreReadAsCReadsThem) {
  constexpr std::uint64_t kMax = 18446744073709551615U;
  constexpr Number kNumbers[] = {
      {"10", 0, Sign::Unsigned, 10, 2, false},
      {"010", 0, Sign::Unsigned, 8, 3, false},
      {"0x10", 0, Sign::Unsigned, 16, 4, false},
      {"0x", 0, Sign::Unsigned, 0, 1, false},
      {"0xg", 0, Sign::Unsigned, 0, 1, false},
      {"08", 0, Sign::Unsigned, 0, 1, false},
      {"", 0, Sign::Unsigned, 0, 0, false},
      {"x", 0, Sign::Unsigned, 0, 0, false},
      {" \t12", 0, Sign::Unsigned, 12, 4, false},
      {"+7", 0, Sign::Unsigned, 7, 2, false},
      {"-1", 0, Sign::Unsigned, kMax, 2, false},
      {"-1", 0, Sign::Signed, kMax, 2, false},
      {"c000003e", 16, Sign::Unsigned, 0xC000003E, 8, false},
      {"0xc000003e", 16, Sign::Unsigned, 0xC000003E, 10, false},
      {"18446744073709551615", 0, Sign::Unsigned, kMax, 20, false},
      {"18446744073709551616", 0, Sign::Unsigned, kMax, 20, true},
      {"9223372036854775808", 0, Sign::Signed, 9223372036854775807U, 19, true},
      {"-9223372036854775808", 0, Sign::Signed, 9223372036854775808U, 20, false},
      {"-9223372036854775809", 0, Sign::Signed, 9223372036854775808U, 20, true},
  };
  for (const Number& number : kNumbers) {
    const Scanned scanned = scan_number(number.text, number.base, number.sign);
    EXPECT_EQ(scanned.value, number.value) << number.text;
    EXPECT_EQ(scanned.used, number.used) << number.text;
    EXPECT_EQ(scanned.overflow, number.overflow) << number.text;
  }
}

std::string words_of(std::string_view line) {
  Words words;
  const Dialect dialect{Machine{}};
  if (!split_words(line, dialect, words)) return "none";
  std::string text;
  for (const Token& token : words.tokens) {
    text += std::to_string(token.column) + "+" + std::to_string(token.width) + ":" + std::string(token.text) + "|";
  }
  return text + (words.overflow ? "..." : "");
}

TEST(Words, ArePartedBySpacesOnly) {
  EXPECT_EQ(words_of("  ab   cd "), "3+2:ab|8+2:cd|");
  EXPECT_EQ(words_of("ab\tcd\r"), "1+6:ab\tcd\r|");
  EXPECT_EQ(words_of("x a\\ b\\\\ c"), "1+1:x|3+6:a b\\|10+1:c|");
  EXPECT_EQ(words_of("x a\\b \\"), "1+1:x|3+3:a\\b|7+1:\\|");
  EXPECT_EQ(words_of("a b c d e f"), "1+1:a|3+1:b|5+1:c|7+1:d|...");
  EXPECT_EQ(words_of(" # x"), "none");
  EXPECT_EQ(words_of("   "), "none");
}

// Letters in the order getopt hands them out, then what is left.
std::string options_of(std::string_view line) {
  Words words;
  const Dialect dialect{Machine{}};
  split_words(line, dialect, words);
  OptionReader reader(words.tokens, dialect);
  Option option;
  std::string text;
  while (reader.next(option)) {
    if (option.letter != 0) text += option.letter;
    if (option.letter == 0) text += "--" + std::to_string(static_cast<int>(option.long_option));
    if (!option.argument.empty()) text += "(" + std::string(option.argument) + ")";
  }
  text += "/";
  for (std::size_t i = reader.index(); i < reader.count(); ++i) text += std::string(reader.word(i)->text) + ",";
  return text;
}

TEST(Options, ComeAsGetoptGivesThem) {
  EXPECT_EQ(options_of("-a always,exit -Sopen"), "a(always,exit)S(open)/");
  EXPECT_EQ(options_of("one -i two -c three"), "ic/one,two,three,");
  EXPECT_EQ(options_of("-ict x"), "ict/x,");
  EXPECT_EQ(options_of("-ie1 -- -c x"), "ie(1)/-c,x,");
  EXPECT_EQ(options_of("one -- -c"), "/one,-c,");
  EXPECT_EQ(options_of("- -i"), "i/-,");
  EXPECT_EQ(options_of("-k -S"), "k(-S)/");
  EXPECT_EQ(options_of("-z -k"), std::string(2, '?') + "/");
  EXPECT_EQ(options_of("--sig HUP --back=5"), "--6(HUP)--3(5)/");
  EXPECT_EQ(options_of("--reset --reset-lost=1 --help --s"), std::string(4, '?') + "/");
}

}  // namespace
}  // namespace modtrail
