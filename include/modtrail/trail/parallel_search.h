#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "modtrail/base/byte_source.h"
#include "modtrail/trail/assembler.h"
#include "modtrail/trail/journal.h"
#include "modtrail/trail/module_event.h"

// A search for module events by several threads: over many files, and within one.  What it tells, and in which order,
// is what Search with Select::Modules would (src/trail/parallel_search.cc says how), but where events are let go early
// for want of memory (Whole::Capped): there it may be another one that is cut short.
namespace modtrail {

enum class SearchFileKind : std::uint8_t {
  Lines,  // as they lie there: reading can begin anywhere
  Packed  // or a journal: reading begins at the start
};

struct SearchFile {
  std::string name;
  std::uint64_t size = 0;
  SearchFileKind kind = SearchFileKind::Packed;
};

// A file's bytes from `offset` on, which is 0 where it is packed.  Called by any thread, and more than once.
// The tally outlives the source.
using OpenSearchFile =
    std::function<Result<std::unique_ptr<ByteSource>>(std::size_t part, std::uint64_t offset, JournalTally& tally)>;

struct ParallelSinks {
  // By any thread: what is to be told of an event, if anything.
  std::function<std::optional<ModuleEvent>(const Event&)> choose;
  // By the thread that searches, in order.
  std::function<void(const ModuleEvent&)> event;
  std::function<void(const std::string& file, const TornLine&)> torn;  // positions are of no use here
  std::function<void(const Error&)> unreadable;                        // a file, from there on
  std::function<void()> idle;                                          // now and then
  std::function<bool()> goes_on;                                       // false: nothing more is wanted
};

struct ParallelBounds {
  Bounds events;
  unsigned jobs = 1;
  std::uint64_t least = std::uint64_t{16} << 20;  // bytes of a stretch of the log, for one thread
  std::size_t waiting = std::size_t{1} << 20;     // bytes of events that a thread may be ahead with
};

struct ParallelCounts {
  Counts counts;
  std::uint64_t torn_entries = 0;  // of journals
};

// Into how many stretches the log would be cut: with one there is nothing to win.
std::size_t count_stretches(const std::vector<SearchFile>& log, const ParallelBounds& bounds);

ParallelCounts search_in_parallel(const std::vector<SearchFile>& log, const OpenSearchFile& open,
                                  const ParallelBounds& bounds, const ParallelSinks& sinks);

}  // namespace modtrail
