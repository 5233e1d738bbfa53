#pragma once

#include <cstddef>
#include <cstdint>

namespace modtrail {

// Writes the offset of every line feed in the bytes to `feeds`, which has room for `size` of them, and returns how many
// there are.
using FindFeeds = std::size_t (*)(const char* bytes, std::size_t size, std::uint32_t* feeds);

std::size_t find_feeds_scalar(const char* bytes, std::size_t size, std::uint32_t* feeds);
#if defined(__x86_64__)
std::size_t find_feeds_sse2(const char* bytes, std::size_t size, std::uint32_t* feeds);
std::size_t find_feeds_avx2(const char* bytes, std::size_t size, std::uint32_t* feeds);
#endif

// The fastest that this processor can run.
FindFeeds best_find_feeds();

}  // namespace modtrail
