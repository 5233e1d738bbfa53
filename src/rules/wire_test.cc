#include "modtrail/rules/wire.h"

#include <gtest/gtest.h>

#include <cstring>

namespace modtrail {
namespace {

constexpr std::size_t kFlags = 0;
constexpr std::size_t kAction = 4;
constexpr std::size_t kFieldCount = 8;
constexpr std::size_t kMask = 12;
constexpr std::size_t kFields = 268;
constexpr std::size_t kValues = 524;
constexpr std::size_t kFieldFlags = 780;
constexpr std::size_t kBuflen = 1036;
constexpr std::size_t kBuf = 1040;

std::uint32_t word(const std::vector<std::byte>& bytes, std::size_t at) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data() + at, sizeof(value));
  return value;
}

void put(std::vector<std::byte>& bytes, std::size_t at, std::uint32_t value) {
  std::memcpy(bytes.data() + at, &value, sizeof(value));
}

Rule sample() {
  Rule rule;
  rule.place = Place::Prepend;
  rule.mask.set(313);
  rule.fields = {{FieldId::Arch, Op::Equal, 0xC000003E, "", 0, 0},
                 {FieldId::Exe, Op::NotEqual, 0, "/usr/bin/kmod", 0, 0},
                 {FieldId::Key, Op::Equal, 0, "mod", 0, 0}};
  return rule;
}

std::string error_of(const std::vector<std::byte>& bytes) {
  const auto rule = decode_rule(bytes);
  return rule ? "" : rule.error().message;
}

TEST(Wire, LaysARuleOutAsTheKernelReadsIt) {
  const std::vector<std::byte> bytes = encode_rule(sample());
  ASSERT_EQ(bytes.size(), kBuf + 16);
  EXPECT_EQ(word(bytes, kFlags), 0x14U);
  EXPECT_EQ(word(bytes, kAction), 2U);
  EXPECT_EQ(word(bytes, kFieldCount), 3U);
  EXPECT_EQ(word(bytes, kMask + 4 * 9), 1U << 25);
  EXPECT_EQ(word(bytes, kFields + 4), 112U);
  EXPECT_EQ(word(bytes, kValues), 0xC000003EU);
  EXPECT_EQ(word(bytes, kValues + 4), 13U);
  EXPECT_EQ(word(bytes, kFieldFlags + 4), 0x30000000U);
  EXPECT_EQ(word(bytes, kBuflen), 16U);
  EXPECT_EQ(std::memcmp(bytes.data() + kBuf, "/usr/bin/kmodmod", 16), 0);
}

TEST(Wire, ReadsBackWhatItWrote) {
  const auto rule = decode_rule(encode_rule(sample()));
  ASSERT_TRUE(rule.has_value());
  EXPECT_TRUE(same_rule(*rule, sample()));
  EXPECT_EQ(key_of(*rule), "mod");
}

TEST(Wire, RefusesWhatLies) {
  const std::vector<std::byte> good = encode_rule(sample());
  EXPECT_EQ(error_of({good.begin(), good.begin() + 100}), "the rule is cut short");
  EXPECT_EQ(error_of({good.begin(), good.end() - 1}), "the rule's strings reach past its end");

  struct Lie {
    std::size_t at;
    std::uint32_t value;
    const char* part;
  };
  constexpr Lie kLies[] = {
      {kFlags, 2, "unknown list"},
      {kFlags, 0xFFFFFFFF, "unknown list"},
      {kAction, 3, "unknown action"},
      {kFieldCount, 65, "65 fields"},
      {kFieldCount, 0xFFFFFFFF, "fields"},
      {kFields, 250, "unknown field"},
      {kFieldFlags, 0x1, "operator"},
      {kValues + 4, 17, "past its end"},
      {kValues + 4, 0xFFFFFFFF, "past its"},
      {kBuflen, 0xFFFFFFFF, "past its end"},
      {kValues + 8, 2, "belong to no field"},
      {kFieldCount, 2, "belong to no field"},
  };
  for (const Lie& lie : kLies) {
    std::vector<std::byte> bytes = good;
    put(bytes, lie.at, lie.value);
    EXPECT_NE(error_of(bytes).find(lie.part), std::string::npos)
        << lie.at << " " << lie.value << " " << error_of(bytes);
  }
}

TEST(Wire, TakesSixtyFourFieldsAndNoMore) {
  Rule rule;
  rule.fields.assign(64, {FieldId::Pid, Op::Equal, 1, "", 0, 0});
  EXPECT_EQ(decode_rule(encode_rule(rule))->fields.size(), 64U);
}

TEST(Rule, EqualityIsTheKernels) {
  Rule other = sample();
  other.fields[0].column = 9;
  other.text = "as written";
  other.origin.line = 4;
  EXPECT_TRUE(same_rule(sample(), other));
  std::swap(other.fields[0], other.fields[1]);
  EXPECT_FALSE(same_rule(sample(), other));
  other = sample();
  other.place = Place::Append;
  EXPECT_FALSE(same_rule(sample(), other));
}

}  // namespace
}  // namespace modtrail
