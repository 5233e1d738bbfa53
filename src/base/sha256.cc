// The low-level functions, which OpenSSL 3 calls deprecated: EVP's first set up every cipher and provider there is,
// which was a fifth of the time of a short check and half of the static program.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "modtrail/base/sha256.h"

#include <openssl/sha.h>

#include <array>

namespace modtrail {

namespace {

template <std::size_t N>
std::string hex(const std::array<unsigned char, N>& digest) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  for (const unsigned char byte : digest) {
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
  }
  return out;
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest = {};
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, bytes.data(), bytes.size());
  SHA256_Final(digest.data(), &context);
  return hex(digest);
}

std::string sha512_hex(std::string_view bytes) {
  std::array<unsigned char, SHA512_DIGEST_LENGTH> digest = {};
  SHA512_CTX context;
  SHA512_Init(&context);
  SHA512_Update(&context, bytes.data(), bytes.size());
  SHA512_Final(digest.data(), &context);
  return hex(digest);
}

}  // namespace modtrail
