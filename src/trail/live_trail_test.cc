#include "modtrail/trail/live_trail.h"

#include <gtest/gtest.h>

#include <optional>
#include <random>

#include "trail/log_maker.h"

namespace modtrail {
namespace {

constexpr std::uint64_t kIdle = 700;

Bounds live() {
  Bounds bounds;
  bounds.idle = kIdle;
  return bounds;
}

Ledger plain_ledger() {
  return Ledger(RecordPath::Log, {1, 1});
}

struct Reader {
  std::vector<EventId> seen;
  LiveTrail trail;
  explicit Reader(Ledger ledger = plain_ledger())
      : trail(live(), std::move(ledger), HostNames(), [this](const ModuleEvent& event) { seen.push_back(event.id); }) {}
};

std::string call(std::uint64_t serial) {
  return trail_test::line_of("SYSCALL", 5, serial, "arch=c000003e syscall=313 success=yes exit=0");
}

TEST(LiveTrail, HandsOutAnEventWhenItHasBeenQuiet) {
  Reader reader;
  reader.trail.push(call(1), {10, 10});
  reader.trail.push(trail_test::line_of("KERN_MODULE", 5, 1, "name=\"dummy\""), {600, 600});
  reader.trail.tick({1299, 1299});
  EXPECT_TRUE(reader.seen.empty());
  EXPECT_EQ(reader.trail.unfinished(), 0U);
  reader.trail.tick({1300, 1300});
  ASSERT_EQ(reader.seen.size(), 1U);
  EXPECT_EQ(reader.trail.unfinished(), reader.trail.position());
}

TEST(LiveTrail, TellsOfAModuleRecordAsItComes) {
  Reader reader;
  std::vector<std::uint32_t> early;
  reader.trail.tell_early([&](const Record& record) { early.push_back(record.serial); });
  const std::string line = call(1);
  reader.trail.push(trail_test::line_of("SYSCALL", 5, 2, "arch=c000003e syscall=59 success=yes exit=0"), {10, 10});
  reader.trail.push(line.substr(0, line.size() - 1), {10, 10});
  EXPECT_TRUE(early.empty()) << "its line has not ended";
  reader.trail.push("\n", {10, 10});
  EXPECT_EQ(early, std::vector<std::uint32_t>({1}));
  EXPECT_TRUE(reader.seen.empty());
}

// An open event is waited for by the steady clock: a wall clock that jumps a year ends none early, and none never.
TEST(LiveTrail, AWallClockThatJumpsEndsNoEvent) {
  constexpr std::uint64_t kYear = std::uint64_t{365} * 86400000;
  for (const std::uint64_t wall : {std::uint64_t{5}, 2 * kYear}) {
    Reader reader;
    reader.trail.push(call(1), {kYear, 10});
    reader.trail.tick({wall, 400});
    EXPECT_TRUE(reader.seen.empty());
    reader.trail.push(trail_test::line_of("KERN_MODULE", 5, 1, "name=\"dummy\""), {wall, 500});
    reader.trail.tick({wall, 1199});
    EXPECT_TRUE(reader.seen.empty());
    reader.trail.tick({wall, 1200});
    EXPECT_EQ(reader.seen.size(), 1U);
  }
}

TEST(LiveTrail, ALineWithoutItsEndStaysUnread) {
  Reader reader;
  const std::string line = call(1);
  reader.trail.push(line.substr(0, 40), {10, 10});
  EXPECT_EQ(reader.trail.position(), 40U);
  EXPECT_EQ(reader.trail.unfinished(), 0U);
  EXPECT_EQ(reader.trail.counted(), 0U);
  reader.trail.finish();
  EXPECT_TRUE(reader.seen.empty());
}

TEST(LiveTrail, TornLinesAreCounted) {
  Reader reader;
  reader.trail.push("type=SYSC\n\nwhatever\n", {10, 10});
  const auto interval = reader.trail.ledger().finish({20, 20});
  ASSERT_TRUE(interval.has_value());
  EXPECT_EQ(interval->losses[0].amount, 2U);
}

struct Stop {
  std::uint64_t from = 0;
  std::uint64_t counted = 0;
  std::vector<EventId> told;
  Ledger::State ledger;
};

// Reads the log in pieces and stops at some point, again and again; what is left behind is read by the next reader.
std::vector<EventId> read_with_stops(const std::string& log, unsigned seed, std::uint64_t& records) {
  std::mt19937 random(seed);
  std::vector<EventId> all;
  std::uint64_t base = 0;
  std::optional<Stop> stop;
  std::uint64_t clock = 10;
  while (base < log.size()) {
    Reader reader(stop ? Ledger::restored(RecordPath::Log, stop->ledger, {clock, clock}) : plain_ledger());
    if (stop) reader.trail.resume(stop->counted, stop->told);
    const unsigned pieces = 1 + random() % 8;
    bool ended = false;
    for (unsigned piece = 0; piece < pieces && !ended; ++piece) {
      clock += random() % 900;
      const std::size_t at = base + reader.trail.position();
      const std::size_t size = std::min<std::size_t>(1 + random() % 6000, log.size() - at);
      reader.trail.push(std::string_view(log).substr(at, size), {clock, clock});
      ended = at + size == log.size();
    }
    if (ended) {
      reader.trail.begin_file({clock, clock});
      reader.trail.finish();
    }
    all.insert(all.end(), reader.seen.begin(), reader.seen.end());
    const auto interval = reader.trail.ledger().finish({clock, clock});
    if (interval) records += interval->records;
    if (ended) return all;
    const std::uint64_t from = reader.trail.unfinished();
    stop = Stop{from, reader.trail.counted() - from, reader.trail.told(), reader.trail.ledger().state()};
    base += from;
  }
  return all;
}

// Every module event once, and every record counted once, wherever the reader is stopped.
TEST(LiveTrail, EachEventIsToldOnceAcrossStops) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    std::string log;
    std::uint64_t expected = 0;
    std::mt19937 random(seed);
    std::vector<std::string> open;  // lines of events that overlap
    std::vector<EventId> truth;
    for (std::uint32_t serial = 1; serial < 400; ++serial) {
      open.push_back(serial % 5 == 0 ? call(serial) : trail_test::line_of("SYSCALL", 5, serial));
      if (serial % 5 == 0) truth.push_back({"", 5000, serial});
      open.push_back(trail_test::line_of("PROCTITLE", 5, serial));
      while (open.size() > 6) {
        const auto pick = static_cast<std::ptrdiff_t>(random() % 3);
        log += open[static_cast<std::size_t>(pick)];
        open.erase(open.begin() + pick);
        ++expected;
      }
    }
    for (const std::string& line : open) log += line;
    expected += open.size();
    std::uint64_t records = 0;
    std::vector<EventId> told = read_with_stops(log, seed, records);
    std::sort(told.begin(), told.end());
    EXPECT_EQ(told, truth) << seed;
    EXPECT_EQ(records, expected) << seed;
  }
}

}  // namespace
}  // namespace modtrail
