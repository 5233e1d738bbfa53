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

// The last stretch of a log in memory, in a ring of blocks, with the hash of every line's id: enough to find the
// records that stand up to `reach` bytes before a line.
//
// A block begins with room for the line that the block before it left open, so that every line is in one piece.
class LogBlocks {
 public:
  static constexpr std::size_t kBlock = std::size_t{256} << 10;

  struct Line {
    std::uint32_t start = 0;  // in the block
    std::uint32_t size = 0;
  };
  struct Block {
    std::unique_ptr<char[]> bytes;
    std::uint64_t position = 0;  // of the log, of bytes[0]
    std::size_t scanned = 0;     // up to here lines are known
    std::size_t filled = 0;
    std::vector<Line> lines;
    std::vector<std::uint32_t> hashes;  // beside lines
  };

  explicit LogBlocks(std::uint64_t reach);

  // Where the next bytes go; makes room, by giving up the oldest block, where there is little.
  std::span<char> room();
  void filled(std::size_t bytes);
  // The bytes whose lines are not known, from the first open line on.
  Block& current() { return ring_[current_]; }

  // Drops the open line's bytes, but for the count.
  void skip_open_line();

  // Calls `found(line, position)` for every known line of that hash from position `from` on, in order.
  template <class Found>
  void each(std::uint32_t hash, std::uint64_t from, const Found& found) const {
    for (std::size_t i = 1; i <= ring_.size(); ++i) {
      const Block& block = ring_[(current_ + i) % ring_.size()];
      if (block.bytes == nullptr || block.position + block.filled < from) continue;
      for (std::size_t at = next(block, hash, 0); at < block.lines.size(); at = next(block, hash, at + 1)) {
        const Line& line = block.lines[at];
        const std::uint64_t position = block.position + line.start;
        if (position >= from) found(std::string_view(block.bytes.get() + line.start, line.size), position);
      }
    }
  }

 private:
  static constexpr std::size_t kSize = kLineLimit + kBlock;
  static std::size_t next(const Block& block, std::uint32_t hash, std::size_t from);
  void turn();

  std::vector<Block> ring_;
  std::size_t current_ = 0;
};

}  // namespace modtrail
