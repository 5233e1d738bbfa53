#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "modtrail/trail/record.h"
#include "trail/head.h"

namespace modtrail {

// The last stretch of a log in memory, in a ring of blocks, with the end of every line and the hash of its id:
// enough to find the records that stand up to `reach` bytes before a line.
//
// A block begins with the line that the block before it left open, so that every line is in one piece.  Its bytes are
// its own, or a source's view (base/byte_source.h), of which the text of a line may be another when it is asked again.
class LogBlocks {
 public:
  struct Block {
    const char* bytes = nullptr;
    std::unique_ptr<char[]> own;
    // Line i stands between the feeds at ends[i] and ends[i + 1]; that of ends[0] stands before the block, or ends a
    // line that is none of it.
    std::unique_ptr<std::uint32_t[]> ends;
    std::unique_ptr<std::uint32_t[]> hashes;
    std::size_t count = 0;       // of lines and hashes
    std::uint64_t position = 0;  // in the log, of bytes[0]
    std::size_t open_line = 0;   // where the line begins that has not ended
    std::size_t searched = 0;    // there is no line feed from there to here
    std::size_t filled = 0;

    std::uint32_t start(std::size_t line) const { return ends[line] + 1; }
    std::string_view text(std::size_t line) const { return {bytes + start(line), ends[line + 1] - start(line)}; }
  };

  explicit LogBlocks(std::uint64_t reach);

  // Where the next bytes go.  Gives up the oldest block where there is little room; then the open line must be no
  // longer than kLineLimit.
  std::span<char> room();
  void take(std::size_t bytes) { current().filled += bytes; }
  // The next bytes are those behind the open line in a view that begins with it.
  void look_at(std::string_view view);
  // Views are gone after that: what is in reach is copied.
  void keep_views();
  std::size_t open_bytes() const { return ring_[current_].filled - ring_[current_].open_line; }
  Block& current() { return ring_[current_]; }
  std::uint64_t end() const { return ring_[current_].position + ring_[current_].filled; }

  // Calls `found(line, position)` for every line of that hash from position `from` on, in order; but of the current
  // block only for its first `lines`.
  template <class Found>
  void each(std::uint32_t hash, std::uint64_t from, std::size_t lines, const Found& found) const {
    for (std::size_t i = 1; i <= ring_.size(); ++i) {
      const Block& block = ring_[(current_ + i) % ring_.size()];
      if (block.position + block.filled < from) continue;
      const std::size_t count = i < ring_.size() ? block.count : lines;
      for (std::size_t at = next(block, hash, 0, count); at < count; at = next(block, hash, at + 1, count)) {
        const std::uint64_t position = block.position + block.start(at);
        if (position >= from) found(block.text(at), position);
      }
    }
  }

 private:
  static std::size_t next(const Block& block, std::uint32_t hash, std::size_t from, std::size_t count);
  Block& turn();

  std::vector<Block> ring_;
  std::size_t current_ = 0;
};

}  // namespace modtrail
