#include "trail/trail_reader.h"

#include <algorithm>
#include <span>

namespace modtrail {
namespace {

constexpr std::size_t kAtOnce = std::size_t{128} << 10;  // what was read is still in the cache when it is hashed

}  // namespace

void TrailReader::grow(std::size_t size) {
  std::unique_ptr<char[]> larger = std::make_unique_for_overwrite<char[]>(size);
  std::copy_n(buffer_.get(), filled_, larger.get());
  buffer_ = std::move(larger);
  size_ = size;
}

// What was let go makes room first.
Result<> TrailReader::fill() {
  const auto gone = static_cast<std::size_t>(std::max(kept_, start_) - start_);
  std::copy(buffer_.get() + gone, buffer_.get() + filled_, buffer_.get());
  start_ += gone;
  filled_ -= gone;
  at_ -= gone;
  if (filled_ + kAtOnce > kTrailFileLimit) return fail("a trail's file holds too much that no checkpoint seals");
  if (filled_ + kAtOnce > size_) grow(std::max(filled_ + kAtOnce, 2 * size_));
  const std::size_t got = TRY(file_->read(std::span(buffer_.get() + filled_, kAtOnce)));
  ended_ = got == 0;
  filled_ += got;
  return {};
}

Result<std::optional<TrailLines::Item>> TrailReader::next() {
  std::size_t searched = at_;
  std::size_t end = held().find('\n', searched);
  while (end == std::string_view::npos && !ended_) {
    searched = filled_ - at_;
    TRY(fill());
    end = held().find('\n', at_ + searched);
  }
  const bool ends = end != std::string_view::npos;
  if (!ends && at_ == filled_) return std::optional<TrailLines::Item>();
  const TrailLines::Item line{position(), held().substr(at_, ends ? end - at_ : end), ends};
  at_ = ends ? end + 1 : filled_;
  return std::optional(line);
}

Result<std::string_view> TrailReader::rest() {
  while (!ended_) TRY(fill());
  return held().substr(static_cast<std::size_t>(kept_ - start_));
}

}  // namespace modtrail
