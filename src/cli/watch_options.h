#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/args.h"

namespace modtrail {

enum class WatchFrom : std::uint8_t { Log, Netlink, Audisp };
enum class WatchFormat : std::uint8_t { Text, Json, JsonRaw, Ecs, Ocsf };
enum class WatchUntil : std::uint8_t { Stopped, Read };   // Read: all that is there by now
enum class WatchStart : std::uint8_t { Now, Beginning };  // where there is no state

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
  std::optional<std::string> into;
  std::uint64_t quota = 0;            // bytes that it may have
  std::optional<std::string> policy;  // a file
  std::optional<std::string> learn;   // likewise
};

// Errors: options that don't go together, numbers that are none.
Result<WatchOptions> read_watch_options(const Arguments& arguments);

}  // namespace modtrail
