#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cli/args.h"
#include "sink/log_sink.h"

namespace modtrail {

enum class WatchFrom : std::uint8_t { Log, Netlink, Audisp };
enum class WatchFormat : std::uint8_t { Text, Json, JsonRaw, Ecs, Ocsf };
enum class WatchUntil : std::uint8_t { Stopped, Read };   // Read: all that is there by now
enum class WatchStart : std::uint8_t { Now, Beginning };  // where there is no state

// A logger of this host, by its socket.
struct LoggerPlace {
  Logger logger = Logger::Syslog;
  std::string path;
};

// "syslog", "journald:/run/other/socket"; nothing for another word.
std::optional<LoggerPlace> parse_logger(const std::string& word);

struct WatchOptions {
  WatchFrom from = WatchFrom::Log;
  std::string log;       // of WatchFrom::Log
  bool own_log = false;  // it is this host's daemon's
  std::optional<std::string> state;
  WatchUntil until = WatchUntil::Stopped;
  WatchStart start = WatchStart::Now;
  std::uint64_t interval = 300000;  // milliseconds
  WatchFormat format = WatchFormat::Text;
  std::optional<std::string> output;
  std::uint64_t rotate = 0;  // bytes of the output at which it is moved away; 0: never
  unsigned keep = 8;         // so many that were moved away
  std::vector<LoggerPlace> loggers;
  std::optional<std::string> run_as;  // a user
  std::vector<std::string> on_alert;  // a command's words; none: nothing is run
  std::optional<std::string> into;
  std::uint64_t quota = 0;            // bytes that it may have
  std::optional<std::string> policy;  // a file
  std::optional<std::string> learn;   // likewise
};

// Errors: options that don't go together, numbers that are none.
Result<WatchOptions> read_watch_options(const Arguments& arguments);

}  // namespace modtrail
