#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "modtrail/base/result.h"

// What a module's file says of itself.
namespace modtrail {

enum class SignatureForm : std::uint8_t { Pgp, X509, Pkcs7 };  // struct module_signature's id_type, in that order

// The signature at the end of a module's file (kernel/module_signature.c).  It is read, never verified: that takes the
// kernel's own keys.
struct ModuleSignature {
  SignatureForm form = SignatureForm::Pkcs7;
  std::string signer;  // the common name of the certificate's issuer; "" where the file does not tell
  std::string key_id;  // hex: the certificate's serial number, or the key's identifier
  std::string digest;  // "sha256", or the numbers of an algorithm that has no name here: "1.2.3"
};

struct ModuleFile {
  std::string name;  // "" before Linux 4.13's
  std::string vermagic;
  std::string version;
  std::string license;
  bool in_tree = false;  // "intree=Y", which modpost writes into those of the kernel's own sources
  std::string build_id;  // hex; "" where there is none
  std::optional<ModuleSignature> signature;
  std::string odd_signature;  // why what looks like one is none
};

// Of the unpacked bytes of a .ko, 32 or 64 bit, of either byte order.  Errors: no ELF file; sections that lie outside.
Result<ModuleFile> parse_module_file(std::string_view bytes);

// A .ko as it lies on disk, packed by gzip, zstd or xz or not; an error past `limit` bytes.
Result<std::string> unpacked_module(std::string_view bytes, std::size_t limit);

// Nothing: no signature stands at the end.  Errors: one stands there that cannot be read.
Result<std::optional<ModuleSignature>> parse_module_signature(std::string_view bytes);

}  // namespace modtrail
