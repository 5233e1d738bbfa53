#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/alert_sink.h"
#include "cli/output_file.h"
#include "cli/stopped_watch.h"
#include "cli/watch_options.h"
#include "modtrail/trail/alerts.h"
#include "modtrail/trail/ledger.h"
#include "modtrail/trail/module_event.h"
#include "sink/delivery.h"
#include "sink/log_sink.h"

namespace modtrail {

// What a watch tells, line by line: to its stream, which is standard output or a file, and which waits for room; and to
// loggers and a command, which never make it wait.
class WatchOutput {
 public:
  static Result<WatchOutput> open(const WatchOptions& options, std::string_view version,
                                  const std::optional<OutputPlace>& stopped);

  void add(const ModuleEvent& event, Tick now);
  void add(const Loss& loss, Tick now);
  void add(const TrailInterval& interval, Tick now);
  void add(const Alert& alert, Tick now);
  void add(const Delivery& delivery, Tick now);
  void add_anchor(const Anchor& anchor, Tick now);  // for loggers alone
  // Writes what was added to the stream, to the disk where it is a file.  After an error all of it is still to be
  // written.
  Result<> flush(Tick now);
  bool has_pending() const { return !pending_.empty(); }
  // To the others, as far as they take it.
  void pass_on(Tick now);
  // What was passed on and is not delivered yet.
  bool is_passing() const;
  void give_up(Tick now);
  // What is to be told of the places themselves.
  std::vector<Delivery> news(Tick now);
  // Behind what was flushed; nothing where that is no file.
  std::optional<OutputPlace> place() const { return file_ ? file_->place() : std::nullopt; }

 private:
  WatchOutput(const WatchOptions& options, std::string_view version);
  template <class Told>
  void tell(const Told& told, Tick now);
  std::string line_of(const ModuleEvent& event) const;
  template <class Told>
  std::string line_of(const Told& told) const;

  WatchFormat format_;
  std::string_view version_;
  bool has_stream_;
  DeliveryAccount account_;  // of the stream
  std::optional<OutputFile> file_;
  std::vector<LogSink> loggers_;
  std::optional<AlertSink> alerts_;
  std::string pending_;
};

}  // namespace modtrail
