// OpenSSL, seen by this file alone: digests and signatures.
//
// For digests the low-level functions, which OpenSSL 3 calls deprecated: EVP's first set up every cipher and provider
// there is, which was a fifth of the time of a short check.
#define OPENSSL_SUPPRESS_DEPRECATED
#include <endian.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <tuple>

#include "modtrail/base/ed25519.h"
#include "modtrail/base/hex.h"
#include "modtrail/base/sha256.h"

namespace modtrail {

namespace {

std::string hex(std::span<const unsigned char> digest) {
  std::string out;
  append_hex(out, digest);
  return out;
}

struct Free {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, Free>;
using Context = std::unique_ptr<EVP_MD_CTX, Free>;

Key key_of(const SecretKey& key) {
  return Key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, key.seed().data(), key.seed().size()));
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

constexpr std::size_t kShort = std::size_t{16} * SHA256_CBLOCK;  // with its padding

// A short message padded here (FIPS 180-4, 5.1.1) goes through the compression in one call, from one place.  In parts,
// and with OpenSSL's padding, it goes in three, which for a leaf of a sealed trail takes a fifth longer.
Digest sha256_of_short(std::initializer_list<std::string_view> parts) {
  std::array<unsigned char, kShort> blocks;
  std::size_t size = 0;
  for (const std::string_view part : parts) {
    if (!part.empty()) std::memcpy(blocks.data() + size, part.data(), part.size());
    size += part.size();
  }
  const std::size_t whole = (size + 1 + sizeof(std::uint64_t) + SHA256_CBLOCK - 1) / SHA256_CBLOCK * SHA256_CBLOCK;
  std::memset(blocks.data() + size, 0, whole - size);
  blocks[size] = 0x80;
  blocks[whole - 1] = static_cast<unsigned char>(8 * size);
  blocks[whole - 2] = static_cast<unsigned char>(8 * size >> 8U);
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, blocks.data(), whole);
  Digest digest;
  for (std::size_t i = 0; i < digest.size() / sizeof(std::uint32_t); ++i) {
    const std::uint32_t word = htobe32(context.h[i]);
    std::memcpy(digest.data() + sizeof(word) * i, &word, sizeof(word));
  }
  return digest;
}

}  // namespace

Digest sha256(std::initializer_list<std::string_view> parts) {
  static_assert(std::tuple_size_v<Digest> == SHA256_DIGEST_LENGTH);
  std::size_t size = 0;
  for (const std::string_view part : parts) size += part.size();
  if (size + 1 + sizeof(std::uint64_t) <= kShort) return sha256_of_short(parts);
  Digest digest = {};
  SHA256_CTX context;
  SHA256_Init(&context);
  for (const std::string_view part : parts) SHA256_Update(&context, part.data(), part.size());
  SHA256_Final(digest.data(), &context);
  return digest;
}

std::string sha256_hex(std::string_view bytes) {
  return hex(sha256({bytes}));
}

std::string sha512_hex(std::string_view bytes) {
  std::array<unsigned char, SHA512_DIGEST_LENGTH> digest = {};
  SHA512_CTX context;
  SHA512_Init(&context);
  SHA512_Update(&context, bytes.data(), bytes.size());
  SHA512_Final(digest.data(), &context);
  return hex(digest);
}

SecretKey::SecretKey(SecretKey&& other) noexcept : seed_(other.seed_) {
  wipe(other.seed_.data(), other.seed_.size());
}

SecretKey& SecretKey::operator=(SecretKey&& other) noexcept {
  if (this == &other) return *this;
  seed_ = other.seed_;
  wipe(other.seed_.data(), other.seed_.size());
  return *this;
}

SecretKey::~SecretKey() {
  wipe(seed_.data(), seed_.size());
}

Result<SecretKey> new_secret_key() {
  std::array<unsigned char, 32> seed = {};
  if (RAND_priv_bytes(seed.data(), seed.size()) != 1) return fail("the system gives no random numbers for a key");
  SecretKey key(seed);
  wipe(seed.data(), seed.size());
  return key;
}

Result<PublicKey> public_key(const SecretKey& key) {
  const Key pair = key_of(key);
  PublicKey out = {};
  std::size_t size = out.size();
  const bool done = pair != nullptr && EVP_PKEY_get_raw_public_key(pair.get(), out.data(), &size) == 1;
  if (!done) return fail("cannot make a public key");
  return out;
}

Result<Signature> sign(const SecretKey& key, std::string_view message) {
  const Key pair = key_of(key);
  const Context context(EVP_MD_CTX_new());
  Signature out = {};
  std::size_t size = out.size();
  const bool done = pair != nullptr && context != nullptr &&
                    EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, pair.get()) == 1 &&
                    EVP_DigestSign(context.get(), out.data(), &size, bytes_of(message), message.size()) == 1;
  if (!done) return fail("cannot sign");
  return out;
}

bool is_signed_by(const PublicKey& key, std::string_view message, const Signature& signature) {
  const Key pair(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()));
  const Context context(EVP_MD_CTX_new());
  return pair != nullptr && context != nullptr &&
         EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, pair.get()) == 1 &&
         EVP_DigestVerify(context.get(), signature.data(), signature.size(), bytes_of(message), message.size()) == 1;
}

void wipe(void* bytes, std::size_t size) {
  OPENSSL_cleanse(bytes, size);
}

}  // namespace modtrail
