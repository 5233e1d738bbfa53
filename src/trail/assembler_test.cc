#include "modtrail/trail/assembler.h"

#include <gtest/gtest.h>

#include <random>

#include "trail/log_maker.h"

namespace modtrail {
namespace {

using trail_test::line_of;
using trail_test::make_log;
using trail_test::Shown;

struct Assembled {
  std::vector<Shown> events;
  std::vector<TornLine> torn;
  Counts counts;
};

Assembled assemble(std::string_view log, const Bounds& bounds, std::size_t cut) {
  Assembled out;
  Assembler assembler(
      bounds, [&](const Event& event) { out.events.push_back(trail_test::show(event)); },
      [&](const TornLine& torn) { out.torn.push_back(torn); });
  for (std::size_t at = 0; at < log.size(); at += cut) assembler.push(log.substr(at, cut));
  assembler.finish();
  out.counts = assembler.counts();
  return out;
}

TEST(Assembler, JoinsInterleavedRecordsById) {
  const std::string log = line_of("SYSCALL", 1, 1) + line_of("SYSCALL", 1, 2) + line_of("CWD", 1, 1) +
                          line_of("CWD", 2, 1) + line_of("EOE", 1, 2) + line_of("PATH", 1, 1);
  const Assembled got = assemble(log, {}, log.size());
  ASSERT_EQ(got.events.size(), 3U);
  EXPECT_EQ(got.events[0].lines.size(), 1U);  // 2.000:1, whose last record is the earliest
  EXPECT_EQ(got.events[1].lines.size(), 2U);  // 1.000:2
  EXPECT_EQ(got.events[2].lines.size(), 3U);  // 1.000:1
  EXPECT_EQ(got.counts.records, 6U);
  EXPECT_EQ(got.counts.events, 3U);
}

TEST(Assembler, NodesAreTold) {
  const std::string log =
      "node=a " + line_of("SYSCALL", 1, 1) + "node=b " + line_of("SYSCALL", 1, 1) + "node=a " + line_of("CWD", 1, 1);
  const Assembled got = assemble(log, {}, 7);
  ASSERT_EQ(got.events.size(), 2U);
  EXPECT_EQ(got.events[0].id.node, "b");
  EXPECT_EQ(got.events[1].lines.size(), 2U);
}

TEST(Assembler, CutsBetweenAnyBytesChangeNothing) {
  const std::string log = make_log(3, 200);
  const Assembled whole = assemble(log, {}, log.size());
  for (const std::size_t cut : {1U, 2U, 3U, 64U, 1000U}) {
    const Assembled cut_up = assemble(log, {}, cut);
    EXPECT_EQ(cut_up.events, whole.events) << cut;
    EXPECT_EQ(cut_up.counts, whole.counts) << cut;
  }
}

TEST(Assembler, AGapEndsAnEvent) {
  Bounds bounds;
  bounds.gap = 300;
  const std::string filler = line_of("USER_CMD", 9, 9, std::string(200, 'x'));
  const std::string near = line_of("SYSCALL", 1, 1) + filler + line_of("CWD", 1, 1);
  EXPECT_EQ(assemble(near, bounds, 10).events.size(), 2U);
  const std::string far = line_of("SYSCALL", 1, 1) + filler + filler + line_of("CWD", 1, 1);
  EXPECT_EQ(assemble(far, bounds, 10).events.size(), 3U);
}

// The same grouping by hand, without a cap: every record joins the last event of its id that is near enough.
TEST(Assembler, EqualsGroupingByHand) {
  for (unsigned seed = 0; seed < 40; ++seed) {
    const std::string log = make_log(seed, 400);
    Bounds bounds;
    bounds.gap = seed % 2 == 0 ? 2000 : std::uint64_t{1} << 20;
    EXPECT_EQ(assemble(log, bounds, 1 + seed * 17).events, trail_test::group_by_hand(log, bounds.gap)) << seed;
  }
}

TEST(Assembler, TornLinesAreCountedWithTheirPlace) {
  const std::string first = line_of("SYSCALL", 1, 1);
  const std::string log =
      first + "junk\n\n" + "type=EOE msg=audit(1.000:x): \n" + std::string(70000, 'y') + "\ntype=EOE";
  const Assembled got = assemble(log, {}, 1000);
  ASSERT_EQ(got.torn.size(), 4U);
  EXPECT_EQ(got.torn[0].why, Torn::NoType);
  EXPECT_EQ(got.torn[0].line, 2U);
  EXPECT_EQ(got.torn[0].position, first.size());
  EXPECT_EQ(got.torn[1].why, Torn::BadSerial);
  EXPECT_EQ(got.torn[1].line, 4U);
  EXPECT_EQ(got.torn[2].why, Torn::TooLong);
  EXPECT_EQ(got.torn[3].why, Torn::NoStamp);
  EXPECT_EQ(got.torn[3].position, log.size() - 8);
  EXPECT_EQ(got.counts.lines, 6U);
  EXPECT_EQ(got.counts.records, 1U);
  EXPECT_EQ(got.counts.torn, 4U);
  EXPECT_EQ(got.counts.bytes, log.size());
}

struct Live {
  std::vector<Shown> events;
  Assembler assembler;
  explicit Live(const Bounds& bounds)
      : assembler(bounds, [this](const Event& event) { events.push_back(trail_test::show(event)); }) {}
};

TEST(Assembler, EoeEndsAnEvent) {
  Bounds bounds;
  bounds.end = EventEnd::Eoe;
  Live live(bounds);
  live.assembler.push(line_of("EOE", 1, 1));  // first: something is still to come
  EXPECT_TRUE(live.events.empty());
  live.assembler.push(line_of("SYSCALL", 1, 2) + line_of("EOE", 1, 2));
  ASSERT_EQ(live.events.size(), 1U);
  EXPECT_EQ(live.events[0].lines.size(), 2U);
}

TEST(Assembler, TheTitleEndsAnEventThatBeganWithItsCall) {
  Bounds bounds;
  bounds.end = EventEnd::Title;
  Live live(bounds);
  live.assembler.push(line_of("SYSCALL", 1, 1) + line_of("SYSCALL", 1, 2) + line_of("KERN_MODULE", 1, 1));
  EXPECT_TRUE(live.events.empty());
  live.assembler.push(line_of("PROCTITLE", 1, 1));
  ASSERT_EQ(live.events.size(), 1U);
  EXPECT_EQ(live.events[0].lines.size(), 3U);
  live.assembler.push(line_of("EOE", 1, 1));
  live.assembler.push(line_of("PROCTITLE", 1, 3) + line_of("SYSCALL", 1, 3));  // out of order: there may be more
  live.assembler.finish();
  ASSERT_EQ(live.events.size(), 3U) << "an EOE behind the end is no event";
  EXPECT_EQ(live.events[2].lines.size(), 2U);
}

TEST(Assembler, TimeCloses) {
  Bounds bounds;
  bounds.idle = 2000;
  Live live(bounds);
  live.assembler.push(line_of("SYSCALL", 1, 1), 10000);
  live.assembler.push(line_of("SYSCALL", 1, 2), 11000);
  live.assembler.tick(11999);
  EXPECT_TRUE(live.events.empty());
  live.assembler.tick(12000);
  EXPECT_EQ(live.events.size(), 1U);
  live.assembler.tick(13000);
  EXPECT_EQ(live.events.size(), 2U);
}

TEST(Assembler, ALargeEventKeepsItsCore) {
  Bounds bounds;
  bounds.event_bytes = 1000;
  std::string log;
  for (int i = 0; i < 10000; ++i) log += line_of("PATH", 1, 1);
  log += line_of("SYSCALL", 1, 1) + line_of("KERN_MODULE", 1, 1) + line_of("PATH", 1, 1);
  const Assembled got = assemble(log, bounds, 4096);
  ASSERT_EQ(got.events.size(), 1U);
  EXPECT_EQ(got.events[0].whole, Whole::Capped);
  EXPECT_EQ(got.events[0].lines.back(), "type=KERN_MODULE msg=audit(1.000:1): x=1");
  EXPECT_LT(got.events[0].lines.size(), 40U);
  EXPECT_EQ(got.counts.capped, 1U);
  EXPECT_EQ(got.counts.records, 10003U);
}

// kvm.ko's load left 1,543 records in one event: a PATH for each of its entries in tracefs.
TEST(Assembler, AnEventOfManyRecordsIsWholeAmongTwentyOthers) {
  const std::string path =
      "item=5 name=\"events/kvm/kvm_entry/enable\" inode=15973 dev=00:0d mode=0100640 ouid=0 ogid=0";
  std::string log = line_of("SYSCALL", 1, 1, "arch=c000003e syscall=313 success=yes exit=0");
  for (std::uint64_t i = 0; i < 1540; ++i) {
    log += line_of("PATH", 1, 1, path);
    if (i % 25 == 0) log += line_of(i % 2 == 0 ? "SYSCALL" : "PROCTITLE", 1, 2 + i / 25 % 20);
  }
  log += line_of("KERN_MODULE", 1, 1, "name=\"kvm\"") + line_of("PROCTITLE", 1, 1);
  const Assembled got = assemble(log, {}, 4096);
  ASSERT_EQ(got.events.size(), 21U);
  EXPECT_EQ(got.events.back().lines.size(), 1543U);
  EXPECT_EQ(got.events.back().whole, Whole::Yes);
  EXPECT_EQ(got.counts.capped, 0U);
}

TEST(Assembler, MemoryIsBounded) {
  Bounds bounds;
  bounds.gap = UINT64_MAX / 2;
  bounds.open_events = 100;
  std::string log;
  for (unsigned i = 0; i < 1000; ++i) log += line_of("SYSCALL", 1, i);
  const Assembled got = assemble(log, bounds, 4096);
  EXPECT_EQ(got.events.size(), 1000U);
  EXPECT_EQ(got.counts.capped, 900U);
  bounds.open_events = 1U << 20U;
  bounds.open_bytes = 10000;
  EXPECT_GT(assemble(log, bounds, 4096).counts.capped, 900U);
}

// The records that stand far before a module call's are dropped, so that the fast scan need not look for them.
TEST(Assembler, WhatStandsFarBeforeAModuleRecordIsDropped) {
  Bounds bounds;
  bounds.gap = 300;
  const std::string filler = line_of("USER_CMD", 9, 9, std::string(200, 'x'));
  const std::string log = line_of("CWD", 1, 1) + filler + line_of("PATH", 1, 1) + filler + line_of("KERN_MODULE", 1, 1);
  const Assembled got = assemble(log, bounds, 100);
  ASSERT_EQ(got.events.size(), 2U);
  EXPECT_EQ(got.events[1].lines.size(), 2U);
}

}  // namespace
}  // namespace modtrail
