#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/log_follower.h"
#include "modtrail/trail/event.h"
#include "modtrail/trail/ledger.h"

namespace modtrail {

// How far an output file was written when the rest of the state was true.
struct OutputPlace {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
};

// Where a watch stopped.
struct StoppedWatch {
  std::string source;             // what was watched: "log:/var/log/audit/audit.log", "netlink", "audisp"
  std::optional<LogPlace> place;  // of a log: from here it is read again
  std::uint64_t counted = 0;      // LiveTrail::resume
  std::vector<EventId> told;
  std::optional<OutputPlace> output;
  Ledger::State ledger;
};

std::string print_state(const StoppedWatch& state);
// Errors: not a state as print_state writes it.
Result<StoppedWatch> parse_state(std::string_view content);

}  // namespace modtrail
