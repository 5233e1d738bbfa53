#include "cli/live_feeds.h"

#include <gtest/gtest.h>
#include <linux/netlink.h>
#include <sys/socket.h>

#include <array>
#include <cstring>
#include <string>
#include <vector>

namespace modtrail {
namespace {

constexpr std::uint16_t kSyscall = 1300;
constexpr std::size_t kLargest = 32768;  // that is read; a kernel's records are below 9,000 bytes

std::string message(const std::string& text, std::size_t told) {
  nlmsghdr header = {};
  header.nlmsg_len = static_cast<std::uint32_t>(sizeof header + told);
  header.nlmsg_type = kSyscall;
  std::string out(sizeof header, '\0');
  std::memcpy(out.data(), &header, sizeof header);
  return out + text;
}

std::string call(std::uint32_t serial, std::size_t size = 0) {
  std::string text =
      "audit(1700000000.123:" + std::to_string(serial) + "): arch=c000003e syscall=313 success=yes exit=0 x=";
  if (text.size() < size) text.resize(size, 'x');
  return message(text, text.size());
}

// A watch of the multicast group, its socket one end of a pair: what is sent comes as the kernel's.
struct Group {
  std::array<int, 2> ends = {-1, -1};
  std::vector<std::uint64_t> seen;
  std::unique_ptr<LiveTrail> trail;
  std::unique_ptr<WatchFeed> feed;

  Group() {
    EXPECT_EQ(::socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()), 0);
    feed = netlink_feed(KernelRecords(Fd(ends[0])));
    trail = std::make_unique<LiveTrail>(Bounds(), Ledger(RecordPath::Multicast, {1, 1}), HostNames(),
                                        [this](const ModuleEvent& event) { seen.push_back(event.id.serial); });
    trail->ledger().account({0, 400, 1, "boot"}, {1, 1});
  }
  Group(const Group&) = delete;
  Group& operator=(const Group&) = delete;
  ~Group() { ::close(ends[1]); }

  void send(const std::string& datagram) const {
    ASSERT_EQ(::send(ends[1], datagram.data(), datagram.size(), 0), static_cast<ssize_t>(datagram.size()));
  }
  TrailInterval take() {
    EXPECT_TRUE(feed->feed(*trail, {10, 10}).has_value());
    trail->finish();
    trail->ledger().account({0, 400, 1, "boot"}, {20, 20});
    return trail->ledger().finish({20, 20}).value_or(TrailInterval());
  }
};

std::uint64_t torn(const TrailInterval& interval) {
  std::uint64_t out = 0;
  for (const Loss& loss : interval.losses) out += loss.cause == LossCause::TornLines ? loss.amount : 0;
  return out;
}

TEST(NetlinkFeed, ARecordAsLongAsTheBufferIsWhole) {
  Group group;
  group.send(call(1, kLargest - sizeof(nlmsghdr)));
  const TrailInterval interval = group.take();
  EXPECT_EQ(interval.verdict, Completeness::Unknown) << "as ever of the group";
  EXPECT_EQ(torn(interval), 0U);
  EXPECT_EQ(group.seen, std::vector<std::uint64_t>{1});
}

TEST(NetlinkFeed, ARecordLongerThanTheBufferMakesTheIntervalIncomplete) {
  Group group;
  group.send(call(1));
  group.send(call(2, kLargest - sizeof(nlmsghdr) + 1));
  group.send(call(3, 2 * kLargest));
  group.send(call(4));
  const TrailInterval interval = group.take();
  EXPECT_EQ(interval.verdict, Completeness::Incomplete);
  EXPECT_EQ(torn(interval), 2U);
  EXPECT_EQ(interval.records, 2U);
  EXPECT_EQ(group.seen, (std::vector<std::uint64_t>{1, 4})) << "half a record is none";
}

TEST(NetlinkFeed, WhatIsNoMessageMakesTheIntervalIncomplete) {
  const std::string whole = call(1);
  for (const std::string& bad : {message("audit(", 4096), message("", 0).substr(0, 7), std::string(16, '\0')}) {
    Group group;
    group.send(bad);
    group.send(whole);
    const TrailInterval interval = group.take();
    EXPECT_EQ(interval.verdict, Completeness::Incomplete);
    EXPECT_EQ(torn(interval), 1U);
    EXPECT_EQ(group.seen, std::vector<std::uint64_t>{1});
  }
}

// Nothing else came in that time: it is an interval all the same.
TEST(NetlinkFeed, ARecordCutOffByItselfIsTold) {
  Group group;
  group.send(call(1, 2 * kLargest));
  const TrailInterval interval = group.take();
  EXPECT_EQ(interval.verdict, Completeness::Incomplete);
  EXPECT_EQ(torn(interval), 1U);
  EXPECT_EQ(interval.records, 0U);
}

}  // namespace
}  // namespace modtrail
