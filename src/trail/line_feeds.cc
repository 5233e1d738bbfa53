#include "trail/line_feeds.h"

#include <bit>
#include <cstring>

#include "trail/processor.h"

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

std::size_t find_feeds_scalar(const char* bytes, std::size_t from, std::size_t to, std::uint32_t* feeds) {
  return find_from(bytes, from, to, feeds, 0);
}

#if defined(__x86_64__)

namespace {

// Most stretches of 64 bytes have one line feed or none, and which it is cannot be foreseen: so one place is written in
// any case, and counted if it is there.
inline __attribute__((always_inline)) std::size_t take_bits(std::uint64_t bits, std::size_t at, std::uint32_t* feeds,
                                                            std::size_t count) {
  feeds[count] = static_cast<std::uint32_t>(at) + static_cast<std::uint32_t>(std::countr_zero(bits));
  const std::size_t end = count + static_cast<std::size_t>(std::popcount(bits));
  while (__builtin_expect(static_cast<long>((bits & (bits - 1)) != 0), 0) != 0) {
    bits &= bits - 1;
    feeds[++count] = static_cast<std::uint32_t>(at) + static_cast<std::uint32_t>(std::countr_zero(bits));
  }
  return end;
}

}  // namespace

std::size_t find_feeds_sse2(const char* bytes, std::size_t from, std::size_t to, std::uint32_t* feeds) {
  const __m128i feed = _mm_set1_epi8('\n');
  std::size_t count = 0;
  std::size_t at = from;
  for (; at + 64 <= to; at += 64) {
    std::uint64_t bits = 0;
    for (std::size_t part = 0; part < 64; part += 16) {
      const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + at + part));
      const auto found = static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(block, feed)));
      bits |= std::uint64_t{found} << part;
    }
    count = take_bits(bits, at, feeds, count);
  }
  return find_from(bytes, at, to, feeds, count);
}

__attribute__((target("avx2,bmi,popcnt"))) std::size_t find_feeds_avx2(const char* bytes, std::size_t from,
                                                                       std::size_t to, std::uint32_t* feeds) {
  const __m256i feed = _mm256_set1_epi8('\n');
  std::size_t count = 0;
  std::size_t at = from;
  for (; at + 64 <= to; at += 64) {
    const __m256i low = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes + at));
    const __m256i high = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes + at + 32));
    const auto first = static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(low, feed)));
    const auto second = static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(high, feed)));
    count = take_bits(first | std::uint64_t{second} << 32U, at, feeds, count);
  }
  return find_from(bytes, at, to, feeds, count);
}

__attribute__((target("avx512bw,bmi,popcnt"))) std::size_t find_feeds_avx512(const char* bytes, std::size_t from,
                                                                             std::size_t to, std::uint32_t* feeds) {
  const __m512i feed = _mm512_set1_epi8('\n');
  std::size_t count = 0;
  std::size_t at = from;
  for (; at + 64 <= to; at += 64) {
    count = take_bits(_mm512_cmpeq_epi8_mask(_mm512_loadu_si512(bytes + at), feed), at, feeds, count);
  }
  return find_from(bytes, at, to, feeds, count);
}

FindFeeds best_find_feeds() {
  if (has_avx512()) return find_feeds_avx512;
  return has_avx2() ? find_feeds_avx2 : find_feeds_sse2;
}

#else

FindFeeds best_find_feeds() {
  return find_feeds_scalar;
}

#endif

}  // namespace modtrail
