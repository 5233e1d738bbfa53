#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/fd.h"
#include "cli/stopped_watch.h"
#include "modtrail/base/result.h"

namespace modtrail {

// A file that lines are added to.  One that somebody moves away is made anew; by itself it moves to FILE.1, and that to
// FILE.2, before it would grow past a size.
class OutputFile {
 public:
  struct Rotation {
    std::uint64_t most = 0;  // bytes; 0: never
    unsigned keep = 0;       // so many that were moved away
  };
  // Where `stopped` is of that file, or of one that was moved away since, what was written behind it is cut off, newer
  // files too: it will be told again.
  static Result<OutputFile> open(const std::string& path, Rotation rotation, const std::optional<OutputPlace>& stopped);

  // Whole and on the disk, or not at all.
  Result<> append(std::string_view lines);
  std::optional<OutputPlace> place() const;  // behind what was appended last

 private:
  OutputFile(std::string path, Rotation rotation) : path_(std::move(path)), rotation_(rotation) {}
  Result<> open_file();
  Result<> go_back_to(const OutputPlace& stopped);
  Result<> rotate();
  std::string moved(unsigned number) const;
  std::optional<unsigned> find(const OutputPlace& stopped) const;

  std::string path_;
  Rotation rotation_;
  Fd file_;
  std::uint64_t size_ = 0;
};

}  // namespace modtrail
