#include "numbers.h"

#include <limits>

namespace modtrail {
namespace {

constexpr std::uint64_t kLongMax = std::numeric_limits<std::int64_t>::max();

int digit_of(char byte) {
  if (byte >= '0' && byte <= '9') return byte - '0';
  if (byte >= 'a' && byte <= 'z') return byte - 'a' + 10;
  if (byte >= 'A' && byte <= 'Z') return byte - 'A' + 10;
  return 99;
}

bool is_blank(char byte) {
  return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

// Takes "0x" where a hexadecimal digit follows, and settles base 0.
int take_prefix(std::string_view text, std::size_t& at, int base) {
  const bool zero = at < text.size() && text[at] == '0';
  const bool hex =
      zero && at + 2 < text.size() && (text[at + 1] == 'x' || text[at + 1] == 'X') && digit_of(text[at + 2]) < 16;
  if (hex && (base == 0 || base == 16)) {
    at += 2;
    return 16;
  }
  if (base != 0) return base;
  return zero ? 8 : 10;
}

std::uint64_t apply_sign(Scanned& scanned, bool negative, Sign sign) {
  constexpr std::uint64_t kMax = std::numeric_limits<std::uint64_t>::max();
  if (sign == Sign::Unsigned) {
    if (scanned.overflow) return kMax;
    return negative ? std::uint64_t{0} - scanned.value : scanned.value;
  }
  const std::uint64_t limit = negative ? kLongMax + 1 : kLongMax;
  if (scanned.value > limit) scanned.overflow = true;
  const std::uint64_t magnitude = scanned.overflow ? limit : scanned.value;
  return negative ? std::uint64_t{0} - magnitude : magnitude;
}

}  // namespace

Scanned scan_number(std::string_view text, int base, Sign sign) {
  Scanned scanned;
  std::size_t at = 0;
  while (at < text.size() && is_blank(text[at])) ++at;
  const bool negative = at < text.size() && text[at] == '-';
  if (negative || (at < text.size() && text[at] == '+')) ++at;
  base = take_prefix(text, at, base);
  for (; at < text.size() && digit_of(text[at]) < base; ++at) {
    const auto wide = static_cast<std::uint64_t>(base);
    const auto digit = static_cast<std::uint64_t>(digit_of(text[at]));
    if (scanned.value > (std::numeric_limits<std::uint64_t>::max() - digit) / wide) scanned.overflow = true;
    if (!scanned.overflow) scanned.value = scanned.value * wide + digit;
    scanned.used = at + 1;
  }
  scanned.value = apply_sign(scanned, negative, sign);
  return scanned;
}

bool is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

bool starts_with_digit(std::string_view text) {
  return !text.empty() && is_digit(text.front());
}

bool is_negative_number(std::string_view text) {
  return text.size() >= 2 && text.front() == '-' && is_digit(text[1]);
}

std::uint32_t scan_value(std::string_view text, Sign sign) {
  return static_cast<std::uint32_t>(scan_number(text, 0, sign).value);
}

}  // namespace modtrail
