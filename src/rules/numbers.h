#pragma once

#include <cstdint>
#include <string_view>

namespace modtrail {

// What C's strtoul() and strtol() make of a text: blanks, a sign and a prefix are taken, what follows the digits is
// ignored, and without digits the value is 0.  auditctl reads all its numbers so.
struct Scanned {
  std::uint64_t value = 0;  // as the bits of a long
  bool overflow = false;    // errno would be ERANGE; the value is the limit then
  std::size_t used = 0;     // bytes read, 0 where there are no digits
};
enum class Sign : std::uint8_t { Unsigned, Signed };  // strtoul, strtol
Scanned scan_number(std::string_view text, int base, Sign sign);

bool is_digit(char byte);
bool starts_with_digit(std::string_view text);
bool is_negative_number(std::string_view text);  // a minus and a digit

// A number cut to the 32 bits of a rule's value, as an assignment in C does.
std::uint32_t scan_value(std::string_view text, Sign sign);

}  // namespace modtrail
