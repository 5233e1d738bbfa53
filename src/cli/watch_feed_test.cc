#include "cli/watch_feed.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/temporary_directory.h"

namespace modtrail {
namespace {

std::string line_of(int serial) {
  return "type=SYSCALL msg=audit(1700000000.123:" + std::to_string(serial) +
         "): arch=c000003e syscall=59 success=yes\n";
}

void write(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
}

// A watch that is stopped between two files of a log goes on at the end of the first: of an empty one that comes next
// nothing is known by which it could be found again once it is moved, filled and packed.
TEST(LogFeed, StandsAtTheEndOfAFileUntilSomethingOfTheNextIsRead) {
  const TemporaryDirectory directory;
  const std::string log = directory / "audit.log";
  const std::string first = line_of(1) + line_of(2);
  write(log + ".2", first);
  write(log + ".1", "");
  write(log, line_of(3));
  WatchOptions options;
  options.log = log;
  options.start = WatchStart::Beginning;
  const auto feed = open_feed(options, nullptr);
  ASSERT_TRUE(feed.has_value()) << feed.error().message;
  LiveTrail trail(Bounds(), Ledger(RecordPath::Log, {1, 1}), HostNames(), [](const ModuleEvent&) {});
  ASSERT_TRUE((*feed)->feed(trail, {1, 1}).has_value());
  ASSERT_EQ(trail.position(), first.size() + line_of(3).size());

  const auto within = (*feed)->place(first.size() - 1);
  const auto between = (*feed)->place(first.size());
  ASSERT_TRUE(within && between);
  EXPECT_EQ(between->file.head_sha256, within->file.head_sha256);
  EXPECT_EQ(between->offset, first.size());
  const auto behind = (*feed)->place(first.size() + 1);
  ASSERT_TRUE(behind.has_value());
  EXPECT_NE(behind->file.head_sha256, within->file.head_sha256);
  EXPECT_EQ(behind->offset, 1U);
}

}  // namespace
}  // namespace modtrail
