#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/kernel_account.h"
#include "cli/load_inspector.h"
#include "cli/service_finder.h"
#include "cli/trail_writer.h"
#include "cli/watch_feed.h"
#include "cli/watch_options.h"
#include "cli/watch_output.h"
#include "host/stop_signal.h"
#include "modtrail/trail/alerts.h"
#include "modtrail/trail/live_trail.h"

namespace modtrail {

// A watch: from the feed through the trail to where it is told, round after round.
class Watcher {
 public:
  // Errors: something cannot be opened, or the state is none of this watch's.
  static Result<std::unique_ptr<Watcher>> open(const WatchOptions& options, std::string_view version);
  // Until it is stopped, or with WatchUntil::Read has read all there is.  Errors: the feed cannot be read any more.
  Result<> run();
  // An interval was incomplete, or something was an alert.
  bool found_trouble() const { return found_trouble_; }

 private:
  explicit Watcher(const WatchOptions& options)
      : options_(options), accountant_(why_no_account(options), options.log) {}
  static std::string why_no_account(const WatchOptions& options);
  Result<> read_state();
  Result<> read_policy();
  void begin_trail(HostNames names);
  Result<> open_inspectors();
  bool is_own() const;
  void take(const ModuleEvent& recorded);
  void keep(const ModuleEvent& event);
  void tell_losses(Tick now);
  void tell_deliveries(Tick now);
  void tell(const std::optional<TrailInterval>& interval);
  void tell(const std::vector<Alert>& alerts);
  void end_interval(Tick now);
  void note(LeafKind kind, std::string_view json);
  void tell_trouble(const Result<>& done);
  Result<> put_out(Tick now);
  Result<> flush(Tick now);
  void tell_anchor(Tick now);
  Result<> save(Tick now);
  StopSignal::Woke rest(std::chrono::milliseconds pause, int descriptor) const;
  void settle();
  Result<> learn() const;
  // Over: nothing more comes, and a serial that is waited for is missing.
  enum class Ending : std::uint8_t { Over, Stopped };
  Result<> finish(Ending ending);

  WatchOptions options_;
  KernelAccountant accountant_;
  std::optional<StoppedWatch> stopped_;
  std::optional<StopSignal> signals_;
  std::unique_ptr<WatchFeed> feed_;
  std::unique_ptr<LiveTrail> trail_;
  std::optional<WatchOutput> output_;
  std::unique_ptr<TrailWriter> sealed_;
  Alerts alerts_{default_policy()};
  std::optional<LoadInspector> inspector_;  // of this host's loads
  std::optional<ServiceFinder> services_;   // of this host's processes
  std::vector<LearnedModule> learned_;
  Tick now_;
  Result<> kept_;
  std::string trouble_;  // what was complained of last
  std::string mended_;   // and what of before that is over
  std::uint64_t next_interval_ = 0;
  std::uint64_t next_seal_ = 0;
  std::uint64_t next_anchor_ = 0;
  std::uint64_t next_save_ = 0;
  bool found_trouble_ = false;
  bool told_something_ = false;
};

}  // namespace modtrail
