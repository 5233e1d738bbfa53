#include "cli/stopped_watch.h"

#include <gtest/gtest.h>

#include "modtrail/base/sha256.h"

namespace modtrail {
namespace {

StoppedWatch sample() {
  StoppedWatch state;
  state.source = "log:/var/log/audit/audit.log";
  state.place = LogPlace{{1, 2, 3, 64, "00ff"}, 5000};
  state.counted = 700;
  state.told = {{"web1", 1700000000123, 45}, {"", 1700000000124, 4294967295U}};
  state.output = OutputPlace{6, 7, 8};
  state.ledger.account = KernelAccount{9, 400, 1, "b"};
  Serials::State serials;
  serials.highest = 4294967400U;
  serials.time = 1700000000124;
  serials.restart = 5;
  serials.holes = {{4294967390U, 4294967391U, 1, 2, 0}};
  state.ledger.last_record = 12;
  state.ledger.current.since = 3;
  state.ledger.current.records = 4;
  state.ledger.current.losses = {{LossCause::SerialGap, 3, 1, 2, "web1", "why", 5, 8, 2}};
  state.ledger.nodes = {{"web1", serials}};
  return state;
}

TEST(StoppedWatch, ReadsWhatItWrote) {
  const std::string text = print_state(sample());
  const Result<StoppedWatch> again = parse_state(text);
  ASSERT_TRUE(again.has_value()) << again.error().message;
  EXPECT_EQ(print_state(*again), text);
  EXPECT_EQ(again->told, sample().told);
  EXPECT_EQ(again->place->offset, 5000U);
  EXPECT_EQ(print_state(StoppedWatch()), print_state(*parse_state(print_state(StoppedWatch()))));
}

TEST(StoppedWatch, RefusesWhatItDidNotWrite) {
  std::string text = print_state(sample());
  EXPECT_FALSE(parse_state("").has_value());
  EXPECT_FALSE(parse_state("{}").has_value());
  EXPECT_FALSE(parse_state(text.replace(text.find("state/1"), 7, "state/2")).has_value());
}

TEST(StoppedWatch, RefusesEachTruncationAndEachChangedByte) {
  const std::string whole = print_state(sample());
  for (std::size_t at = 0; at < whole.size(); ++at) {
    EXPECT_FALSE(parse_state(whole.substr(0, at)).has_value()) << "cut at " << at;
    for (const unsigned mask : {0x01U, 0x20U, 0x80U}) {
      std::string changed = whole;
      changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ mask);
      EXPECT_FALSE(parse_state(changed).has_value()) << "byte " << at << " mask " << mask;
    }
  }
}

// As another version might: its hash is right, a member is not there or of another kind.
TEST(StoppedWatch, RefusesAStateThatLacksAMember) {
  const std::string whole = print_state(sample());
  for (const std::string_view piece : {"\"counted\":700,", "\"inode\":2,", "\"told\":", "\"highest\":4294967400,"}) {
    std::string text = whole;
    text.replace(text.find(piece), piece.size(), "\"x\":1,");
    const std::size_t sum = text.find(",\"sha256\"");
    text.replace(sum + 11, 64, sha256_hex(text.substr(0, sum)));
    const auto state = parse_state(text);
    ASSERT_FALSE(state.has_value()) << piece;
    EXPECT_EQ(state.error().message.find("cut off"), std::string::npos) << state.error().message;
  }
}

}  // namespace
}  // namespace modtrail
