#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "modtrail/trail/assembler.h"
#include "modtrail/trail/host_names.h"
#include "modtrail/trail/ledger.h"
#include "modtrail/trail/module_event.h"

// A stream of records as it grows: module events and the ledger out of it, and from where on it would have to be read
// again after a stop, so that each event is told once.
namespace modtrail {

class LiveTrail {
 public:
  using Sink = std::function<void(const ModuleEvent&)>;
  LiveTrail(const Bounds& bounds, Ledger ledger, HostNames names, Sink sink);
  LiveTrail(LiveTrail&&) = delete;
  ~LiveTrail();
  // To be told of each record that makes its event a module event as it comes, long before the event ends.
  void tell_early(std::function<void(const Record&)> early);

  // The next bytes of a log, cut anywhere.
  void push(std::string_view bytes, Tick now);
  // The next file of the same log: the line that was open ends here.
  void begin_file(Tick now);
  // A record that comes as a line by itself.
  void add(std::string_view line, Tick now);
  void tick(Tick now);
  // Nothing more comes, or is to be waited for: every open event is handed out.  A line without its end stays unread.
  void finish();

  Ledger& ledger();

  // Positions count the bytes pushed.
  std::uint64_t position() const;
  // The ledger has counted all lines that begin before it.
  std::uint64_t counted() const;
  // All that was handed out, or counted, stands before it, but for told() and what the ledger has seen.
  std::uint64_t unfinished() const;
  // Module events handed out that reach beyond unfinished().
  std::vector<EventId> told();

  // After a stop the stream is pushed again from unfinished() on.  Lines that begin in its first `counted` bytes are
  // counted already; `told` was handed out.
  void resume(std::uint64_t counted, std::vector<EventId> told);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace modtrail
