#include <array>
#include <utility>

#include "modtrail/base/hex.h"
#include "modtrail/base/word.h"
#include "modtrail/modules/module_file.h"
#include "modules/der.h"

// A signed module ends in the signature, twelve bytes about it (struct module_signature: algorithm, digest, form,
// lengths of signer and key id, three of padding, the signature's length as a big-endian word), and a line of text.
// Since Linux 4.3 the signature is PKCS#7's SignedData (RFC 2315) of one signer, named by issuer and serial number or
// by a key identifier; before, the signer and the key's identifier stood as they are before it.
namespace modtrail {
namespace {

constexpr std::string_view kMagic = "~Module signature appended~\n";
constexpr std::size_t kTrailer = 12;

std::string hex_of(std::string_view bytes) {
  std::string out;
  append_hex(out, {reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
  return out;
}

std::string digest_name(const std::string& id) {
  static constexpr std::pair<std::string_view, std::string_view> kNames[] = {
      {"1.2.840.113549.2.5", "md5"},           {"1.3.14.3.2.26", "sha1"},
      {"2.16.840.1.101.3.4.2.1", "sha256"},    {"2.16.840.1.101.3.4.2.2", "sha384"},
      {"2.16.840.1.101.3.4.2.3", "sha512"},    {"2.16.840.1.101.3.4.2.4", "sha224"},
      {"2.16.840.1.101.3.4.2.8", "sha3-256"},  {"2.16.840.1.101.3.4.2.9", "sha3-384"},
      {"2.16.840.1.101.3.4.2.10", "sha3-512"},
  };
  for (const auto& [number, name] : kNames) {
    if (number == id) return std::string(name);
  }
  return id;
}

// The common name of a distinguished name: SEQUENCE of SET of SEQUENCE {attribute, value}.
std::string common_name(std::string_view distinguished) {
  constexpr std::string_view kCommonName = "2.5.4.3";
  DerReader parts(distinguished);
  while (const auto part = parts.take(der::kSet)) {
    DerReader attributes(*part);
    while (const auto attribute = attributes.take(der::kSequence)) {
      DerReader pair(*attribute);
      const auto type = pair.take(der::kObjectId);
      const auto value = pair.next();
      if (type && value && object_id_text(*type) == kCommonName) return std::string(value->content);
    }
  }
  return "";
}

// SignerInfo: version, who, digest algorithm.
std::optional<ModuleSignature> read_signer(std::string_view info) {
  DerReader reader(info);
  if (!reader.take(der::kInteger)) return std::nullopt;
  ModuleSignature out;
  if (const auto key = reader.take(der::kPrimitiveContext0)) {
    out.key_id = hex_of(*key);
  } else if (const auto who = reader.take(der::kSequence)) {
    DerReader parts(*who);
    const auto issuer = parts.take(der::kSequence);
    const auto serial = parts.take(der::kInteger);
    if (!issuer || !serial) return std::nullopt;
    out.signer = common_name(*issuer);
    out.key_id = hex_of(*serial);
  } else {
    return std::nullopt;
  }
  const auto algorithm = reader.take(der::kSequence);
  const auto id = algorithm ? DerReader(*algorithm).take(der::kObjectId) : std::nullopt;
  if (!id) return std::nullopt;
  out.digest = digest_name(object_id_text(*id));
  return out;
}

// ContentInfo {signedData, [0] SignedData {version, SET digests, SEQUENCE content, certificates?, revocations?, SET
// signers}}.
std::optional<ModuleSignature> read_pkcs7(std::string_view bytes) {
  constexpr std::string_view kSignedData = "1.2.840.113549.1.7.2";
  DerReader outer(bytes);
  const auto info = outer.take(der::kSequence);
  if (!info) return std::nullopt;
  DerReader content(*info);
  const auto type = content.take(der::kObjectId);
  const auto wrapped = content.take(der::kContext0);
  if (!type || !wrapped || object_id_text(*type) != kSignedData) return std::nullopt;
  const auto data = DerReader(*wrapped).take(der::kSequence);
  if (!data) return std::nullopt;
  DerReader reader(*data);
  if (!reader.take(der::kInteger) || !reader.take(der::kSet) || !reader.take(der::kSequence)) return std::nullopt;
  (void)reader.take(der::kContext0);
  (void)reader.take(der::kContext1);
  const auto signers = reader.take(der::kSet);
  const auto first = signers ? DerReader(*signers).take(der::kSequence) : std::nullopt;
  return first ? read_signer(*first) : std::nullopt;
}

struct Trailer {
  unsigned digest = 0;
  unsigned form = 0;
  std::size_t signer = 0;
  std::size_t key_id = 0;
  std::size_t size = 0;
};

Trailer read_trailer(std::string_view twelve) {
  const auto at = [&](std::size_t index) { return std::size_t{static_cast<unsigned char>(twelve[index])}; };
  return {static_cast<unsigned>(at(1)), static_cast<unsigned>(at(2)), at(3), at(4), big_endian_word(twelve, 8)};
}

// enum pkey_hash_algo of the kernels that signed so.
std::string old_digest_name(unsigned number) {
  static constexpr std::array<std::string_view, 8> kNames = {"md4",    "md5",    "sha1",   "rmd160",
                                                             "sha256", "sha384", "sha512", "sha224"};
  return number < kNames.size() ? std::string(kNames[number]) : std::to_string(number);
}

}  // namespace

Result<std::optional<ModuleSignature>> parse_module_signature(std::string_view bytes) {
  if (!bytes.ends_with(kMagic)) return std::optional<ModuleSignature>();
  bytes.remove_suffix(kMagic.size());
  if (bytes.size() < kTrailer) return fail("the signature is cut short");
  const Trailer trailer = read_trailer(bytes.substr(bytes.size() - kTrailer));
  bytes.remove_suffix(kTrailer);
  const std::size_t whole = trailer.signer + trailer.key_id + trailer.size;
  if (whole > bytes.size()) return fail("the signature is longer than the file");
  const std::string_view blob = bytes.substr(bytes.size() - whole);
  if (trailer.form > 2) return fail("the signature is of an unknown form, " + std::to_string(trailer.form));
  if (trailer.form == 2) {
    auto signature = read_pkcs7(blob.substr(trailer.signer + trailer.key_id));
    if (!signature) return fail("the signature is no PKCS#7");
    return signature;
  }
  ModuleSignature out;
  out.form = trailer.form == 0 ? SignatureForm::Pgp : SignatureForm::X509;
  out.signer = blob.substr(0, trailer.signer);
  out.key_id = hex_of(blob.substr(trailer.signer, trailer.key_id));
  out.digest = old_digest_name(trailer.digest);
  return std::optional(out);
}

}  // namespace modtrail
