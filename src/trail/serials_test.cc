#include "modtrail/trail/serials.h"

#include <gtest/gtest.h>

namespace modtrail {
namespace {

constexpr std::uint64_t kStart = 1700000000000;

// Each serial a millisecond after the one before.
class Stream {
 public:
  Serials::Order see(std::uint32_t serial) {
    ++now_;
    return serials_.see(serial, kStart + now_, at());
  }
  void see_range(std::uint32_t first, std::uint32_t last) {
    for (std::uint32_t serial = first; serial != last + 1; ++serial) see(serial);
  }
  void wait(std::uint64_t milliseconds) { now_ += milliseconds; }
  std::uint64_t missing() {
    std::uint64_t count = 0;
    for (const SerialGap& gap : serials_.settle(at())) count += gap.count;
    return count;
  }
  Tick at() const { return {kStart + now_, now_}; }
  Serials& serials() { return serials_; }

 private:
  Serials serials_;
  std::uint64_t now_ = 0;
};

TEST(Serials, WhatComesLaterIsNotMissing) {
  Stream stream;
  stream.see_range(100, 200);
  stream.see_range(335, 500);
  EXPECT_EQ(stream.missing(), 0U);
  EXPECT_TRUE(stream.serials().waits());
  stream.see_range(201, 334);
  EXPECT_FALSE(stream.serials().waits());
}

TEST(Serials, WhatHasBeenLeftFarBehindIsMissing) {
  Stream stream;
  stream.see_range(1, 10);
  stream.see_range(14, 1036);
  EXPECT_EQ(stream.missing(), 0U) << "1023 serials later";
  stream.see(1037);
  EXPECT_EQ(stream.missing(), 0U) << "too early";
  stream.wait(2000);
  stream.see(1038);
  const auto gaps = stream.serials().settle(stream.at());
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_EQ(gaps[0].first, 11U);
  EXPECT_EQ(gaps[0].last, 13U);
  EXPECT_EQ(gaps[0].count, 3U);
  EXPECT_EQ(gaps[0].since, kStart + 10);
  EXPECT_EQ(gaps[0].until, kStart + 11);
  EXPECT_EQ(stream.missing(), 0U) << "each is told once";
}

TEST(Serials, OnAQuietMachinePatienceEnds) {
  Stream stream;
  stream.see(7);
  stream.see(9);
  stream.wait(9999);
  EXPECT_EQ(stream.missing(), 0U);
  stream.wait(1);
  EXPECT_EQ(stream.missing(), 1U);
}

TEST(Serials, AWrapIsNoGap) {
  Stream stream;
  stream.see_range(4294967290U, 4294967295U);
  stream.see_range(1, 20);
  EXPECT_FALSE(stream.serials().waits());
  Stream with_zero;
  with_zero.see_range(4294967290U, 4294967295U);
  with_zero.see_range(0, 20);
  EXPECT_FALSE(with_zero.serials().waits());
  Stream across;
  across.see(4294967294U);
  across.see(3);
  across.wait(10000);
  EXPECT_EQ(across.missing(), 3U) << "4294967295, 1, 2";
}

TEST(Serials, ABootBeginsAnew) {
  Stream stream;
  stream.see_range(5, 50);
  stream.serials().may_restart(stream.at().time);
  EXPECT_EQ(stream.see(4), Serials::Order::Rebooted);
  stream.see_range(5, 60);
  stream.wait(10000);
  EXPECT_EQ(stream.missing(), 3U) << "1 to 3 of the second boot";
}

TEST(Serials, AHoleOfTheBootBeforeIsNotForgotten) {
  Stream stream;
  stream.see(100);
  stream.see(103);
  stream.serials().may_restart(stream.at().time);
  EXPECT_EQ(stream.see(1), Serials::Order::Rebooted);
  EXPECT_EQ(stream.see(2), Serials::Order::Usual);
  stream.wait(10000);
  EXPECT_EQ(stream.missing(), 2U);
}

TEST(Serials, ADaemonThatStartsAgainIsNoBoot) {
  Stream stream;
  stream.see_range(5, 50);
  stream.serials().may_restart(stream.at().time);
  stream.see_range(51, 60);
  EXPECT_EQ(stream.see(55), Serials::Order::Usual) << "a further record of the same event";
  EXPECT_FALSE(stream.serials().waits());
}

TEST(Serials, ABootShowsByItsNumbersAlone) {
  Stream stream;
  stream.see_range(3000000000U, 3000000100U);
  EXPECT_EQ(stream.see(1), Serials::Order::Rebooted);
}

TEST(Serials, GoesOnAcrossARestart) {
  Stream stream;
  stream.see(10);
  stream.see(13);
  Serials later = Serials::restored(stream.serials().state(), {kStart, 5});
  later.see(11, kStart + 3, {kStart + 3, 6});
  const auto gaps = later.settle_all();
  ASSERT_EQ(gaps.size(), 1U);
  EXPECT_EQ(gaps[0].first, 12U);
  EXPECT_EQ(gaps[0].count, 1U);
}

}  // namespace
}  // namespace modtrail
