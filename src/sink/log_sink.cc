#include "sink/log_sink.h"

#include <unistd.h>

#include <array>

namespace modtrail {

std::string_view name(Logger logger) {
  switch (logger) {
    case Logger::Syslog:
      return "syslog";
    case Logger::Journald:
      return "journald";
  }
  return "";
}

std::string_view usual_socket(Logger logger) {
  switch (logger) {
    case Logger::Syslog:
      return "/dev/log";
    case Logger::Journald:
      return "/run/systemd/journal/socket";
  }
  return "";
}

LogSender this_process() {
  std::array<char, 256> host = {};
  const bool named = ::gethostname(host.data(), host.size() - 1) == 0;
  return {named ? host.data() : "", static_cast<std::uint32_t>(::getpid())};
}

LogSink::LogSink(Logger logger, LogSocket socket, LogSender sender)
    : logger_(logger),
      socket_(std::move(socket)),
      sender_(std::move(sender)),
      account_(std::string(name(logger)) + ":" + socket_.path()) {}

Result<LogSink> LogSink::open(Logger logger, const std::string& path, LogSender sender) {
  return LogSink(logger, TRY(LogSocket::open(path)), std::move(sender));
}

void LogSink::add(const LogMessage& message, Tick now) {
  waiting_.push_back(logger_ == Logger::Syslog ? syslog_form(message, sender_) : journald_form(message));
  bytes_ += waiting_.back().size();
  while (waiting_.size() > 1 && (waiting_.size() > kMost || bytes_ > kMostBytes)) {
    drop_oldest();
    account_.lost(1, "more came than it took", now);
  }
}

void LogSink::drop_oldest() {
  bytes_ -= waiting_.front().size();
  waiting_.pop_front();
}

void LogSink::give_up(Tick now) {
  account_.lost(waiting_.size(), "it took no more before the end", now);
  waiting_.clear();
  bytes_ = 0;
}

bool LogSink::send_first(Tick now) {
  const std::string& first = waiting_.front();
  const auto sent = logger_ == Logger::Journald ? socket_.send_or_pass(first) : socket_.send(first);
  if (!sent) {
    account_.failed(sent.error().message, now);
    return false;
  }
  if (*sent == LogSocket::Sent::NoRoom) {
    if (no_room_since_ == 0) no_room_since_ = now.steady;
    if (now.steady - no_room_since_ >= kPatience) account_.failed("it takes no more for now", now);
    return false;
  }
  no_room_since_ = 0;
  bytes_ -= first.size();
  waiting_.pop_front();
  return true;
}

void LogSink::flush(Tick now) {
  while (!waiting_.empty()) {
    if (!send_first(now)) return;
    if (account_.is_failing()) account_.late(1);
  }
  account_.worked(now);
}

}  // namespace modtrail
