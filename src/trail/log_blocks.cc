#include "trail/log_blocks.h"

#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

namespace modtrail {

namespace {

// Reads go to addresses that are a multiple of this, but for what an open line shifts them by.
constexpr std::size_t kLeast = std::size_t{32} << 10;  // of room worth a read

}  // namespace

LogBlocks::LogBlocks(std::uint64_t reach) : ring_(static_cast<std::size_t>((reach + kBlock - 1) / kBlock) + 1) {}

std::span<char> LogBlocks::room() {
  Block& block = current();
  if (block.bytes == nullptr) block.bytes = std::make_unique_for_overwrite<char[]>(kSize + kHeadMargin);
  if (kSize - block.filled < kLeast) turn();
  return {current().bytes.get() + current().filled, kSize - current().filled};
}

void LogBlocks::filled(std::size_t bytes) {
  current().filled += bytes;
}

// Only an open line shorter than kLineLimit moves on; the scan has dropped longer ones.
void LogBlocks::turn() {
  const Block& full = current();
  current_ = (current_ + 1) % ring_.size();
  Block& block = current();
  if (block.bytes == nullptr) block.bytes = std::make_unique_for_overwrite<char[]>(kSize + kHeadMargin);
  const std::size_t open = full.filled - full.scanned;
  std::memcpy(block.bytes.get(), full.bytes.get() + full.scanned, open);
  block.position = full.position + full.scanned;
  block.scanned = 0;
  block.filled = open;
  block.lines.clear();
  block.hashes.clear();
}

void LogBlocks::skip_open_line() {
  current().scanned = current().filled;
}

std::size_t LogBlocks::next(const Block& block, std::uint32_t hash, std::size_t from) {
  const std::vector<std::uint32_t>& hashes = block.hashes;
#if defined(__x86_64__)
  const __m128i wanted = _mm_set1_epi32(static_cast<int>(hash));
  for (; from + 4 <= hashes.size(); from += 4) {
    const __m128i four = _mm_loadu_si128(reinterpret_cast<const __m128i*>(hashes.data() + from));
    const auto equal = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi32(four, wanted)));
    if (equal != 0) return from + static_cast<std::size_t>(std::countr_zero(equal)) / 4;
  }
#endif
  while (from < hashes.size() && hashes[from] != hash) ++from;
  return from;
}

}  // namespace modtrail
