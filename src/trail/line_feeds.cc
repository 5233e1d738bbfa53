#include "trail/line_feeds.h"

#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace modtrail {

namespace {

std::size_t find_from(const char* bytes, std::size_t at, std::size_t size, std::uint32_t* feeds, std::size_t count) {
  while (at < size) {
    const void* feed = std::memchr(bytes + at, '\n', size - at);
    if (feed == nullptr) break;
    at = static_cast<std::size_t>(static_cast<const char*>(feed) - bytes);
    feeds[count++] = static_cast<std::uint32_t>(at++);
  }
  return count;
}

}  // namespace

std::size_t find_feeds_scalar(const char* bytes, std::size_t size, std::uint32_t* feeds) {
  return find_from(bytes, 0, size, feeds, 0);
}

#if defined(__x86_64__)

namespace {

inline std::size_t take_bits(std::uint64_t bits, std::size_t at, std::uint32_t* feeds, std::size_t count) {
  while (bits != 0) {
    feeds[count++] = static_cast<std::uint32_t>(at) + static_cast<std::uint32_t>(std::countr_zero(bits));
    bits &= bits - 1;
  }
  return count;
}

}  // namespace

std::size_t find_feeds_sse2(const char* bytes, std::size_t size, std::uint32_t* feeds) {
  const __m128i feed = _mm_set1_epi8('\n');
  std::size_t count = 0;
  std::size_t at = 0;
  for (; at + 64 <= size; at += 64) {
    std::uint64_t bits = 0;
    for (std::size_t part = 0; part < 64; part += 16) {
      const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + at + part));
      const auto found = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(block, feed)));
      bits |= std::uint64_t{found} << part;
    }
    count = take_bits(bits, at, feeds, count);
  }
  return find_from(bytes, at, size, feeds, count);
}

__attribute__((target("avx2"))) std::size_t find_feeds_avx2(const char* bytes, std::size_t size, std::uint32_t* feeds) {
  const __m256i feed = _mm256_set1_epi8('\n');
  std::size_t count = 0;
  std::size_t at = 0;
  for (; at + 64 <= size; at += 64) {
    const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes + at));
    const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes + at + 32));
    const auto first = static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, feed)));
    const auto second = static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, feed)));
    count = take_bits(first | std::uint64_t{second} << 32U, at, feeds, count);
  }
  return find_from(bytes, at, size, feeds, count);
}

FindFeeds best_find_feeds() {
  return __builtin_cpu_supports("avx2") != 0 ? find_feeds_avx2 : find_feeds_sse2;
}

#else

FindFeeds best_find_feeds() {
  return find_feeds_scalar;
}

#endif

}  // namespace modtrail
