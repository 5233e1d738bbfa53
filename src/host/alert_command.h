#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fd.h"
#include "modtrail/base/result.h"

namespace modtrail {

// A command that is run for each alert, its words as they are, without a shell.  A process of its own runs it, started
// before the watch confines itself: with the watch's user and no capability, a few at a time, each in a process group
// that is killed when its time is up.
class AlertCommand {
 public:
  struct Limits {
    unsigned at_once = 2;
    std::chrono::milliseconds time{30000};
  };
  static constexpr std::size_t kMostInput = std::size_t{128} << 10;

  // Errors: the first word is no absolute path of a program.
  static Result<AlertCommand> start(const std::vector<std::string>& words, Limits limits);

  // Runs it with `input`, at most kMostInput bytes, as its standard input.  Never waits.  False: no room for now.
  // Errors: the process that runs it has ended.
  Result<bool> run(std::string_view input);
  // For each that has ended since: "", or why that was no success: "ended with 3".
  std::vector<std::string> ended();
  std::size_t under_way() const { return under_way_; }  // waiting or running
  const std::string& name() const { return name_; }

 private:
  AlertCommand(std::string name, Fd socket) : name_(std::move(name)), socket_(std::move(socket)) {}
  std::string name_;
  Fd socket_;
  std::size_t under_way_ = 0;
};

}  // namespace modtrail
