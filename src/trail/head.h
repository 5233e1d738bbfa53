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

// Which of some lines are to be looked at again, a bit each, the first the lowest.  Of all others parse_record() says
// that they are records, is_module_record() that they are none of a module call, and may_hold() no.
struct Heads {
  std::uint64_t odd = 0;     // not looked through: ask parse_record()
  std::uint64_t module = 0;  // parse_record() takes it, is_module_record() may be true
  std::uint64_t near = 0;    // parse_record() takes it, may_hold() is true
};

// Of up to kMostHeads lines, one after the other and none longer than kLineLimit: ends[0] is where the feed before the
// first stands, ends[i + 1] where line i's own does.  Sets the hashes of those that are not odd.  kHeadMargin bytes
// after the last line can be read.
using ReadHeads = Heads (*)(const char* bytes, const std::uint32_t* ends, std::size_t lines, const OpenHashes& open,
                            std::uint32_t* hashes);
#if defined(__x86_64__)
Heads read_heads_sse2(const char* bytes, const std::uint32_t* ends, std::size_t lines, const OpenHashes& open,
                      std::uint32_t* hashes);
Heads read_heads_avx2(const char* bytes, const std::uint32_t* ends, std::size_t lines, const OpenHashes& open,
                      std::uint32_t* hashes);
#endif
Heads read_heads_scalar(const char* bytes, const std::uint32_t* ends, std::size_t lines, const OpenHashes& open,
                        std::uint32_t* hashes);
// The fastest that this processor can run.
ReadHeads best_read_heads();

}  // namespace modtrail
