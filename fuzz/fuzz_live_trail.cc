#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include "modtrail/trail/live_trail.h"

// Whatever a log holds: read in one go, or stopped anywhere and read on by another reader, the same module events are
// told and the same records, torn lines and missing serials counted.
namespace modtrail {
namespace {

constexpr Tick kNow = {1700000000000, 1};

struct Told {
  std::vector<EventId> events;
  std::uint64_t records = 0;
  std::uint64_t missing = 0;
  std::uint64_t torn = 0;
  bool operator==(const Told&) const = default;
};

void count(Ledger& ledger, Told& told) {
  const auto interval = ledger.finish(kNow);
  if (!interval) return;
  told.records += interval->records;
  for (const Loss& loss : interval->losses) {
    if (loss.cause == LossCause::SerialGap) told.missing += loss.amount;
    if (loss.cause == LossCause::TornLines) told.torn += loss.amount;
  }
}

Told read(std::string_view log, std::size_t stop) {
  Told told;
  const auto sink = [&](const ModuleEvent& event) { told.events.push_back(event.id); };
  LiveTrail first({}, Ledger(RecordPath::Log, kNow), HostNames(), sink);
  first.push(log.substr(0, stop), kNow);
  const std::uint64_t from = first.unfinished();
  if (from > stop || first.counted() < from) std::abort();
  LiveTrail second({}, Ledger::restored(RecordPath::Log, first.ledger().state(), kNow), HostNames(), sink);
  second.resume(first.counted() - from, first.told());
  second.push(log.substr(from), kNow);
  second.begin_file(kNow);
  second.finish();
  count(second.ledger(), told);
  std::sort(told.events.begin(), told.events.end());
  return told;
}

}  // namespace
}  // namespace modtrail

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view log(reinterpret_cast<const char*>(data) + 2, size - 2);
  const std::size_t stop = (std::size_t{data[0]} << 8U | data[1]) % (log.size() + 1);
  if (!(modtrail::read(log, 0) == modtrail::read(log, stop))) std::abort();
  return 0;
}
