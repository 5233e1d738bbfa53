#include "modtrail/base/ed25519.h"

#include <gtest/gtest.h>

#include <string>

namespace modtrail {
namespace {

template <std::size_t N>
std::array<unsigned char, N> from_hex(const std::string& digits) {
  std::array<unsigned char, N> out = {};
  for (std::size_t i = 0; i < N; ++i) {
    out[i] = static_cast<unsigned char>(std::stoul(digits.substr(2 * i, 2), nullptr, 16));
  }
  return out;
}

// RFC 8032 section 7.1, tests 1 to 3.
TEST(Ed25519, VectorsOfRfc8032) {
  struct Vector {
    std::string seed, key, message, signature;
  };
  const Vector vectors[] = {
      {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
       "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
       "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe2"
       "4"
       "655141438e7a100b"},
      {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
       "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "\x72",
       "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302ae"
       "e"
       "b00d291612bb0c00"},
      {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
       "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "\xaf\x82",
       "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28"
       "d"
       "c027beceea1ec40a"},
  };
  for (const Vector& vector : vectors) {
    const SecretKey secret(from_hex<32>(vector.seed));
    const PublicKey key = from_hex<32>(vector.key);
    const Signature signature = from_hex<64>(vector.signature);
    EXPECT_EQ(*public_key(secret), key);
    EXPECT_EQ(*sign(secret, vector.message), signature);
    EXPECT_TRUE(is_signed_by(key, vector.message, signature));
    EXPECT_FALSE(is_signed_by(key, vector.message + "x", signature));
  }
}

TEST(Ed25519, AnotherKeyAnotherSignature) {
  const Result<SecretKey> one = new_secret_key();
  const Result<SecretKey> two = new_secret_key();
  ASSERT_TRUE(one && two);
  EXPECT_NE(one->seed(), two->seed());
  Signature signature = *sign(*one, "text");
  EXPECT_TRUE(is_signed_by(*public_key(*one), "text", signature));
  EXPECT_FALSE(is_signed_by(*public_key(*two), "text", signature));
  signature[63] ^= 0x80U;
  EXPECT_FALSE(is_signed_by(*public_key(*one), "text", signature));
}

TEST(Ed25519, AMovedKeyIsGone) {
  SecretKey one = std::move(*new_secret_key());
  const SecretKey two = std::move(one);
  EXPECT_EQ(one.seed(), (std::array<unsigned char, 32>{}));  // NOLINT(bugprone-use-after-move): that is the question
  EXPECT_NE(two.seed(), (std::array<unsigned char, 32>{}));
}

}  // namespace
}  // namespace modtrail
