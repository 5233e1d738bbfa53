#pragma once

#include <cstdint>
#include <ctime>
#include <optional>
#include <string_view>

#include "modtrail/base/result.h"
#include "modtrail/trail/serials.h"

// Times as people write them on a command line.
namespace modtrail {

std::uint64_t milliseconds_of(clockid_t clock);
Tick tick();  // now

// Where a time that leaves something out begins (its first millisecond), or ends (its last).
enum class Edge : std::uint8_t { Start, End };

struct Clock {
  std::uint64_t now = 0;                // milliseconds since 1970
  std::optional<std::uint64_t> booted;  // likewise; nothing where it is another machine's log
};

// In milliseconds since 1970:
//   2026-11-28  2026-11-28T03:00  2026-11-28 03:00:07.250  and each with Z or +01:00; without, the process's time zone
//   @1795312729  @1795312729.576
//   90s ago, 10m ago, 2h ago, 3d ago, 1w ago; the unit may be written out
//   now recent (10 minutes ago) today yesterday this-week week-ago this-month this-year boot: as ausearch's --start;
//   days begin at midnight, weeks on Sunday
// Errors say which of these it is not.
Result<std::uint64_t> parse_time(std::string_view text, Edge edge, const Clock& clock);

}  // namespace modtrail
