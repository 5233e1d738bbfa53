#include "modtrail/trail/merkle.h"

#include <gtest/gtest.h>

#include <bit>
#include <string>

namespace modtrail {
namespace {

std::string hex(const Digest& digest) {
  std::string out;
  for (const unsigned char byte : digest) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

std::string entry(std::size_t i) {
  return "entry " + std::to_string(i);
}

// RFC 6962's definition, word by word.
Digest tree_hash(std::size_t first, std::size_t count) {
  if (count == 0) return sha256({});
  if (count == 1) return leaf_hash(entry(first));
  const std::size_t left = std::bit_floor(count - 1);
  return node_hash(tree_hash(first, left), tree_hash(first + left, count - left));
}

// The vectors of certificate transparency's reference implementation.
TEST(Merkle, KnownRoots) {
  MerklePeaks tree;
  EXPECT_EQ(hex(tree.root()), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  tree.add(leaf_hash(""));
  EXPECT_EQ(hex(tree.root()), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  tree.add(leaf_hash(std::string(1, '\0')));
  EXPECT_EQ(hex(tree.root()), "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125");
}

TEST(Merkle, TheRootIsThatOfTheDefinition) {
  MerklePeaks tree;
  for (std::size_t count = 0; count <= 130; ++count) {
    EXPECT_EQ(tree.root(), tree_hash(0, count)) << count;
    EXPECT_EQ(tree.size(), count);
    EXPECT_EQ(MerklePeaks::from(count, tree.peaks()), tree);
    tree.add(leaf_hash(entry(count)));
  }
}

TEST(Merkle, SubtreesStandForTheirLeaves) {
  for (const std::uint64_t leaves : {1U, 2U, 4U, 16U}) {
    MerklePeaks tree;
    for (std::size_t i = 0; i < 32; ++i) tree.add(leaf_hash(entry(i)));
    EXPECT_TRUE(tree.add_subtree(tree_hash(32, leaves), leaves));
    EXPECT_EQ(tree.root(), tree_hash(0, 32 + leaves));
  }
}

TEST(Merkle, SubtreesStandWhereTheyCan) {
  MerklePeaks tree;
  EXPECT_FALSE(tree.add_subtree({}, 0));
  EXPECT_FALSE(tree.add_subtree({}, 3));
  tree.add(leaf_hash("a"));
  EXPECT_FALSE(tree.add_subtree({}, 2));
  EXPECT_EQ(tree.size(), 1U);
  EXPECT_TRUE(tree.add_subtree(leaf_hash("b"), 1));
  EXPECT_TRUE(tree.add_subtree(node_hash(leaf_hash("c"), leaf_hash("d")), 2));
}

TEST(Merkle, PeaksAreAsManyAsBits) {
  EXPECT_FALSE(MerklePeaks::from(3, {Digest{}}).has_value());
  EXPECT_TRUE(MerklePeaks::from(3, {Digest{}, Digest{}}).has_value());
  EXPECT_TRUE(MerklePeaks::from(0, {}).has_value());
}

}  // namespace
}  // namespace modtrail
