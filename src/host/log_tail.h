#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/log_follower.h"

namespace modtrail {

// The lines of a log as they come.
class LogTail {
 public:
  // From its end on; a file that is not there yet is read from its beginning.  Errors: it cannot be read.
  static Result<LogTail> open(const std::string& path);
  const std::string& path() const { return follower_.path(); }
  // The whole lines that have come since the last call, or the first of them; never waits.
  std::vector<std::string> take();

 private:
  explicit LogTail(LogFollower follower) : follower_(std::move(follower)) {}

  LogFollower follower_;
  std::string rest_;  // of a line whose newline has not come
};

}  // namespace modtrail
