#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "modtrail/base/sha256.h"

// The Merkle tree of RFC 6962 section 2.1 over entries that are only ever added.
//
// Of the tree only its peaks are held: the roots of the full subtrees that the number of leaves is made of, the highest
// first, one for each bit of that number that is set.  13 leaves: one of 8, one of 4, one of 1.  A leaf is a peak; two
// peaks of one height become one, as a carry does.  The root is the peaks folded from the right.
namespace modtrail {

Digest leaf_hash(std::string_view entry);
Digest node_hash(const Digest& left, const Digest& right);

class MerklePeaks {
 public:
  MerklePeaks() = default;
  // As size() and peaks() told them; nothing if the number of peaks is not that of the bits of `size`.
  static std::optional<MerklePeaks> from(std::uint64_t size, std::vector<Digest> peaks);

  void add(const Digest& leaf) { carry(leaf, 1); }
  // A full subtree of `leaves` leaves; false where that is no power of two, or does not stand at a multiple of it.
  bool add_subtree(const Digest& root, std::uint64_t leaves);

  Digest root() const;  // of no leaves: SHA-256 of nothing
  std::uint64_t size() const { return size_; }
  const std::vector<Digest>& peaks() const { return peaks_; }
  bool operator==(const MerklePeaks&) const = default;

 private:
  void carry(Digest root, std::uint64_t leaves);

  std::uint64_t size_ = 0;
  std::vector<Digest> peaks_;
};

}  // namespace modtrail
