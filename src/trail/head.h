#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "modtrail/trail/record.h"

// What a scan needs to know of a line, read in a few instructions from the line's first bytes.
namespace modtrail {

// Bytes that may be read past a line's end.
inline constexpr std::size_t kHeadMargin = 192;

// The hash of an id: of node and serial.
std::uint32_t id_hash(std::string_view node, std::uint64_t time, std::uint32_t serial);

// The hashes of open events, counted: two may share a place.
class OpenHashes {
 public:
  bool may_hold(std::uint32_t hash) const { return counts_[place(hash)] != 0; }
  void add(std::uint32_t hash) { ++counts_[place(hash)]; }
  void remove(std::uint32_t hash) { --counts_[place(hash)]; }

 private:
  static constexpr unsigned kBits = 12;
  static std::size_t place(std::uint32_t hash) {
    return hash >> (32 - kBits);
  }  // the last digit is in these bits alone
  std::array<std::uint16_t, std::size_t{1} << kBits> counts_ = {};
};

inline constexpr std::size_t kMostHeads = 64;  // at a time

// Which of up to kMostHeads lines are to be looked at again, a bit each, the first the lowest.  Of all others
// parse_record() says that they are records, is_module_record() that they are none of a module call, and may_hold() no;
// their hashes are set.  The lines stand one after the other, and none is longer than kLineLimit: ends[0] is where the
// feed before the first stands, ends[i + 1] where line i's own does.  kHeadMargin bytes after the last can be read.
//
// The bytes may become others while they are read: then the answer is of no use, and nothing else happens.
using ReadHeads = std::uint64_t (*)(const char* bytes, const std::uint32_t* ends, std::size_t lines,
                                    const OpenHashes& open, std::uint32_t* hashes);
#if defined(__x86_64__)
std::uint64_t read_heads_sse2(const char* bytes, const std::uint32_t* ends, std::size_t lines, const OpenHashes& open,
                              std::uint32_t* hashes);
std::uint64_t read_heads_avx2(const char* bytes, const std::uint32_t* ends, std::size_t lines, const OpenHashes& open,
                              std::uint32_t* hashes);
#endif
std::uint64_t read_heads_scalar(const char* bytes, const std::uint32_t* ends, std::size_t lines, const OpenHashes& open,
                                std::uint32_t* hashes);
// The fastest that this processor can run.
ReadHeads best_read_heads();

}  // namespace modtrail
