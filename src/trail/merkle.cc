#include "modtrail/trail/merkle.h"

#include <bit>

namespace modtrail {
namespace {

std::string_view text_of(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

Digest leaf_hash(std::string_view entry) {
  return sha256({std::string_view("\0", 1), entry});
}

Digest node_hash(const Digest& left, const Digest& right) {
  return sha256({"\1", text_of(left), text_of(right)});
}

std::optional<MerklePeaks> MerklePeaks::from(std::uint64_t size, std::vector<Digest> peaks) {
  if (static_cast<std::size_t>(std::popcount(size)) != peaks.size()) return std::nullopt;
  MerklePeaks out;
  out.size_ = size;
  out.peaks_ = std::move(peaks);
  return out;
}

bool MerklePeaks::add_subtree(const Digest& root, std::uint64_t leaves) {
  if (!std::has_single_bit(leaves) || size_ % leaves != 0 || size_ + leaves < size_) return false;
  carry(root, leaves);
  return true;
}

void MerklePeaks::carry(Digest root, std::uint64_t leaves) {
  for (std::uint64_t height = leaves; (size_ & height) != 0; height <<= 1U) {
    root = node_hash(peaks_.back(), root);
    peaks_.pop_back();
  }
  peaks_.push_back(root);
  size_ += leaves;
}

Digest MerklePeaks::root() const {
  if (peaks_.empty()) return sha256({});
  Digest out = peaks_.back();
  for (std::size_t i = peaks_.size() - 1; i > 0; --i) out = node_hash(peaks_[i - 1], out);
  return out;
}

}  // namespace modtrail
