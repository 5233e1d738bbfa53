#include "trail/log_blocks.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "modtrail/base/byte_source.h"

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

namespace modtrail {

namespace {

constexpr std::size_t kBlock = ByteSource::kView;
constexpr std::size_t kSize = kLineLimit + kBlock;
constexpr std::size_t kRead = std::size_t{128}
                              << 10;  // at a time: what was read is still in the cache when it is scanned
constexpr std::size_t kLeast = std::size_t{32} << 10;  // of room worth a read

constexpr std::size_t kMostLines = kSize;  // of which pages are touched as lines come

constexpr std::uint32_t kBeforeBlock = UINT32_MAX;  // whose next byte is the block's first

void prepare(LogBlocks::Block& block) {
  if (block.ends != nullptr) return;
  block.ends = std::make_unique_for_overwrite<std::uint32_t[]>(kMostLines + 2);
  block.ends[0] = kBeforeBlock;
  block.hashes = std::make_unique_for_overwrite<std::uint32_t[]>(kMostLines);
}

char* own_bytes(LogBlocks::Block& block) {
  if (block.own == nullptr) block.own = std::make_unique_for_overwrite<char[]>(kSize + kHeadMargin);
  return block.own.get();
}

}  // namespace

// Every block is full but the current one, and the one before a file's first view.
LogBlocks::LogBlocks(std::uint64_t reach) : ring_(static_cast<std::size_t>((reach + kBlock - 1) / kBlock) + 2) {}

std::span<char> LogBlocks::room() {
  if (current().bytes == nullptr) {
    prepare(current());
    current().bytes = own_bytes(current());
  } else if (current().bytes != current().own.get() || current().filled + kLeast > kSize) {
    const char* const open = current().bytes + current().open_line;
    Block& block = turn();
    std::memcpy(own_bytes(block), open, block.filled);
    block.bytes = block.own.get();
  }
  return {current().own.get() + current().filled, std::min(kRead, kSize - current().filled)};
}

void LogBlocks::look_at(std::string_view view) {
  Block& block = turn();
  block.bytes = view.data();
  block.filled = view.size();
}

// The oldest block becomes the one that begins with the open line.
LogBlocks::Block& LogBlocks::turn() {
  const std::uint64_t position = current().position + current().open_line;
  const std::size_t open = open_bytes();
  current_ = (current_ + 1) % ring_.size();
  Block& block = current();
  prepare(block);
  block.position = position;
  block.count = 0;
  block.ends[0] = kBeforeBlock;
  block.open_line = 0;
  block.searched = open;
  block.filled = open;
  return block;
}

void LogBlocks::keep_views() {
  for (Block& block : ring_) {
    if (block.bytes == block.own.get()) continue;
    std::memcpy(own_bytes(block), block.bytes, block.filled);
    block.bytes = block.own.get();
  }
}

std::size_t LogBlocks::next(const Block& block, std::uint32_t hash, std::size_t from, std::size_t count) {
  const std::uint32_t* hashes = block.hashes.get();
#if defined(__x86_64__)
  const __m128i wanted = _mm_set1_epi32(static_cast<int>(hash));
  for (; from + 4 <= count; from += 4) {
    const __m128i four = _mm_loadu_si128(reinterpret_cast<const __m128i*>(hashes + from));
    const auto equal = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi32(four, wanted)));
    if (equal != 0) return from + static_cast<std::size_t>(std::countr_zero(equal)) / 4;
  }
#endif
  while (from < count && hashes[from] != hash) ++from;
  return from;
}

}  // namespace modtrail
