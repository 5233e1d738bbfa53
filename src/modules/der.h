#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// DER (X.690) as far as a signature needs it: one value after the other, none of which reaches out of its parent.
namespace modtrail {

namespace der {
inline constexpr unsigned kInteger = 0x02;
inline constexpr unsigned kOctets = 0x04;
inline constexpr unsigned kObjectId = 0x06;
inline constexpr unsigned kSequence = 0x30;
inline constexpr unsigned kSet = 0x31;
inline constexpr unsigned kContext0 = 0xa0;           // [0], constructed
inline constexpr unsigned kContext1 = 0xa1;           // [1], constructed
inline constexpr unsigned kPrimitiveContext0 = 0x80;  // [0] IMPLICIT of a string
}  // namespace der

struct DerValue {
  unsigned tag = 0;
  std::string_view content;
};

class DerReader {
 public:
  explicit DerReader(std::string_view bytes) : left_(bytes) {}
  bool at_end() const { return left_.empty(); }
  // Nothing: at the end, or bytes that are no value (tags above 30 and lengths above 32 bit have no place here).
  std::optional<DerValue> next();
  // The next value if it has this tag; nothing, and stays, if not.
  std::optional<std::string_view> take(unsigned tag);

 private:
  std::string_view left_;
};

// "1.2.840.113549.1.7.2"; "" for bytes that are none.
std::string object_id_text(std::string_view content);

}  // namespace modtrail
