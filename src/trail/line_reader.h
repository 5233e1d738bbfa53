#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include "modtrail/trail/record.h"

namespace modtrail {

// Lines out of bytes that are cut anywhere.
class LineReader {
 public:
  // Calls `line(text, position)` for every line that ends in `bytes`; the text is without its feed.
  template <class Sink>
  void push(std::string_view bytes, const Sink& line) {
    while (!bytes.empty()) {
      const void* feed = std::memchr(bytes.data(), '\n', bytes.size());
      if (feed == nullptr) return keep(bytes);
      const auto size = static_cast<std::size_t>(static_cast<const char*>(feed) - bytes.data());
      if (open_.empty()) {
        emit(bytes.substr(0, size), line);
      } else {
        keep(bytes.substr(0, size));
        emit(open_, line);
        open_.clear();
      }
      position_ += 1;
      bytes.remove_prefix(size + 1);
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
};

}  // namespace modtrail
