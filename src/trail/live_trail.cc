#include "modtrail/trail/live_trail.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "trail/line_reader.h"

// The ledger counts records as they come, module events are handed out as they end: so after a stop the stream is read
// again from the first line that an open event still needs, and what was counted or handed out beyond that line is left
// out the second time.
namespace modtrail {
namespace {

constexpr std::size_t kMuchTold = 1024;

}  // namespace

struct LiveTrail::State {
  Ledger ledger;
  HostNames names;
  Sink sink;
  std::function<void(const Record&)> early;
  LineReader reader;
  Assembler assembler;
  std::uint64_t counted = 0;  // before it the ledger counts nothing
  std::uint64_t lines = 0;    // where lines come by themselves: their bytes
  std::uint64_t capped = 0;
  std::set<EventId> told_before;
  struct Told {
    EventId id;
    std::uint64_t end = 0;  // where its last record begins
  };
  std::vector<Told> told;

  State(const Bounds& bounds, Ledger account, HostNames host, Sink target)
      : ledger(std::move(account)),
        names(std::move(host)),
        sink(std::move(target)),
        assembler(bounds, [this](const Event& event) { take(event); }) {}

  std::uint64_t line_start() const { return lines > 0 ? lines : reader.line_start(); }
  std::uint64_t unfinished() const { return std::min(line_start(), assembler.first_open()); }
  void forget_told();
  void take(const Event& event);
  void line(std::string_view text, std::uint64_t position, Tick now);
  void count_capped();
};

void LiveTrail::State::take(const Event& event) {
  if (!is_module_event(event)) return;
  const auto module = module_event(event, names);
  if (!module) return;
  std::uint64_t end = 0;
  for (std::size_t i = 0; i < event.size(); ++i) end = std::max(end, event.position(i));
  told.push_back({event.id(), end});
  if (told_before.erase(event.id()) > 0) return;
  ledger.count_module_event();
  sink(*module);
}

// What no stop could have told again.
void LiveTrail::State::forget_told() {
  const std::uint64_t from = unfinished();
  std::erase_if(told, [&](const Told& each) { return each.end < from; });
}

void LiveTrail::State::line(std::string_view text, std::uint64_t position, Tick now) {
  if (text.empty() || text == "\r") return;
  assembler.advance(position);
  const auto record = parse_record(text);
  const bool counts = position >= counted;
  if (!record) {
    if (counts) ledger.torn();
    return;
  }
  if (counts) ledger.see(*record, now);
  if (early && is_module_record(*record)) early(*record);
  assembler.add(text, *record, position, now.steady);
}

void LiveTrail::State::count_capped() {
  for (; capped < assembler.counts().capped; ++capped) ledger.capped();
}

LiveTrail::LiveTrail(const Bounds& bounds, Ledger ledger, HostNames names, Sink sink)
    : state_(std::make_unique<State>(bounds, std::move(ledger), std::move(names), std::move(sink))) {}
LiveTrail::~LiveTrail() = default;

void LiveTrail::tell_early(std::function<void(const Record&)> early) {
  state_->early = std::move(early);
}

void LiveTrail::push(std::string_view bytes, Tick now) {
  state_->reader.push(bytes, [&](std::string_view text, std::uint64_t position) { state_->line(text, position, now); });
  tick(now);
}

void LiveTrail::begin_file(Tick now) {
  state_->reader.finish([&](std::string_view text, std::uint64_t position) { state_->line(text, position, now); });
}

void LiveTrail::add(std::string_view line, Tick now) {
  state_->line(line, state_->lines, now);
  state_->lines += line.size() + 1;
}

void LiveTrail::tick(Tick now) {
  state_->assembler.tick(now.steady);
  state_->count_capped();
  if (state_->told.size() > kMuchTold) state_->forget_told();
}

void LiveTrail::finish() {
  state_->assembler.finish();
  state_->count_capped();
}

Ledger& LiveTrail::ledger() {
  return state_->ledger;
}

std::uint64_t LiveTrail::position() const {
  return state_->reader.position();
}

std::uint64_t LiveTrail::counted() const {
  return std::max(state_->counted, state_->line_start());
}

std::uint64_t LiveTrail::unfinished() const {
  return state_->unfinished();
}

std::vector<EventId> LiveTrail::told() {
  state_->forget_told();
  std::vector<EventId> ids;
  for (const State::Told& told : state_->told) ids.push_back(told.id);
  return ids;
}

void LiveTrail::resume(std::uint64_t counted, std::vector<EventId> told) {
  state_->counted = counted;
  state_->told_before = {told.begin(), told.end()};
}

}  // namespace modtrail
