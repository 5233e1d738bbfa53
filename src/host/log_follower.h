#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "host/log_part.h"
#include "modtrail/base/result.h"

namespace modtrail {

// A place in a log that keeps its meaning when the log is rotated.
struct LogPlace {
  LogMark file;
  std::uint64_t offset = 0;
};

// A log that grows, through every rotation: it is moved away and made anew, more than once between two looks; its
// content is copied away and cut off.  Rotated parts lie beside it (trail/log_files.h), packed or not.
class LogFollower {
 public:
  enum class From : std::uint8_t {
    Start,  // of the oldest part
    End,    // of the last whole line
  };
  // A log that is not there yet is waited for.  Errors: it cannot be read.
  static Result<LogFollower> open(const std::string& path, From from);
  static Result<LogFollower> resume(const std::string& path, const LogPlace& place);

  enum class Kind : std::uint8_t {
    Bytes,
    NextFile,  // the next bytes are another file's; a line does not go on from one into the next
    Cut,       // what was there may be gone: `text` says why
  };
  struct Piece {
    Kind kind = Kind::Bytes;
    std::string text;
  };
  // Was the place to resume at found?  To be asked before anything is taken.
  bool found_place() const { return part_.has_value(); }
  // Never waits; nothing: nothing more for now.  Errors: a file cannot be read.
  Result<std::optional<Piece>> take();

  // Of the file that is read, its how-manieth that is, and where the next byte stands in it.
  std::uint64_t turn() const { return turn_; }
  LogPlace place() const;
  const std::string& path() const { return path_; }
  const std::string& directory() const { return directory_; }

 private:
  explicit LogFollower(std::string path);
  Result<bool> go_on_at(const LogPlace& place, LogPart::Likeness likeness);
  Result<std::vector<LogPart>> parts() const;
  Result<std::vector<LogPart>> parts_once() const;
  Result<std::deque<LogPart>> newer_than(const LogPart& part) const;
  Result<std::optional<Piece>> begin();
  Result<std::optional<Piece>> at_end();
  Result<std::optional<Piece>> cut_off();
  std::optional<Piece> next_file();
  void read_from(LogPart part);

  std::string path_;
  std::string directory_;
  std::string name_;
  std::optional<LogPart> part_;
  std::deque<LogPart> queue_;  // to be read after it
  std::string said_;           // a Cut to be told first
  std::uint64_t turn_ = 0;
  std::vector<char> buffer_;
};

}  // namespace modtrail
