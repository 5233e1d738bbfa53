#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "modtrail/trail/record.h"

// What a scan needs to know of a line, read in a few instructions from the line's first bytes.
namespace modtrail {

enum class HeadKind : std::uint8_t {
  Plain,   // parse_record() takes it, is_module_record() is false
  Module,  // parse_record() takes it, is_module_record() may be true
  Odd      // not looked through: ask parse_record()
};

struct Head {
  std::uint32_t hash = 0;  // of node and serial: equal for equal ids; not set for Odd
  HeadKind kind = HeadKind::Odd;
};

// Bytes that may be read past a line's end.
inline constexpr std::size_t kHeadMargin = 192;

// `size` without the line feed; kHeadMargin bytes after the line can be read.
Head read_head(const char* line, std::size_t size);

// The same for the lines of `bytes` that end at these feeds; the first begins at `start`.
using ReadHeads = void (*)(const char* bytes, std::uint32_t start, std::span<const std::uint32_t> feeds, Head* heads);
#if defined(__x86_64__)
void read_heads_sse2(const char* bytes, std::uint32_t start, std::span<const std::uint32_t> feeds, Head* heads);
void read_heads_avx2(const char* bytes, std::uint32_t start, std::span<const std::uint32_t> feeds, Head* heads);
#endif
ReadHeads best_read_heads();

// The hash that read_head() gives a line with this id.
std::uint32_t id_hash(std::string_view node, std::uint64_t time, std::uint32_t serial);

}  // namespace modtrail
