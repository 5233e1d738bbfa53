#include "modtrail/trail/log_files.h"

#include <gtest/gtest.h>

namespace modtrail {
namespace {

using Names = std::vector<std::string>;

TEST(LogFiles, NumberedOnesAreTheOlderTheHigher) {
  EXPECT_EQ(oldest_first({"audit.log", "audit.log.1", "audit.log.10.gz", "audit.log.2.zst", "audit.log.9.xz"}),
            (Names{"audit.log.10.gz", "audit.log.9.xz", "audit.log.2.zst", "audit.log.1", "audit.log"}));
}

TEST(LogFiles, DatedOnesByTheirDate) {
  EXPECT_EQ(oldest_first({"audit.log", "audit.log-20240101.gz", "audit.log-20231231", "audit.log-2023123123",
                          "audit.log-20240101120000"}),
            (Names{"audit.log-20231231", "audit.log-2023123123", "audit.log-20240101.gz", "audit.log-20240101120000",
                   "audit.log"}));
}

TEST(LogFiles, OtherNamesAreNone) {
  EXPECT_EQ(oldest_first({"audit.log.old", "audit.log.", "audit.log-", "audit.log-2023", "xaudit.log",
                          "audit.log.1.bz2", "audit.log.-1", "audit.log.1x", "audit.logs", ".audit.log.1.swp",
                          "audit.log.99999999999999999999"}),
            Names{});
  EXPECT_EQ(oldest_first({}), Names{});
}

TEST(LogFiles, AllOfAPartAreNamed) {
  EXPECT_EQ(oldest_first({"audit.log.1", "audit.log.1.gz"}), (Names{"audit.log.1", "audit.log.1.gz"}));
}

}  // namespace
}  // namespace modtrail
