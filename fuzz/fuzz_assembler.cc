#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <set>

#include "log_mutator.h"
#include "modtrail/trail/assembler.h"

// Whatever a log holds, cut wherever it is: the same events come out, no record is in two of them, each is where it
// says it is, all of an event's have its id, and every line is counted as a record, as torn or as empty.
namespace modtrail {
namespace {

void expect(bool held) {
  if (!held) std::abort();
}

struct Seen {
  EventId id;
  Whole whole = Whole::Yes;
  std::vector<std::uint64_t> positions;
  bool operator==(const Seen&) const = default;
};

struct Result {
  std::vector<Seen> events;
  std::uint64_t torn = 0;
  Counts counts;
};

void check_event(const Event& event, std::string_view log, std::set<std::uint64_t>& taken) {
  expect(event.size() != 0);
  for (std::size_t i = 0; i < event.size(); ++i) {
    const Record record = event.record(i);
    expect(record.node == event.id().node && record.time == event.id().time && record.serial == event.id().serial);
    expect(log.substr(event.position(i), event.line(i).size()) == event.line(i));
    expect(taken.insert(event.position(i)).second);
  }
}

Result assemble(std::string_view log, const Bounds& bounds, std::size_t stretch) {
  Result result;
  std::set<std::uint64_t> taken;
  Assembler assembler(
      bounds,
      [&](const Event& event) {
        check_event(event, log, taken);
        Seen seen = {event.id(), event.whole(), {}};
        for (std::size_t i = 0; i < event.size(); ++i) seen.positions.push_back(event.position(i));
        result.events.push_back(std::move(seen));
      },
      [&](const TornLine& torn) {
        expect(torn.position < log.size());
        ++result.torn;
      });
  for (std::size_t at = 0; at < log.size(); at += stretch) assembler.push(log.substr(at, stretch));
  assembler.finish();
  result.counts = assembler.counts();
  return result;
}

void check(std::string_view log, const Bounds& bounds) {
  const Result whole = assemble(log, bounds, std::max<std::size_t>(log.size(), 1));
  for (const std::size_t stretch : {std::size_t{1}, std::size_t{13}, std::size_t{4096}}) {
    const Result cut = assemble(log, bounds, stretch);
    expect(cut.events == whole.events && cut.torn == whole.torn && cut.counts == whole.counts);
  }
  const auto feeds = static_cast<std::uint64_t>(std::count(log.begin(), log.end(), '\n'));
  const std::uint64_t lines = feeds + (log.empty() || log.ends_with('\n') ? 0 : 1);
  std::uint64_t records = 0;
  std::uint64_t capped = 0;
  for (const Seen& event : whole.events) {
    records += event.positions.size();
    capped += event.whole == Whole::Capped ? 1 : 0;
  }
  const Counts& counts = whole.counts;
  expect(counts.bytes == log.size() && counts.lines == lines && counts.torn == whole.torn);
  expect(counts.records + counts.torn <= counts.lines);
  expect(counts.events == whole.events.size() && counts.capped == capped);
  expect(records <= counts.records);
  expect(capped != 0 || bounds.end == EventEnd::Title || records == counts.records);
}

}  // namespace
}  // namespace modtrail

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  modtrail::check(bytes, {});
  const std::string log = modtrail::log_of(bytes.substr(0, 200));
  modtrail::check(log, {});
  modtrail::Bounds small;
  small.gap = 2000;
  small.event_bytes = 600;
  small.open_bytes = 3000;
  small.open_events = 4;
  modtrail::check(log, small);
  small.end = modtrail::EventEnd::Eoe;
  modtrail::check(log, small);
  small.end = modtrail::EventEnd::Title;
  modtrail::check(log, small);
  return 0;
}
