#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "modtrail/trail/event.h"

// Records into events, by (node, time, serial) alone: interleaved, out of order, with or without EOE, records of any
// type.  An event is handed out, in the order of the events' last records, when
//   - the log has gone on for `gap` bytes since its last record;
//   - `idle` milliseconds have passed since its last record came (a live log);
//   - the record came that ends it, where the stream keeps their order (EventEnd);
//   - memory is short: then it is Capped.
// A record that comes later than that begins a new event of the same id.
namespace modtrail {

// The kernel writes a SYSCALL record first, PROCTITLE behind all others, and EOE behind that (kernel/auditsc.c
// audit_log_exit); auditd keeps that order, and writes no EOE.
enum class EventEnd : std::uint8_t {
  Quiet,  // no record ends an event
  Eoe,    // after another of its records
  Title,  // PROCTITLE, in an event that began with SYSCALL; an EOE by itself is then none
};

struct Bounds {
  std::uint64_t gap = std::uint64_t{512} << 10;
  std::uint64_t idle = 0;  // 0: time closes nothing
  EventEnd end = EventEnd::Quiet;
  std::size_t event_bytes = std::size_t{512} << 10;  // of one event; what comes then is dropped but for the few records
                                                     // that tell of a module call
  std::size_t open_bytes = std::size_t{3} << 20;     // of memory, all open events together
  std::size_t open_events = std::size_t{1} << 13;
};

struct TornLine {
  std::uint64_t position = 0;  // of the first byte
  std::uint64_t line = 0;      // from 1, since the last begin()
  Torn why = Torn::NoType;
};

struct Counts {
  std::uint64_t bytes = 0;
  std::uint64_t lines = 0;    // empty ones too
  std::uint64_t records = 0;  // lines with a head
  std::uint64_t torn = 0;     // lines without, other than empty ones: lines = records + torn + empty
  std::uint64_t events = 0;   // handed out
  std::uint64_t capped = 0;   // of these, Capped
  bool operator==(const Counts&) const = default;
};

class Assembler {
 public:
  using EventSink = std::function<void(const Event&)>;  // the event is gone when it returns
  using TornSink = std::function<void(const TornLine&)>;

  Assembler(const Bounds& bounds, EventSink events, TornSink torn = nullptr);
  Assembler(Assembler&&) noexcept;
  Assembler& operator=(Assembler&&) noexcept;
  ~Assembler();

  // The next file of the same log: the line that was open ends here, lines are counted from 1 again.  Positions go on.
  void begin();
  // The next bytes, cut anywhere.  `now` in milliseconds, of any clock that does not go back.
  void push(std::string_view bytes, std::uint64_t now = 0);
  // One line without its feed, at `position`; for readers that know their lines already (netlink, journal, sealed
  // trail, the fast scan).  Positions may go back by less than `gap`.
  void add(std::string_view line, const Record& record, std::uint64_t position, std::uint64_t now = 0);
  // Has the record an event that it would join?
  bool is_open(const Record& record, std::uint64_t position) const;
  // Time has passed, or the log has gone on to `position` with nothing for us in it.
  void tick(std::uint64_t now);
  void advance(std::uint64_t position);
  // Nothing more comes: the last line ends, every open event is handed out.
  void finish();

  std::uint64_t position() const;  // of the next byte
  // The first position of what is still open; UINT64_MAX where nothing is.
  std::uint64_t first_open() const;
  const Counts& counts() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace modtrail
