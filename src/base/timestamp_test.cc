#include "modtrail/base/timestamp.h"

#include <gtest/gtest.h>

#include <limits>

namespace modtrail {
namespace {

TEST(Timestamp, IsRfc3339InUtc) {
  EXPECT_EQ(timestamp(0), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(timestamp(1700000000123), "2023-11-14T22:13:20.123Z");
  EXPECT_EQ(timestamp(951782399999), "2000-02-28T23:59:59.999Z");
  EXPECT_EQ(timestamp(951782400000), "2000-02-29T00:00:00.000Z");
  EXPECT_EQ(timestamp(253402300799999), "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(timestamp(std::numeric_limits<std::uint64_t>::max()), "9999-12-31T23:59:59.999Z");
}

}  // namespace
}  // namespace modtrail
