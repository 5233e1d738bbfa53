#include "trail/head.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <functional>

#include "trail/module_call.h"

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

// Nearly every line of every log has the same head, to the column:
//
//   type=PATH msg=audit(1795312729.576:6055): ...
//        ^type         ^ten digits, a dot, three, a colon, one to nine, "):"
//
// Those are known by comparing sixteen bytes at a time, and their id need not become a number to be hashed.  Whatever
// differs in any way, a leading zero or a type in small letters, is Odd and goes the long way.  So everything said here
// of a Plain line is what parse_record() says; the test holds them against each other.
namespace modtrail {

namespace {

constexpr std::size_t kSecondsDigits = 10;
constexpr std::size_t kTimeSize = kSecondsDigits + 5;  // with ".123:"
constexpr std::size_t kMostDigits = 9;                 // of a serial; ten may be too large
constexpr std::uint64_t kFirstTime = 1000000000ULL * 1000;
constexpr std::uint64_t kPastTime = 10000000000ULL * 1000;

std::uint64_t load64(const char* bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes, sizeof(value));
  return value;
}

std::uint64_t mix(std::uint64_t value) {
  value *= 0x9E3779B97F4A7C15ULL;
  return value ^ (value >> 29U);
}

// Of "1795312729.576:6055)", the serial having `digits` digits.
std::uint32_t stamp_hash(const char* stamp, std::size_t digits) {
  const char* serial = stamp + kTimeSize;
  const std::size_t first = std::min<std::size_t>(digits, 8);
  std::uint64_t number = load64(serial);
  if constexpr (std::endian::native == std::endian::little) {
    number <<= 64 - 8 * first;
  } else {
    number >>= 64 - 8 * first;
  }
  if (digits > 8) number += static_cast<unsigned char>(serial[8]);
  return static_cast<std::uint32_t>(mix(load64(stamp) + mix(load64(stamp + 7) + mix(number + digits))) >> 32U);
}

std::uint32_t node_hash(std::string_view node) {
  return node.empty() ? 0 : static_cast<std::uint32_t>(std::hash<std::string_view>()(node));
}

}  // namespace

std::uint32_t id_hash(std::string_view node, std::uint64_t time, std::uint32_t serial) {
  if (time < kFirstTime || time >= kPastTime)
    return static_cast<std::uint32_t>(mix(mix(time) + serial)) ^ node_hash(node);
  std::array<char, 48> stamp = {};
  std::to_chars(stamp.data(), stamp.data() + kSecondsDigits, time / 1000);
  stamp[kSecondsDigits] = '.';
  const std::uint64_t rest = time % 1000;
  stamp[11] = static_cast<char>('0' + rest / 100);
  stamp[12] = static_cast<char>('0' + rest / 10 % 10);
  stamp[13] = static_cast<char>('0' + rest % 10);
  stamp[14] = ':';
  char* const start = stamp.data() + kTimeSize;
  const char* const end = std::to_chars(start, stamp.data() + stamp.size(), serial).ptr;
  return stamp_hash(stamp.data(), static_cast<std::size_t>(end - start)) ^ node_hash(node);
}

#if defined(__x86_64__)

namespace {

std::uint32_t equal_mask(const char* bytes, char wanted) {
  const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
  return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(block, _mm_set1_epi8(wanted))));
}

std::uint32_t equal_mask32(const char* bytes, char wanted) {
  return equal_mask(bytes, wanted) | equal_mask(bytes + 16, wanted) << 16U;
}

// Which of sixteen bytes are digits.
std::uint32_t digit_mask(const char* bytes) {
  const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
  const __m128i value = _mm_sub_epi8(block, _mm_set1_epi8('0'));
  return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(value, _mm_set1_epi8(9)), value)));
}

constexpr std::uint64_t word(std::string_view text) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8 && i < text.size(); ++i) {
    value |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
  }
  return value;
}

constexpr std::uint64_t kFiveBytes = 0xFFFFFFFFFFULL;

// Three-digit numbers that are a module call on some machine.
using NumberSet = std::array<bool, 1000>;
NumberSet module_numbers() {
  NumberSet numbers = {};
  for (const std::uint32_t number : module_call_numbers()) {
    if (number < numbers.size()) numbers[number] = true;
  }
  return numbers;
}

unsigned digit(char byte) {
  return static_cast<unsigned>(byte - '0');
}

// The number of "arch=c000003e syscall=313 " decides for nearly all; what is written otherwise may be one.
HeadKind syscall_kind(const char* body, const char* end) {
  static const NumberSet kNumbers = module_numbers();
  if (body + 48 > end || (load64(body) & kFiveBytes) != word("arch=")) return HeadKind::Module;
  const std::uint32_t blanks = equal_mask(body + 5, ' ');
  if (blanks == 0) return HeadKind::Module;
  const char* call = body + 5 + std::countr_zero(blanks);
  if (load64(call) != word(" syscall") || call[8] != '=') return HeadKind::Module;
  const char* number = call + 9;
  const auto digits = static_cast<unsigned>(std::countr_one(digit_mask(number)));
  if (digits == 0 || digits > 3 || number[digits] != ' ') return HeadKind::Module;
  if (digits < 3) return HeadKind::Plain;  // no machine has one
  return kNumbers[digit(number[0]) * 100 + digit(number[1]) * 10 + digit(number[2])] ? HeadKind::Module
                                                                                     : HeadKind::Plain;
}

// The types of names that are not in question, by their first byte and length; others are read the long way.
HeadKind type_kind(const char* type, std::size_t size) {
  switch (type[0]) {
    case 'S':
      if (size != 7) return HeadKind::Plain;
      return load64(type) == word("SYSCALL ") ? HeadKind::Module : HeadKind::Odd;
    case 'K':
      return size == 11 ? HeadKind::Odd : HeadKind::Plain;
    case 'U':
      return load64(type) == word("UNKNOWN[") ? HeadKind::Odd : HeadKind::Plain;
    default:
      return type[0] >= 'A' && type[0] <= 'Z' ? HeadKind::Plain : HeadKind::Odd;
  }
}

// From "type=" on.
Head read_typed(const char* line, const char* end, std::uint32_t hash) {
  const char* type = line + 5;
  if ((load64(line) & kFiveBytes) != word("type=")) return {};
  const std::uint32_t blanks = equal_mask32(type, ' ');
  if (blanks <= 1) return {};  // none, or no type
  const auto size = static_cast<std::size_t>(std::countr_zero(blanks));
  const char* msg = type + size;
  if (load64(msg) != word(" msg=aud") || (load64(msg + 8) & 0xFFFFFF) != word("it(")) return {};
  const char* stamp = msg + 11;
  constexpr std::uint32_t kTimeDigits = 0x3BFF;
  const char* serial = stamp + kTimeSize;
  if ((digit_mask(stamp) & kTimeDigits) != kTimeDigits || stamp[10] != '.' || stamp[14] != ':') return {};
  const auto digits = static_cast<std::size_t>(std::countr_one(digit_mask(serial)));
  const char* close = serial + digits;
  if (digits == 0 || digits > kMostDigits || close[0] != ')' || close[1] != ':' || close + 2 > end) return {};
  if (stamp[0] == '0' || (serial[0] == '0' && digits > 1)) return {};
  Head head{type_kind(type, size), stamp_hash(stamp, digits) ^ hash};
  if (head.kind == HeadKind::Module) head.kind = syscall_kind(close + (close[2] == ' ' ? 3 : 2), end);
  return head;
}

}  // namespace

Head read_head(const char* line, std::size_t size) {
  if (size > kLineLimit) return {};
  const char* end = line + size;
  if (line[0] == 't') return read_typed(line, end, 0);
  if ((load64(line) & kFiveBytes) != word("node=")) return {};
  const std::uint32_t blanks = equal_mask32(line + 5, ' ');
  if (blanks == 0) return {};
  const auto node = static_cast<std::size_t>(std::countr_zero(blanks));
  if (size < 5 + node + 1 + 5) return {};
  return read_typed(line + 5 + node + 1, end, node_hash({line + 5, node}));
}

#else

Head read_head(const char*, std::size_t) {
  return {};
}

#endif

}  // namespace modtrail
