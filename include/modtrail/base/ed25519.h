#pragma once

#include <array>
#include <string_view>

#include "modtrail/base/result.h"

// Signatures by RFC 8032's Ed25519.
namespace modtrail {

using PublicKey = std::array<unsigned char, 32>;
using Signature = std::array<unsigned char, 64>;

// The 32 bytes that a key pair is made from.  Move only, and zeroed where it ends.
class SecretKey {
 public:
  explicit SecretKey(const std::array<unsigned char, 32>& seed) : seed_(seed) {}
  SecretKey(SecretKey&& other) noexcept;
  SecretKey& operator=(SecretKey&& other) noexcept;
  SecretKey(const SecretKey&) = delete;
  SecretKey& operator=(const SecretKey&) = delete;
  ~SecretKey();

  const std::array<unsigned char, 32>& seed() const { return seed_; }

 private:
  std::array<unsigned char, 32> seed_;
};

// From the system's random source.  Error: there is none.
Result<SecretKey> new_secret_key();

// Errors: out of memory.
Result<PublicKey> public_key(const SecretKey& key);
Result<Signature> sign(const SecretKey& key, std::string_view message);

// False for bytes that are no key, too.
bool is_signed_by(const PublicKey& key, std::string_view message, const Signature& signature);

// Overwrites what may not stay in memory.
void wipe(void* bytes, std::size_t size);

}  // namespace modtrail
