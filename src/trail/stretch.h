#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <variant>
#include <vector>

#include "modtrail/trail/parallel_search.h"

namespace modtrail {

// A place in the log: which file, and how many bytes into its lines.
struct SearchPlace {
  std::size_t part = 0;
  std::uint64_t offset = 0;
  auto operator<=>(const SearchPlace&) const = default;
};

// Where a stretch of the log begins: with the first line that begins at `own` or behind it.  Reading begins at `lead`,
// in the same file and `gap` bytes before that, or at the file's start.
struct Cut {
  SearchPlace own;
  std::uint64_t lead = 0;
};

// The first at the log's start.
std::vector<Cut> cut_log(const std::vector<SearchFile>& log, const ParallelBounds& bounds);

// What is found in a stretch, in order.
struct FoundEvent {
  SearchPlace last;  // of its last record: no other event has that
  Whole whole = Whole::Yes;
  std::optional<ModuleEvent> chosen;
};
struct FoundTorn {
  std::size_t part = 0;
  TornLine line;  // lines of the first file are counted from where the stretch begins
};
struct FoundTrouble {
  Error error;
};
struct StretchEnd {
  SearchPlace own_end;      // where the next one begins
  std::uint64_t lines = 0;  // of that file, that belong to this stretch
  Counts counts;
  std::uint64_t torn_entries = 0;
};
using Found = std::variant<FoundEvent, FoundTorn, FoundTrouble, StretchEnd>;

// Searches the stretch that begins at cuts[index].  It ends where the next begins; or, where that one's file proves
// shorter than its lead, where the one after that begins: the next one then finds nothing at all.  `found` gets the
// end last, unless that is so, and `is_wanted` is asked now and then.
struct Stretch {
  const std::vector<SearchFile>& log;
  const std::vector<Cut>& cuts;
  const OpenSearchFile& open;
  const Bounds& bounds;
  std::function<std::optional<ModuleEvent>(const Event&)> choose;
  std::function<void(Found)> found;
  std::function<bool()> is_wanted;
};
void search_stretch(const Stretch& stretch, std::size_t index);

}  // namespace modtrail
