#include "modtrail/trail/record_clock.h"

#include <gtest/gtest.h>

namespace modtrail {
namespace {

constexpr std::string_view kLog =
    "type=SYSCALL msg=audit(1000.100:1): arch=c000003e\n"
    "no record\n"
    "node=a.host type=DAEMON_START msg=audit(2000.500:9): op=start\n"
    "type=CONFIG_CHANGE msg=audit(1999.250:2): op=add_rule\n"
    "type=SYSCALL msg=audit(3000.000:3): arch=c000003e";

std::optional<std::uint64_t> first_of(std::string_view log, std::uint64_t from, std::size_t piece) {
  RecordClock clock(from);
  for (; !log.empty(); log.remove_prefix(std::min(piece, log.size()))) clock.add(log.substr(0, piece));
  return clock.first();
}

TEST(RecordClock, TakesTheEarliestInPiecesOfAnySize) {
  for (std::size_t piece = 1; piece <= kLog.size(); ++piece) {
    EXPECT_EQ(first_of(kLog, 0, piece), 1000100U) << piece;
    EXPECT_EQ(first_of(kLog, 1500000, piece), 1999250U) << piece;
    EXPECT_EQ(first_of(std::string(kLog) + "\n", 2000501, piece), 3000000U) << piece;
    EXPECT_EQ(first_of(kLog, 3000001, piece), std::nullopt) << piece;
  }
}

TEST(RecordClock, ReadsNoTimeThatIsNone) {
  for (const char* line :
       {"type=A msg=audit(1.5:1): \n", "type=A msg=audit(x.500:1): \n", "type=A msg=audit(1.500 1): \n",
        "type=A msg=audit(99999999999999.500:1): \n", "type=A msg=audit(\n"}) {
    EXPECT_EQ(first_of(line, 0, 1000), std::nullopt) << line;
  }
  EXPECT_EQ(first_of(std::string(500, 'x') + " msg=audit(1.500:1): \n", 0, 7), std::nullopt);
}

}  // namespace
}  // namespace modtrail
