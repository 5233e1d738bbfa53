#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/fd.h"
#include "cli/stopped_watch.h"
#include "cli/watch_options.h"
#include "modtrail/trail/alerts.h"
#include "modtrail/trail/ledger.h"
#include "modtrail/trail/module_event.h"

namespace modtrail {

// What a watch tells, line by line: on standard output, or at the end of a file.  A file that is moved away is made
// anew.
class WatchOutput {
 public:
  // Where `stopped` is of that same file, what was written behind it is cut off: it will be told again.
  static Result<WatchOutput> open(const WatchOptions& options, std::string_view version,
                                  const std::optional<OutputPlace>& stopped);

  void add(const ModuleEvent& event);
  void add(const Loss& loss);
  void add(const TrailInterval& interval);
  void add(const Alert& alert);
  // Writes what was added, to the disk where it is a file.  After an error all of it is still to be written.
  Result<> flush();
  bool has_pending() const { return !pending_.empty(); }
  // Behind what was flushed; nothing on standard output.
  std::optional<OutputPlace> place() const;

 private:
  WatchOutput(WatchFormat format, std::string_view version, std::optional<std::string> path)
      : format_(format), version_(version), path_(std::move(path)) {}
  Result<> open_file();
  Result<> append();

  WatchFormat format_;
  std::string_view version_;
  std::optional<std::string> path_;
  Fd file_;
  std::uint64_t size_ = 0;
  std::string pending_;
};

}  // namespace modtrail
