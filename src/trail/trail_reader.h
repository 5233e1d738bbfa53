#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "modtrail/base/byte_source.h"
#include "trail/sealed_files.h"

namespace modtrail {

// The lines of a trail's file, of which no more is held than was not let go yet.
class TrailReader {
 public:
  explicit TrailReader(std::unique_ptr<ByteSource> file) : file_(std::move(file)) {}

  // Valid until the next call.  Errors: the file's; that kTrailFileLimit bytes are held.
  Result<std::optional<TrailLines::Item>> next();
  std::uint64_t position() const { return start_ + at_; }  // behind that line

  // Of what stands before it nothing is asked for again.
  void let_go(std::uint64_t position) { kept_ = position; }
  // All that was not let go, to the end of the file.
  Result<std::string_view> rest();

 private:
  std::string_view held() const { return {buffer_.get(), filled_}; }
  Result<> fill();
  void grow(std::size_t size);

  std::unique_ptr<ByteSource> file_;
  std::unique_ptr<char[]> buffer_;
  std::size_t size_ = 0;
  std::size_t filled_ = 0;
  std::uint64_t start_ = 0;  // where in the file the buffer begins
  std::size_t at_ = 0;       // in the buffer
  std::uint64_t kept_ = 0;
  bool ended_ = false;
};

}  // namespace modtrail
