#include "modtrail/base/sha256.h"

#include <gtest/gtest.h>

namespace modtrail {
namespace {

TEST(Sha256, KnownAnswers) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256_hex(std::string(1000000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, PartsAreOneText) {
  EXPECT_EQ(sha256({"ab", "", "c"}), sha256({"abc"}));
  EXPECT_NE(sha256({"abc"}), sha256({"abd"}));
}

// Short messages are padded by another hand than long ones.
TEST(Sha256, OfEachLength) {
  const std::string text(1100, 'a');
  std::string all;
  for (std::size_t size = 0; size < text.size(); ++size) all += sha256_hex(text.substr(0, size));
  EXPECT_EQ(sha256_hex(all), "d2d923c6419380ab3bf33b970d3e21c481b203241ab7cedbb6efcda29d534668");
}

TEST(Sha512, KnownDigest) {
  EXPECT_EQ(sha512_hex("abc"),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

}  // namespace
}  // namespace modtrail
