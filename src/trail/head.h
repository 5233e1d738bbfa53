#pragma once

#include <cstddef>
#include <cstdint>
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
  HeadKind kind = HeadKind::Odd;
  std::uint32_t hash = 0;  // of node, time and serial: equal for equal ids; not set for Odd
};

// Bytes that may be read past a line's end.
inline constexpr std::size_t kHeadMargin = 192;

// `size` without the line feed; kHeadMargin bytes after the line can be read.
Head read_head(const char* line, std::size_t size);

// The hash that read_head() gives a line with this id.
std::uint32_t id_hash(std::string_view node, std::uint64_t time, std::uint32_t serial);

}  // namespace modtrail
