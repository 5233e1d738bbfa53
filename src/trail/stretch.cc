#include "trail/stretch.h"

#include <algorithm>
#include <utility>

#include "trail/module_scan.h"

namespace modtrail {

namespace {

// A stretch is read from the byte before its lead: the line that is begun in the middle is then out of every event's
// reach.
constexpr std::uint64_t kBefore = 1;

// A source that ends where nothing more is wanted.
class WantedSource final : public ByteSource {
 public:
  WantedSource(std::unique_ptr<ByteSource> source, const std::function<bool()>& is_wanted)
      : source_(std::move(source)), is_wanted_(is_wanted) {}
  Result<std::size_t> read(std::span<char> to) override { return is_wanted_() ? source_->read(to) : 0; }
  Result<std::string_view> view(std::size_t back) override {
    return is_wanted_() ? source_->view(back) : Result<std::string_view>(std::string_view());
  }

 private:
  std::unique_ptr<ByteSource> source_;
  const std::function<bool()>& is_wanted_;
};

class StretchSearch {
 public:
  StretchSearch(const Stretch& stretch, std::size_t index)
      : stretch_(stretch),
        next_(index + 1),
        scan_(stretch.bounds, {[this](const Event& event) { take(event); },
                               [this](const TornLine& line) {
                                 stretch_.found(FoundTorn{part_, line});
                               },
                               nullptr}) {}

  void run(const Cut& cut, std::size_t index);

 private:
  void begin_file(std::size_t part, std::uint64_t offset);
  void read_file(std::uint64_t offset);
  void end_file();
  void take(const Event& event);
  SearchPlace place_of(std::uint64_t position) const;

  struct Base {
    std::size_t part = 0;
    std::uint64_t position = 0;
    std::uint64_t offset = 0;  // of the byte at that position
  };

  const Stretch& stretch_;
  std::size_t next_;  // of the cuts, the one where this stretch ends
  std::size_t part_ = 0;
  std::vector<Base> bases_;
  StretchEnd end_;
  bool ended_ = false;
  ModuleScan scan_;
};

void StretchSearch::run(const Cut& cut, std::size_t index) {
  const std::uint64_t offset = cut.lead - std::min(cut.lead, kBefore);
  if (index > 0) scan_.lead(cut.own.offset - offset);
  begin_file(cut.own.part, offset);
  read_file(offset);
  if (scan_.phase() == ModuleScan::Phase::Lead) return;
  for (std::size_t part = cut.own.part + 1; part < stretch_.log.size() && !scan_.is_done(); ++part) {
    begin_file(part, 0);
    read_file(0);
  }
  scan_.finish();
  end_.counts = scan_.counts();
  if (!ended_) end_.own_end = {stretch_.log.size(), 0};
  stretch_.found(end_);
}

void StretchSearch::begin_file(std::size_t part, std::uint64_t offset) {
  part_ = part;
  bases_.push_back({part, scan_.position(), offset});
  if (next_ < stretch_.cuts.size() && stretch_.cuts[next_].own.part == part) {
    scan_.end_own_at(scan_.position() + stretch_.cuts[next_].own.offset - offset);
  }
}

void StretchSearch::read_file(std::uint64_t offset) {
  JournalTally tally;
  auto source = stretch_.open(part_, offset, tally);
  Result<> read;
  if (source) {
    WantedSource wanted(std::move(*source), stretch_.is_wanted);
    read = scan_.read(wanted);
  } else {
    read = tl::unexpected(source.error());
  }
  if (scan_.phase() == ModuleScan::Phase::Own) {
    end_.torn_entries += tally.torn;
    if (!read) stretch_.found(FoundTrouble{read.error()});
    scan_.end_own_at(UINT64_MAX);
    while (next_ < stretch_.cuts.size() && stretch_.cuts[next_].own.part == part_) ++next_;
  }
  if (scan_.phase() == ModuleScan::Phase::After && !ended_) {
    ended_ = true;
    end_.own_end = stretch_.cuts[next_].own;
    end_.lines = scan_.line();
  }
}

SearchPlace StretchSearch::place_of(std::uint64_t position) const {
  const auto after =
      std::find_if(bases_.rbegin(), bases_.rend(), [&](const Base& base) { return base.position <= position; });
  return {after->part, position - after->position + after->offset};
}

void StretchSearch::take(const Event& event) {
  stretch_.found(FoundEvent{place_of(event.last_position()), event.whole(), stretch_.choose(event)});
}

// About so many stretches for each thread, so that none is idle for long; and not more, since each looks a little
// beyond its own, and a log can be made in which it must look far.
constexpr std::uint64_t kStretches = 4;

bool can_begin_in(const SearchFile& part, std::uint64_t gap) {
  return part.size > 2 * gap;
}

}  // namespace

std::vector<Cut> cut_log(const std::vector<SearchFile>& log, const ParallelBounds& bounds) {
  std::uint64_t total = 0;
  for (const SearchFile& part : log) total += part.size;
  const std::uint64_t gap = bounds.events.gap;
  const std::uint64_t wanted = std::max({bounds.least, total / (kStretches * bounds.jobs), 2 * gap});
  std::vector<Cut> cuts = {{}};
  std::uint64_t since = 0;  // bytes since the last cut
  for (std::size_t part = 0; part < log.size(); ++part) {
    if (part > 0 && since >= wanted && can_begin_in(log[part], gap)) {
      cuts.push_back({{part, gap}, 0});
      since = 0;
    }
    std::uint64_t from = 0;
    for (; log[part].kind == SearchFileKind::Lines && log[part].size - from > wanted + wanted / 2; from += wanted) {
      cuts.push_back({{part, from + wanted}, from + wanted - gap});
      since = 0;
    }
    since += log[part].size - from;
  }
  return cuts;
}

void search_stretch(const Stretch& stretch, std::size_t index) {
  StretchSearch(stretch, index).run(stretch.cuts[index], index);
}

}  // namespace modtrail
