#pragma once

#include <cstdint>
#include <memory>
#include <optional>

#include "cli/stopped_watch.h"
#include "cli/watch_options.h"
#include "modtrail/trail/live_trail.h"

namespace modtrail {

// Where a watch has its records from.
class WatchFeed {
 public:
  WatchFeed() = default;
  WatchFeed(const WatchFeed&) = delete;
  WatchFeed& operator=(const WatchFeed&) = delete;
  virtual ~WatchFeed() = default;

  enum class Fed : std::uint8_t {
    More,  // there is more already
    Idle,  // nothing for now
    End,   // nothing ever
  };
  // Some of what has come.  Never waits.
  virtual Result<Fed> feed(LiveTrail& trail, Tick now) = 0;
  // Can be read when there is more; -1: it is to be looked at now and then.
  virtual int descriptor() const { return -1; }
  // Does it go on where the watch before it stopped?  To be asked before it is fed.
  virtual bool goes_on() const { return false; }
  // Where a position of the trail lies in the log; nothing where there is none.
  virtual std::optional<LogPlace> place(std::uint64_t position);
};

// Errors: it cannot be read.
Result<std::unique_ptr<WatchFeed>> open_feed(const WatchOptions& options, const StoppedWatch* stopped);

}  // namespace modtrail
