// The low-level functions, which OpenSSL 3 calls deprecated: EVP's first set up every cipher and provider there is,
// which was a fifth of the time of a short check and half of the static program.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "modtrail/base/sha256.h"

#include <openssl/sha.h>

#include <array>

namespace modtrail {

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest = {};
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, bytes.data(), bytes.size());
  SHA256_Final(digest.data(), &context);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const unsigned char byte : digest) {
    hex += kDigits[byte >> 4U];
    hex += kDigits[byte & 15U];
  }
  return hex;
}

}  // namespace modtrail
