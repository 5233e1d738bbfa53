#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "sink/delivery.h"
#include "sink/log_forms.h"
#include "sink/log_socket.h"

namespace modtrail {

enum class Logger : std::uint8_t { Syslog, Journald };
std::string_view name(Logger logger);          // "syslog"
std::string_view usual_socket(Logger logger);  // "/dev/log"

LogSender this_process();  // and its host

// Messages on their way to a logger of this host.  It never waits: what the logger does not take now is kept, up to a
// bound, behind which the oldest are given up and counted.
class LogSink {
 public:
  static constexpr std::size_t kMost = 4096;
  static constexpr std::size_t kMostBytes = std::size_t{4} << 20;
  static constexpr std::uint64_t kPatience = 500;  // milliseconds of no room: that is a failure

  // Errors: as LogSocket::open().
  static Result<LogSink> open(Logger logger, const std::string& path, LogSender sender);
  void add(const LogMessage& message, Tick now);
  void flush(Tick now);
  bool is_empty() const { return waiting_.empty(); }
  // Counts what still waits as lost: nobody will send it.
  void give_up(Tick now);
  std::optional<Delivery> news(Tick now) { return account_.news(now); }

 private:
  LogSink(Logger logger, LogSocket socket, LogSender sender);
  void drop_oldest();
  bool send_first(Tick now);

  Logger logger_;
  LogSocket socket_;
  LogSender sender_;
  DeliveryAccount account_;
  std::deque<std::string> waiting_;
  std::size_t bytes_ = 0;
  std::uint64_t no_room_since_ = 0;  // by the steady clock; 0: there was room
};

}  // namespace modtrail
