#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace modtrail {

// The number that `size` bytes, up to eight, make from byte `at` on.  They must be there.
constexpr std::uint64_t number_at(std::string_view bytes, std::size_t at, std::size_t size, std::endian order) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const std::size_t from = order == std::endian::little ? size - 1 - i : i;
    number = number << 8U | static_cast<unsigned char>(bytes[at + from]);
  }
  return number;
}

constexpr std::uint32_t big_endian_word(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint32_t>(number_at(bytes, at, 4, std::endian::big));
}

}  // namespace modtrail
