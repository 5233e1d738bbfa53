#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "modtrail/base/byte_source.h"

// Packed files (RFC 1952, RFC 8878, the .xz format 1.2), unpacked as they are read.
namespace modtrail {

enum class Packing : std::uint8_t { None, Gzip, Zstd, Xz };

// The most memory a packed file can make its reader keep; one that asks for more is an error.
inline constexpr std::size_t kLargestWindow = std::size_t{128} << 20;

inline constexpr std::size_t kPackingHead = 6;  // bytes that tell

// By the first bytes, whatever the file's name.
Packing packing_of(std::string_view head);

// What `packed` holds.  Several members, frames or streams one after the other count as one.  Sizes that the file
// states are not believed.  Errors: cut short, damaged, of another format, a window above kLargestWindow, out of
// memory, and more than kMostRatio bytes out of one once kFreely bytes have come.
Result<std::unique_ptr<ByteSource>> unpack(Packing packing, std::unique_ptr<ByteSource> packed);

// No log packs better than this; a file that does is made to keep its reader busy.
inline constexpr std::uint64_t kMostRatio = 4096;
inline constexpr std::uint64_t kFreely = std::uint64_t{256} << 20;

}  // namespace modtrail
