#include "sink/log_sink.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <vector>

#include "base/temporary_directory.h"

namespace modtrail {
namespace {

// A logger's end of a socket.
class Listener {
 public:
  explicit Listener(const std::string& path) : path_(path), socket_(::socket(AF_UNIX, SOCK_DGRAM, 0)) {
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
  }
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener() { ::unlink(path_.c_str()); }

  // What has come; of a file that was passed, its content.
  std::vector<std::string> take() {
    std::vector<std::string> out;
    std::vector<char> buffer(1 << 20);
    for (;;) {
      iovec part{buffer.data(), buffer.size()};
      alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> room = {};
      msghdr message = {};
      message.msg_iov = &part;
      message.msg_iovlen = 1;
      message.msg_control = room.data();
      message.msg_controllen = room.size();
      const ssize_t got = ::recvmsg(socket_.get(), &message, MSG_DONTWAIT);
      if (got < 0) return out;
      const cmsghdr* header = CMSG_FIRSTHDR(&message);
      if (header == nullptr) {
        out.emplace_back(buffer.data(), static_cast<std::size_t>(got));
        continue;
      }
      int descriptor = -1;
      std::memcpy(&descriptor, CMSG_DATA(header), sizeof descriptor);
      const Fd file(descriptor);
      ::lseek(file.get(), 0, SEEK_SET);
      out.push_back(read_descriptor(file.get(), "the file passed", 1 << 24).value_or("unreadable"));
    }
  }

 private:
  std::string path_;
  Fd socket_;
};

LogMessage numbered(std::size_t number) {
  return {LogSeverity::Notice, "event", 0, {}, "number " + std::to_string(number)};
}

Tick at(std::uint64_t milliseconds) {
  return {1700000000000 + milliseconds, 1000 + milliseconds};
}

LogSink sink_to(Logger logger, const std::string& path) {
  return LogSink::open(logger, path, {"h", 1}).value();
}

TEST(LogSink, WhatALoggerTakesIsToldOnceInOrder) {
  const TemporaryDirectory home;
  Listener listener(home / "socket");
  LogSink sink = sink_to(Logger::Syslog, home / "socket");
  for (std::size_t i = 0; i < 3; ++i) sink.add(numbered(i), at(0));
  sink.flush(at(0));
  const auto got = listener.take();
  ASSERT_EQ(got.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_TRUE(got[i].ends_with("] number " + std::to_string(i))) << got[i];
  EXPECT_TRUE(sink.is_empty());
  EXPECT_FALSE(sink.news(at(0)));
}

TEST(LogSink, ALoggerThatIsAwayIsToldOfAtOnceAndGetsItLater) {
  const TemporaryDirectory home;
  LogSink sink = sink_to(Logger::Journald, home / "socket");
  sink.add(numbered(0), at(0));
  sink.flush(at(0));
  const auto failing = sink.news(at(0));
  ASSERT_TRUE(failing);
  EXPECT_EQ(failing->state, DeliveryState::Failing);
  EXPECT_NE(failing->detail.find("no such file"), std::string::npos) << failing->detail;
  EXPECT_FALSE(sink.news(at(100)));
  sink.add(numbered(1), at(200));
  Listener listener(home / "socket");
  sink.flush(at(300));
  EXPECT_EQ(listener.take().size(), 2U);
  const auto working = sink.news(at(300));
  ASSERT_TRUE(working);
  EXPECT_EQ(working->state, DeliveryState::Working);
  EXPECT_EQ(working->late, 2U);
  EXPECT_EQ(working->lost, 0U);
  EXPECT_EQ(working->since, at(0).time);
  EXPECT_FALSE(sink.news(at(400)));
}

TEST(LogSink, ALoggerThatIsMadeAnewIsFoundAgain) {
  const TemporaryDirectory home;
  LogSink sink = sink_to(Logger::Journald, home / "socket");
  for (std::size_t turn = 0; turn < 3; ++turn) {
    Listener listener(home / "socket");
    sink.add(numbered(turn), at(turn));
    sink.flush(at(turn));
    EXPECT_EQ(listener.take().size(), 1U);
  }
}

TEST(LogSink, OneThatReadsNothingIsAFailureWithinASecondAndLosesTheOldestCounted) {
  const TemporaryDirectory home;
  Listener listener(home / "socket");
  LogSink sink = sink_to(Logger::Syslog, home / "socket");
  const std::size_t count = LogSink::kMost + 500;
  for (std::size_t i = 0; i < count; ++i) sink.add(numbered(i), at(0));  // 500 are given up before any is sent
  std::optional<Delivery> news = sink.news(at(0));
  ASSERT_TRUE(news);
  EXPECT_EQ(news->lost, 500U);
  sink.flush(at(0));
  sink.flush(at(600));
  std::size_t got = listener.take().size();
  EXPECT_GT(got, 0U);
  EXPECT_LT(got, count);
  for (std::uint64_t time = 700; !sink.is_empty(); time += 100) {
    sink.flush(at(time));
    got += listener.take().size();
  }
  sink.flush(at(100000));
  news = sink.news(at(100000));
  ASSERT_TRUE(news);
  EXPECT_EQ(news->state, DeliveryState::Working);
  EXPECT_EQ(got + news->lost, count);
}

TEST(LogSink, NoRoomForAWhileIsNoFailure) {
  const TemporaryDirectory home;
  Listener listener(home / "socket");
  LogSink sink = sink_to(Logger::Syslog, home / "socket");
  for (std::size_t i = 0; i < 4000; ++i) sink.add(numbered(i), at(0));
  for (std::uint64_t time = 0; !sink.is_empty(); time += 100) {
    sink.flush(at(time));
    listener.take();
  }
  EXPECT_FALSE(sink.news(at(60000)));
}

TEST(LogSink, WhatIsTooLargeForADatagramIsPassedToTheJournalAsAFile) {
  const TemporaryDirectory home;
  Listener listener(home / "socket");
  LogSink sink = sink_to(Logger::Journald, home / "socket");
  const std::string text(3 << 20, 'x');
  sink.add({LogSeverity::Notice, "event", 0, {}, text}, at(0));
  sink.flush(at(0));
  const auto got = listener.take();
  ASSERT_EQ(got.size(), 1U);
  EXPECT_NE(got[0].find(text), std::string::npos);
}

TEST(LogSink, WhatWaitsAtTheEndIsCountedAsLost) {
  const TemporaryDirectory home;
  LogSink sink = sink_to(Logger::Journald, home / "socket");
  for (std::size_t i = 0; i < 7; ++i) sink.add(numbered(i), at(0));
  sink.give_up(at(10));
  const auto news = sink.news(at(10));
  ASSERT_TRUE(news);
  EXPECT_EQ(news->lost, 7U);
}

TEST(LogSink, APathThatIsNoSocketsIsRefused) {
  EXPECT_FALSE(LogSink::open(Logger::Syslog, "", {"h", 1}));
  EXPECT_FALSE(LogSink::open(Logger::Syslog, "/" + std::string(200, 'x'), {"h", 1}));
}

}  // namespace
}  // namespace modtrail
