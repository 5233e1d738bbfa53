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

// The last stretch of a log in memory, in a ring of blocks, with the hash of every record's id: enough to find the
// records that stand up to `reach` bytes before a line.
//
// A block begins with the line that the block before it left open, so that every line is in one piece.
class LogBlocks {
 public:
  struct Line {
    std::uint32_t start = 0;  // in the block
    std::uint32_t size = 0;
  };
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::unique_ptr<Line[]> lines;  // the records
    std::unique_ptr<std::uint32_t[]> hashes;
    std::size_t count = 0;       // of lines and hashes
    std::uint64_t position = 0;  // in the log, of bytes[0]
    std::size_t open_line = 0;   // where the line begins that has not ended
    std::size_t searched = 0;    // there is no line feed from there to here
    std::size_t filled = 0;

    void add(std::uint32_t start, std::uint32_t size, std::uint32_t hash) {
      lines[count] = {start, size};
      hashes[count++] = hash;
    }
  };

  explicit LogBlocks(std::uint64_t reach);

  // Where the next bytes go.  Gives up the oldest block where there is little room; then the open line must be no
  // longer than kLineLimit.
  std::span<char> room();
  Block& current() { return ring_[current_]; }

  // Calls `found(line, position)` for every record of that hash from position `from` on, in order.
  template <class Found>
  void each(std::uint32_t hash, std::uint64_t from, const Found& found) const {
    for (std::size_t i = 1; i <= ring_.size(); ++i) {
      const Block& block = ring_[(current_ + i) % ring_.size()];
      if (block.position + block.filled < from) continue;
      for (std::size_t at = next(block, hash, 0); at < block.count; at = next(block, hash, at + 1)) {
        const Line& line = block.lines[at];
        const std::uint64_t position = block.position + line.start;
        if (position >= from) found(std::string_view(block.bytes.get() + line.start, line.size), position);
      }
    }
  }

 private:
  static std::size_t next(const Block& block, std::uint32_t hash, std::size_t from);
  void turn();

  std::vector<Block> ring_;
  std::size_t current_ = 0;
};

}  // namespace modtrail
