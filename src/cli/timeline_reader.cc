#include "cli/timeline_reader.h"

#include <algorithm>
#include <deque>
#include <iterator>
#include <utility>

#include "cli/log_inputs.h"
#include "modtrail/trail/live_trail.h"
#include "modtrail/trail/trail_source.h"

namespace modtrail {

namespace {

constexpr std::size_t kPiece = std::size_t{128} << 10;

// One that goes on where the last of its kind ended is the same stretch; serials are told by their numbers.
bool goes_on(const Loss& before, const Loss& loss) {
  if (loss.cause == LossCause::SerialGap) return false;
  return before.cause == loss.cause && before.node == loss.node && loss.since <= before.until;
}

class TimelineReader {
 public:
  TimelineReader(const HostNames& names, std::uint64_t now)
      : now_{now, 0},
        trail_({}, Ledger(RecordPath::Log, now_), names, [this](const ModuleEvent& event) { keep(event); }) {}

  Result<> read(const LogFile& log);
  Timeline finish();

 private:
  void keep(ModuleEvent event);
  void keep(const std::vector<Loss>& losses);

  Tick now_;  // a log is read in no time
  std::deque<ModuleEvent> events_;
  Timeline out_;
  LiveTrail trail_;
};

// The latest: the others make room.
void TimelineReader::keep(ModuleEvent event) {
  event.records.clear();
  events_.push_back(std::move(event));
  if (events_.size() <= Timeline::kMostEvents) return;
  events_.pop_front();
  ++out_.earlier;
}

void TimelineReader::keep(const std::vector<Loss>& losses) {
  for (const Loss& loss : losses) {
    if (!out_.gaps.empty() && goes_on(out_.gaps.back(), loss)) {
      Loss& before = out_.gaps.back();
      before.amount += loss.amount;
      before.times += loss.times;
      before.until = std::max(before.until, loss.until);
      before.last = loss.last;
    } else if (out_.gaps.size() < Timeline::kMostGaps) {
      out_.gaps.push_back(loss);
    } else {
      ++out_.more_gaps;
    }
  }
}

Result<> TimelineReader::read(const LogFile& log) {
  JournalTally tally;
  const std::unique_ptr<ByteSource> source = TRY(open_log(log.path, tally, [](std::uint64_t) {}));
  if (is_trail_name(log.path)) out_.gaps_told = GapsTold::No;
  std::vector<char> piece(kPiece);
  while (const std::size_t got = TRY(source->read(piece))) {
    trail_.push({piece.data(), got}, now_);
    keep(trail_.ledger().news(now_));
  }
  trail_.begin_file(now_);
  return {};
}

Timeline TimelineReader::finish() {
  trail_.finish();
  static_cast<void>(trail_.ledger().finish(now_));
  keep(trail_.ledger().news(now_));
  out_.events.assign(std::make_move_iterator(events_.begin()), std::make_move_iterator(events_.end()));
  if (out_.gaps_told == GapsTold::No) {
    out_.gaps.clear();
    out_.more_gaps = 0;
  }
  return std::move(out_);
}

}  // namespace

Result<Timeline> read_timeline(const std::vector<std::string>& operands, const HostNames& names, std::uint64_t now) {
  TimelineReader reader(names, now);
  for (const std::string& operand : operands) {
    for (const LogFile& log : TRY(log_files(operand))) TRY(reader.read(log));
  }
  return reader.finish();
}

}  // namespace modtrail
