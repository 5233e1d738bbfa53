#pragma once

#include <cstdint>
#include <string>
#include <utility>

// For tests: modules' files and their signatures, as small as they can be.
namespace modtrail {

inline std::string der_item(char tag, const std::string& content) {
  std::string out(1, tag);
  if (content.size() >= 128) out += '\x81';
  return out + static_cast<char>(content.size()) + content;
}

inline const std::string kSha256 = der_item(0x30, der_item(0x06, "\x60\x86\x48\x01\x65\x03\x04\x02\x01"));

inline std::string signed_data(const std::string& who) {
  const std::string info = der_item(0x30, der_item(0x02, "\x01") + who + kSha256);
  const std::string data = der_item(0x30, der_item(0x02, "\x01") + der_item(0x31, kSha256) +
                                              der_item(0x30, der_item(0x06, "\x2a")) + der_item(0x31, info));
  return der_item(0x30, der_item(0x06, "\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02") + der_item('\xa0', data));
}

inline std::string by_serial(const std::string& name) {
  const std::string common = der_item(0x31, der_item(0x30, der_item(0x06, "\x55\x04\x03") + der_item(0x0c, name)));
  return der_item(0x30, der_item(0x30, common) + der_item(0x02, "\x0a\x0b"));
}

inline std::string with_trailer(const std::string& blob, char form, char signer = 0, char key = 0,
                                const std::string& body = "module") {
  const auto size =
      static_cast<char>(blob.size() - static_cast<unsigned char>(signer) - static_cast<unsigned char>(key));
  std::string trailer = {0, 4, form, signer, key, 0, 0, 0, 0, 0, 0, size};
  return body + blob + trailer + "~Module signature appended~\n";
}

inline void put_number(std::string& out, std::uint64_t number, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(number >> (8 * i));
}

// A 64-bit file of the sections that are read.
inline std::string small_elf(const std::string& modinfo) {
  const std::string names = std::string("\0.strtab\0.modinfo\0.note.gnu.build-id\0", 37);
  const std::string note = std::string("\x04\0\0\0\x02\0\0\0\x03\0\0\0GNU\0\xca\xfe", 18);
  std::string out = std::string(
                        "\x7f"
                        "ELF\x02\x01\x01",
                        7) +
                    std::string(33, '\0');
  put_number(out, 64 + names.size() + modinfo.size() + note.size(), 8);
  out += std::string(10, '\0');
  put_number(out, 64, 2);
  put_number(out, 3, 2);
  put_number(out, 0, 2);
  out += names + modinfo + note;
  std::size_t at = 64;
  for (const auto& [name, size] :
       {std::pair(1, names.size()), std::pair(9, modinfo.size()), std::pair(18, note.size())}) {
    put_number(out, static_cast<std::uint64_t>(name), 4);
    out += std::string(20, '\0');
    put_number(out, at, 8);
    put_number(out, size, 8);
    out += std::string(24, '\0');
    at += size;
  }
  return out;
}

}  // namespace modtrail
