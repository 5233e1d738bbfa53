#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "modtrail/trail/record.h"
#include "trail/line_feeds.h"

namespace modtrail {

// Lines out of bytes that are cut anywhere.
class LineReader {
 public:
  // Calls `line(text, position)` for every line that ends in `bytes`; the text is without its feed.
  template <class Sink>
  void push(std::string_view bytes, const Sink& line) {
    while (!bytes.empty()) {
      const std::string_view chunk = bytes.substr(0, kChunk);
      const std::size_t count = find_feeds_(chunk.data(), 0, chunk.size(), feeds_.get());
      std::size_t start = 0;
      for (std::size_t i = 0; i < count; ++i) {
        end_line(chunk.substr(start, feeds_[i] - start), line);
        start = feeds_[i] + std::size_t{1};
      }
      keep(chunk.substr(start));
      bytes.remove_prefix(chunk.size());
    }
  }

  // The last line, if it has no feed: it ends as if it had one.
  template <class Sink>
  void finish(const Sink& line) {
    if (open_.empty()) return;
    emit(open_, line);
    open_.clear();
    position_ += 1;
  }

  std::uint64_t position() const { return position_ + dropped_ + open_.size(); }
  std::uint64_t line_start() const { return position_; }  // of the line that has not ended

 private:
  static constexpr std::size_t kChunk = std::size_t{32} << 10;

  template <class Sink>
  void end_line(std::string_view text, const Sink& line) {
    if (open_.empty()) {
      emit(text, line);
    } else {
      keep(text);
      emit(open_, line);
      open_.clear();
    }
    position_ += 1;
  }
  // One byte past the limit is enough to know that a line is too long.
  void keep(std::string_view bytes) {
    const std::size_t room = kLineLimit + 1 - open_.size();
    open_ += bytes.substr(0, room);
    if (bytes.size() > room) dropped_ += bytes.size() - room;
  }
  template <class Sink>
  void emit(std::string_view text, const Sink& line) {
    line(text, position_);
    position_ += text.size() + dropped_;
    dropped_ = 0;
  }

  std::string open_;           // the line that has not ended
  std::uint64_t dropped_ = 0;  // bytes of it that are past the limit
  std::uint64_t position_ = 0;
  FindFeeds find_feeds_ = best_find_feeds();
  std::unique_ptr<std::uint32_t[]> feeds_ = std::make_unique_for_overwrite<std::uint32_t[]>(kChunk + 1);
};

}  // namespace modtrail
