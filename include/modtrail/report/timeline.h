#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "modtrail/trail/ledger.h"
#include "modtrail/trail/module_event.h"

namespace modtrail {

// Does the source of a timeline tell what is missing?  A sealed trail holds module events alone: its serials do not.
enum class GapsTold : std::uint8_t { Yes, No };

// What logs tell of the modules of the machine that was judged, in the order of time.
struct Timeline {
  static constexpr std::size_t kMostEvents = 1000;
  static constexpr std::size_t kMostGaps = 1000;

  std::vector<ModuleEvent> events;  // the latest kMostEvents, without the lines they stand in
  std::uint64_t earlier = 0;        // events before those
  std::vector<Loss> gaps;           // kMostGaps stretches in which something is, or may be, missing
  std::uint64_t more_gaps = 0;
  GapsTold gaps_told = GapsTold::Yes;
};

}  // namespace modtrail
