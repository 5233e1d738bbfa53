#include "modtrail/trail/assembler.h"

#include <algorithm>
#include <utility>

#include "modtrail/trail/module_event.h"
#include "trail/line_reader.h"
#include "trail/open_events.h"

// Open events stand in a line by their latest record, so what the log has left behind is always at its head, and events
// come out in the order of their last records.  That order, and what belongs to an event, depend on the positions of
// its own records alone: an assembler that is shown only some events' records hands out those same events
// (src/trail/module_scan.cc lives on that).
namespace modtrail {

namespace {

constexpr int kSyscall = 1300;
constexpr int kEoe = 1320;
constexpr int kProctitle = 1327;

// What tells of a module call, and so is kept of an event that is too large: SYSCALL, CWD, EXECVE, PROCTITLE,
// KERN_MODULE.
bool is_core(int type) {
  return type == 1300 || type == 1307 || type == 1309 || type == 1327 || type == 1330;
}

constexpr std::size_t kCoreRecords = 64;  // of such an event: one of each, and an EXECVE in many parts

// Does the record that came last end the event?
bool is_over(const Event& event, int type, EventEnd end) {
  switch (end) {
    case EventEnd::Quiet:
      return false;
    case EventEnd::Eoe:
      return type == kEoe && event.size() > 1;
    case EventEnd::Title:
      return type == kProctitle && event.size() > 0 && event.type(0) == kSyscall;
  }
  return false;
}

}  // namespace

struct Assembler::State {
  Bounds bounds;
  EventSink events;
  TornSink torn;
  Counts counts;
  LineReader reader;
  OpenEvents open;
  std::size_t open_bytes = 0;
  std::uint64_t line = 0;
  std::uint64_t end = 0;  // of the log, as far as it is known

  void take_line(std::string_view text, std::uint64_t position, std::uint64_t now);
  void add(std::string_view text, const Record& record, std::uint64_t position, std::uint64_t now);
  void append(OpenEvent& event, std::string_view text, const Record& record, std::uint64_t position);
  void hand_out(std::uint32_t slot);
  void advance(std::uint64_t position);
  void tick(std::uint64_t now);
  void make_room();
};

void Assembler::State::hand_out(std::uint32_t slot) {
  Event& event = open[slot].event;
  open.fetch_next(slot);
  event.trim(bounds.gap);
  ++counts.events;
  if (event.whole() == Whole::Capped) ++counts.capped;
  open_bytes -= event.memory();
  event.add_margin();
  events(event);
  open.close(slot);
}

void Assembler::State::append(OpenEvent& event, std::string_view text, const Record& record, std::uint64_t position) {
  Event& into = event.event;
  into.last_position_ = std::max(into.last_position_, position);
  const bool core = is_core(record.type);
  if (into.bytes() + text.size() > bounds.event_bytes) {
    into.whole_ = Whole::Capped;
    if (!core || event.core_records >= kCoreRecords) return;
  }
  if (core) ++event.core_records;
  const std::size_t before = into.memory();
  into.append(text, record, position);
  open_bytes += into.memory() - before;
}

void Assembler::State::add(std::string_view text, const Record& record, std::uint64_t position, std::uint64_t now) {
  ++counts.records;
  std::uint32_t slot = open.find(record);
  if (slot != OpenEvents::kNone && open[slot].event.last_position() + bounds.gap < position) {
    advance(position);
    slot = OpenEvents::kNone;
  }
  if (slot != OpenEvents::kNone) {
    open.touch(slot);
  } else if (record.type == kEoe && bounds.end == EventEnd::Title) {
    return;
  } else {
    slot = open.open(record);
    open_bytes += open[slot].event.memory();
  }
  append(open[slot], text, record, position);
  open[slot].last_time = now;
  if (is_over(open[slot].event, record.type, bounds.end)) return hand_out(slot);
  make_room();
}

void Assembler::State::make_room() {
  while ((open_bytes > bounds.open_bytes || open.size() > bounds.open_events) && open.size() > 1) {
    open[open.oldest()].event.whole_ = Whole::Capped;
    hand_out(open.oldest());
  }
}

void Assembler::State::advance(std::uint64_t position) {
  end = std::max(end, position);
  while (open.size() > 0 && open[open.oldest()].event.last_position() + bounds.gap < end) hand_out(open.oldest());
}

void Assembler::State::tick(std::uint64_t now) {
  if (bounds.idle == 0) return;
  while (open.size() > 0 && open[open.oldest()].last_time + bounds.idle <= now) hand_out(open.oldest());
}

void Assembler::State::take_line(std::string_view text, std::uint64_t position, std::uint64_t now) {
  ++line;
  ++counts.lines;
  if (text.empty() || text == "\r") return;
  advance(position);
  Record record;
  const auto why = read_record(text, record);
  if (!why) return add(text, record, position, now);
  ++counts.torn;
  if (torn) torn({position, line, *why});
}

Assembler::Assembler(const Bounds& bounds, EventSink events, TornSink torn) : state_(std::make_unique<State>()) {
  state_->bounds = bounds;
  state_->events = std::move(events);
  state_->torn = std::move(torn);
}
Assembler::Assembler(Assembler&&) noexcept = default;
Assembler& Assembler::operator=(Assembler&&) noexcept = default;
Assembler::~Assembler() = default;

void Assembler::begin() {
  state_->reader.finish([&](std::string_view text, std::uint64_t position) { state_->take_line(text, position, 0); });
  state_->line = 0;
}

void Assembler::push(std::string_view bytes, std::uint64_t now) {
  state_->counts.bytes += bytes.size();
  state_->tick(now);
  state_->reader.push(bytes,
                      [&](std::string_view text, std::uint64_t position) { state_->take_line(text, position, now); });
}

void Assembler::add(std::string_view line, const Record& record, std::uint64_t position, std::uint64_t now) {
  state_->tick(now);
  state_->add(line, record, position, now);
}

bool Assembler::is_open(const Record& record, std::uint64_t position) const {
  const std::uint32_t slot = state_->open.find(record);
  return slot != OpenEvents::kNone && state_->open[slot].event.last_position() + state_->bounds.gap >= position;
}

void Assembler::tick(std::uint64_t now) {
  state_->tick(now);
}

void Assembler::advance(std::uint64_t position) {
  state_->advance(position);
}

void Assembler::finish() {
  begin();
  while (state_->open.size() > 0) state_->hand_out(state_->open.oldest());
}

std::uint64_t Assembler::position() const {
  return state_->reader.position();
}

std::uint64_t Assembler::first_open() const {
  std::uint64_t first = UINT64_MAX;
  state_->open.each([&](const OpenEvent& open) {
    if (open.event.size() > 0) first = std::min(first, open.event.position(0));
  });
  return first;
}

const Counts& Assembler::counts() const {
  return state_->counts;
}

}  // namespace modtrail
