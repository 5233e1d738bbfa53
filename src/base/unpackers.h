#pragma once

#include <array>
#include <memory>
#include <span>

#include "modtrail/base/byte_source.h"

namespace modtrail {

// Packed bytes on their way into a library: one stretch, and the next when it is used up.
class PackedInput {
 public:
  explicit PackedInput(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}

  // What is not used yet; asks for more if that is nothing.  Empty at the end.
  Result<std::span<const char>> next() {
    if (left_.empty()) left_ = std::span<const char>(buffer_.data(), TRY(source_->read(buffer_)));
    return left_;
  }
  void use(std::size_t bytes) { left_ = left_.subspan(bytes); }

 private:
  std::unique_ptr<ByteSource> source_;
  std::array<char, std::size_t{64} << 10> buffer_ = {};
  std::span<const char> left_;
};

// Each in the one file that sees its library.
Result<std::unique_ptr<ByteSource>> unpack_gzip(std::unique_ptr<ByteSource> packed);
Result<std::unique_ptr<ByteSource>> unpack_zstd(std::unique_ptr<ByteSource> packed);
Result<std::unique_ptr<ByteSource>> unpack_xz(std::unique_ptr<ByteSource> packed);

}  // namespace modtrail
