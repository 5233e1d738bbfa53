#include "modtrail/trail/parallel_search.h"

#include <algorithm>
#include <atomic>
#include <deque>
#include <iterator>
#include <utility>
#include <variant>

#include "modtrail/base/parallel.h"
#include "trail/stretch.h"

// The log is cut into stretches, each for one thread.  A thread tells of the events that records in its stretch open:
// it looks at what stands up to `gap` before, for their earlier records, and reads on behind, until they have ended.
//
// It cannot know that a record which opens an event for it joined one of an earlier stretch.  But then that event's
// thread has read on as far, by the same rule: both end with the same record.  So of two events with the same last
// record the one of the earlier stretch is whole, and the other is dropped.
//
// Events are told in the order of their last records, as one thread would.  Those that ended behind their stretch wait
// until the stretches there have told theirs.
namespace modtrail {

namespace {

std::size_t size_of(const Found& found) {
  std::size_t bytes = sizeof(Found);
  const auto* event = std::get_if<FoundEvent>(&found);
  if (event == nullptr || !event->chosen) return bytes;
  for (const std::string& line : event->chosen->records) bytes += 2 * line.size();
  return bytes;
}

class Merge {
 public:
  Merge(const std::vector<SearchFile>& log, const ParallelSinks& sinks) : log_(log), sinks_(sinks) {}

  // The next stretch: whatever ended before `sure` can be told as it comes.
  void begin(SearchPlace sure) { sure_ = sure; }
  void take(FoundEvent&& event);
  void take(FoundTorn&& torn);
  void take(FoundTrouble&& trouble) { sinks_.unreadable(trouble.error); }
  void take(StretchEnd&& end);
  const ParallelCounts& counts() const { return counts_; }

 private:
  void tell_until(SearchPlace end);
  void tell(const FoundEvent& event);

  const std::vector<SearchFile>& log_;
  const ParallelSinks& sinks_;
  SearchPlace sure_;
  std::deque<FoundEvent> waiting_;  // of earlier stretches, in order
  std::vector<FoundEvent> held_;    // of this one, in order: they may have ended behind it
  SearchPlace began_;               // where this stretch began
  std::uint64_t lines_ = 0;         // of that file, before it
  ParallelCounts counts_;
};

void Merge::tell(const FoundEvent& event) {
  ++counts_.counts.events;
  if (event.whole == Whole::Capped) ++counts_.counts.capped;
  if (event.chosen) sinks_.event(*event.chosen);
}

void Merge::tell_until(SearchPlace end) {
  for (; !waiting_.empty() && waiting_.front().last < end; waiting_.pop_front()) tell(waiting_.front());
}

void Merge::take(FoundEvent&& event) {
  if (event.last >= sure_) {
    held_.push_back(std::move(event));
    return;
  }
  tell_until(event.last);
  const bool known = !waiting_.empty() && waiting_.front().last == event.last;
  if (!known) return tell(event);
  tell(waiting_.front());
  waiting_.pop_front();
}

void Merge::take(FoundTorn&& torn) {
  if (torn.part == began_.part) torn.line.line += lines_;
  sinks_.torn(log_[torn.part].name, torn.line);
}

void Merge::take(StretchEnd&& end) {
  std::deque<FoundEvent> all;
  const auto before = [](const FoundEvent& one, const FoundEvent& other) { return one.last < other.last; };
  std::set_union(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(waiting_.end()),
                 std::make_move_iterator(held_.begin()), std::make_move_iterator(held_.end()), std::back_inserter(all),
                 before);
  waiting_ = std::move(all);
  held_.clear();
  tell_until(end.own_end);
  lines_ = end.lines + (began_.part == end.own_end.part ? lines_ : 0);
  began_ = end.own_end;
  counts_.counts.bytes += end.counts.bytes;
  counts_.counts.lines += end.counts.lines;
  counts_.counts.records += end.counts.records;
  counts_.counts.torn += end.counts.torn;
  counts_.torn_entries += end.torn_entries;
}

}  // namespace

std::size_t count_stretches(const std::vector<SearchFile>& log, const ParallelBounds& bounds) {
  return cut_log(log, bounds).size();
}

ParallelCounts search_in_parallel(const std::vector<SearchFile>& log, const OpenSearchFile& open,
                                  const ParallelBounds& bounds, const ParallelSinks& sinks) {
  const std::vector<Cut> cuts = cut_log(log, bounds);
  std::atomic<bool> wanted = true;
  Lanes<Found> lanes(cuts.size(), bounds.waiting);
  const Workers workers(cuts.size(), bounds.jobs, [&](std::size_t i) {
    const auto put = [&lanes, i](Found found) {
      const std::size_t bytes = size_of(found);
      lanes.put(i, std::move(found), bytes);
    };
    search_stretch({log, cuts, open, bounds.events, sinks.choose, put, [&] { return wanted.load(); }}, i);
    lanes.close(i);
  });
  Merge merge(log, sinks);
  for (std::size_t i = 0; i < cuts.size() && wanted; ++i) {
    merge.begin(i + 1 < cuts.size() ? cuts[i + 1].own : SearchPlace{log.size(), 0});
    while (auto found = lanes.take(sinks.idle)) {
      std::visit([&](auto&& one) { merge.take(std::move(one)); }, std::move(*found));
      if (sinks.goes_on()) continue;
      wanted = false;
      lanes.stop();
      break;
    }
    sinks.idle();
  }
  return merge.counts();
}

}  // namespace modtrail
