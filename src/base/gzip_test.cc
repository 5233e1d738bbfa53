#include "modtrail/base/gzip.h"

#include <gtest/gtest.h>

namespace modtrail {
namespace {

constexpr std::size_t kLimit = 1 << 20;

TEST(Gzip, UnpacksWhatItPacked) {
  for (const std::string& text : {std::string(), std::string("-D\n"), std::string(300000, 'x')}) {
    const Result<std::string> out = gunzip(gzip(text), kLimit);
    ASSERT_TRUE(out.has_value()) << out.error().message;
    EXPECT_EQ(*out, text);
  }
}

TEST(Gzip, ReadsSeveralMembersAsOne) {
  const Result<std::string> out = gunzip(gzip("-D\n") + gzip("-b 8192\n"), kLimit);
  ASSERT_TRUE(out.has_value()) << out.error().message;
  EXPECT_EQ(*out, "-D\n-b 8192\n");
}

TEST(Gzip, StopsAtTheLimit) {
  const std::string bomb = gzip(std::string(8 << 20, '\0'));
  EXPECT_LT(bomb.size(), 20000U);
  EXPECT_EQ(gunzip(bomb, kLimit).error().message, "more than 1048576 bytes when unpacked");
  EXPECT_TRUE(gunzip(gzip(std::string(100, 'x')), 100).has_value());
  EXPECT_FALSE(gunzip(gzip(std::string(101, 'x')), 100).has_value());
}

TEST(Gzip, RefusesWhatIsNone) {
  const std::string packed = gzip("-a always,exit -S init_module\n");
  for (std::size_t size = 0; size < packed.size(); ++size) {
    EXPECT_FALSE(gunzip(packed.substr(0, size), kLimit).has_value()) << size;
  }
  EXPECT_FALSE(gunzip("-D\n-b 8192\n", kLimit).has_value());
  EXPECT_FALSE(gunzip(packed + "rest", kLimit).has_value());
  std::string damaged = packed;
  damaged[damaged.size() - 6] ^= 1;
  EXPECT_FALSE(gunzip(damaged, kLimit).has_value());
}

}  // namespace
}  // namespace modtrail
