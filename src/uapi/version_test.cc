#include "modtrail/uapi/version.h"

#include <gtest/gtest.h>

namespace modtrail {
namespace {

TEST(Version, Reads) {
  EXPECT_EQ(parse_version("1:3.0.9-1"), (Version{3, 0, 9}));
  EXPECT_EQ(parse_version("6.1.0-56-amd64"), (Version{6, 1, 0}));
  EXPECT_EQ(parse_version("6.12.117+deb12-cloud-amd64"), (Version{6, 12, 117}));
  EXPECT_EQ(parse_version("5.14"), (Version{5, 14, 0}));
  EXPECT_EQ(parse_version("30+20221128-1"), (Version{30, 0, 0}));
  EXPECT_EQ(parse_version("4."), (Version{4, 0, 0}));
  for (const char* bad : {"", "v3", "-1", ".5", ":3", "1:", "99999999999", "3.99999999999"}) {
    EXPECT_EQ(parse_version(bad), std::nullopt) << bad;
  }
}

TEST(Version, OrdersAndPrints) {
  EXPECT_LT((Version{3, 1, 9}), (Version{3, 1, 10}));
  EXPECT_LT((Version{3, 9, 9}), (Version{4, 0, 0}));
  EXPECT_EQ(to_string(Version{3, 0, 9}), "3.0.9");
}

}  // namespace
}  // namespace modtrail
