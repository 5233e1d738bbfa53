#pragma once

#include <cstddef>
#include <cstdint>

namespace modtrail {

// Writes the offset in `bytes` of every line feed from `from` to `to` to `feeds`, which has room for to - from + 1 of
// them, and returns how many there are.
using FindFeeds = std::size_t (*)(const char* bytes, std::size_t from, std::size_t to, std::uint32_t* feeds);

std::size_t find_feeds_scalar(const char* bytes, std::size_t from, std::size_t to, std::uint32_t* feeds);
#if defined(__x86_64__)
std::size_t find_feeds_sse2(const char* bytes, std::size_t from, std::size_t to, std::uint32_t* feeds);
std::size_t find_feeds_avx2(const char* bytes, std::size_t from, std::size_t to, std::uint32_t* feeds);
std::size_t find_feeds_avx512(const char* bytes, std::size_t from, std::size_t to, std::uint32_t* feeds);
#endif

// The fastest that this processor can run.
FindFeeds best_find_feeds();

}  // namespace modtrail
