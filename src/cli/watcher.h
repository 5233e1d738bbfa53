#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "cli/kernel_account.h"
#include "cli/trail_writer.h"
#include "cli/watch_feed.h"
#include "cli/watch_options.h"
#include "cli/watch_output.h"
#include "host/stop_signal.h"
#include "modtrail/trail/live_trail.h"

namespace modtrail {

// A watch: from the feed through the trail to where it is told, round after round.
class Watcher {
 public:
  // Errors: something cannot be opened, or the state is none of this watch's.
  static Result<std::unique_ptr<Watcher>> open(const WatchOptions& options, std::string_view version);
  // Until it is stopped, or with WatchUntil::Read has read all there is.  Errors: the feed cannot be read any more.
  Result<> run();
  bool found_loss() const { return found_loss_; }

 private:
  explicit Watcher(const WatchOptions& options) : options_(options), accountant_(why_no_account(options)) {}
  static std::string why_no_account(const WatchOptions& options);
  Result<> read_state();
  void begin_trail(HostNames names);
  void take(const ModuleEvent& event);
  void tell_losses(Tick now);
  void tell(const std::optional<TrailInterval>& interval);
  void end_interval(Tick now);
  void note(std::string_view json);
  Result<> put_out(Tick now);
  Result<> flush(Tick now);
  Result<> save(Tick now);
  Result<> finish();

  WatchOptions options_;
  KernelAccountant accountant_;
  std::optional<StoppedWatch> stopped_;
  std::optional<StopSignal> signals_;
  std::unique_ptr<WatchFeed> feed_;
  std::unique_ptr<LiveTrail> trail_;
  std::optional<WatchOutput> output_;
  std::unique_ptr<TrailWriter> sealed_;
  Result<> kept_;
  std::string trouble_;  // what was complained of last
  std::uint64_t next_interval_ = 0;
  std::uint64_t next_seal_ = 0;
  std::uint64_t next_save_ = 0;
  bool found_loss_ = false;
  bool told_something_ = false;
};

}  // namespace modtrail
