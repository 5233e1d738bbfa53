#include "trail/head.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <functional>
#include <span>

#include "trail/module_call.h"
#include "trail/processor.h"

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

// Nearly every line of every log has the same head, to the column:
//
//   type=PATH msg=audit(1795312729.576:6055): ...
//        ^type         ^ten digits, a dot, three, a colon, one to nine, "):"
//
// Those are known by comparing sixteen bytes at a time, and the serial need not become a number to be hashed.  Whatever
// differs in any way, a leading zero or a type in small letters, is Odd and goes the long way.  So everything said here
// of a Plain line is what parse_record() says; the test holds them against each other.
namespace modtrail {

namespace {

constexpr std::size_t kSecondsDigits = 10;
constexpr std::size_t kTimeSize = kSecondsDigits + 5;  // with ".123:"
constexpr std::size_t kMostDigits = 9;                 // of a serial; ten may be too large
std::uint64_t load64(const char* bytes) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes, sizeof(value));
  return value;
}

// Of the last eight bytes of "795312729.576:6055": the serial, and the milliseconds where it is short.
std::uint32_t stamp_hash(const char* end) {
  return static_cast<std::uint32_t>(load64(end - 8) * 0x9E3779B97F4A7C15ULL >> 32U);
}

std::uint32_t node_hash(std::string_view node) {
  return node.empty() ? 0 : static_cast<std::uint32_t>(std::hash<std::string_view>()(node));
}

}  // namespace

std::uint32_t id_hash(std::string_view node, std::uint64_t time, std::uint32_t serial) {
  std::array<char, 32> stamp = {};
  const std::uint64_t milliseconds = 1000 + time % 1000;  // four digits; the first becomes the dot
  char* end = std::to_chars(stamp.data() + 8, stamp.data() + stamp.size(), milliseconds).ptr;
  stamp[8] = '.';
  *end++ = ':';
  end = std::to_chars(end, stamp.data() + stamp.size(), serial).ptr;
  stamp[7] = static_cast<char>('0' + time / 1000 % 10);
  stamp[6] = static_cast<char>('0' + time / 10000 % 10);
  return stamp_hash(end) ^ node_hash(node);
}

#if defined(__x86_64__)

// Into each of its callers, by the instructions of that.
#define MODTRAIL_INLINE inline __attribute__((always_inline))

namespace {

MODTRAIL_INLINE std::uint32_t equal_mask(const char* bytes, char wanted) {
  const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
  return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(block, _mm_set1_epi8(wanted))));
}

MODTRAIL_INLINE std::uint32_t equal_mask32(const char* bytes, char wanted) {
  return equal_mask(bytes, wanted) | equal_mask(bytes + 16, wanted) << 16U;
}

// Which of sixteen bytes are digits.
MODTRAIL_INLINE std::uint32_t digit_mask(const char* bytes) {
  const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
  const __m128i value = _mm_sub_epi8(block, _mm_set1_epi8('0'));
  return static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(value, _mm_set1_epi8(9)), value)));
}

consteval std::uint64_t word(std::string_view text) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8 && i < text.size(); ++i) {
    value |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
  }
  return value;
}

// "1795312729.576:6": a first digit that is no zero, nine more, a dot, three, a colon, one.
MODTRAIL_INLINE bool is_stamp(const char* bytes) {
  const __m128i lowest = _mm_setr_epi8('1', '0', '0', '0', '0', '0', '0', '0', '0', '0', '.', '0', '0', '0', ':', '0');
  const __m128i most = _mm_setr_epi8(8, 9, 9, 9, 9, 9, 9, 9, 9, 9, 0, 9, 9, 9, 0, 9);
  const __m128i value = _mm_sub_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes)), lowest);
  return _mm_movemask_epi8(_mm_cmpeq_epi8(_mm_min_epu8(value, most), value)) == 0xFFFF;
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

// Of one to three digits.
MODTRAIL_INLINE std::uint32_t small_number(const char* text, unsigned digits) {
  const std::uint64_t last = load64(text) << (64 - 8 * digits) >> 40U;  // in three bytes, the last digit the highest
  return static_cast<std::uint32_t>((last >> 16U & 15U) + (last >> 8U & 15U) * 10 + (last & 15U) * 100);
}

// The number of "arch=c000003e syscall=313 " decides for nearly all; what is written otherwise may be one.
MODTRAIL_INLINE HeadKind syscall_kind(const char* body, const char* end, const NumberSet& numbers) {
  if (body + 48 > end || (load64(body) & kFiveBytes) != word("arch=")) return HeadKind::Module;
  const std::uint32_t blanks = equal_mask(body + 5, ' ');
  if (blanks == 0) return HeadKind::Module;
  const char* call = body + 5 + std::countr_zero(blanks);
  if (load64(call) != word(" syscall") || call[8] != '=') return HeadKind::Module;
  const char* number = call + 9;
  const auto digits = static_cast<unsigned>(std::countr_one(digit_mask(number)));
  if (digits == 0 || digits > 3 || number[digits] != ' ') return HeadKind::Module;
  return numbers[small_number(number, digits)] ? HeadKind::Module : HeadKind::Plain;
}

// Is the type, by its first byte and length, one that only a search could tell from those of a module call?
MODTRAIL_INLINE bool is_odd_type(const char* type, std::size_t size) {
  const bool capital = static_cast<unsigned char>(type[0] - 'A') < 26;
  const bool syscall_like = type[0] == 'S' && size == 7;
  const bool kern_module_like = type[0] == 'K' && size == 11;
  return !capital | syscall_like | kern_module_like | (load64(type) == word("UNKNOWN["));
}

// From "type=" on.
MODTRAIL_INLINE Head read_typed(const char* line, const char* end, std::uint32_t hash, const NumberSet& numbers) {
  const char* type = line + 5;
  if ((load64(line) & kFiveBytes) != word("type=")) return {};
  const std::uint32_t blanks = equal_mask(type, ' ');
  if (blanks <= 1) return {};  // no type, or a long one
  const auto size = static_cast<std::size_t>(std::countr_zero(blanks));
  const char* msg = type + size;
  if (load64(msg) != word(" msg=aud") || (load64(msg + 8) & 0xFFFFFF) != word("it(")) return {};
  const char* stamp = msg + 11;
  const char* serial = stamp + kTimeSize;
  const auto digits = static_cast<std::size_t>(std::countr_one(digit_mask(serial)));
  const char* close = serial + digits;
  if (!is_stamp(stamp) || digits > kMostDigits || (load64(close) & 0xFFFF) != word("):") || close + 2 > end) return {};
  if (serial[0] == '0' && digits > 1) return {};
  const std::uint32_t id = stamp_hash(close) ^ hash;
  if (load64(type) == word("SYSCALL ")) return {id, syscall_kind(close + (close[2] == ' ' ? 3 : 2), end, numbers)};
  return {id, is_odd_type(type, size) ? HeadKind::Odd : HeadKind::Plain};
}

__attribute__((noinline)) Head read_noded(const char* line, const char* end, const NumberSet& numbers) {
  if (line + 10 > end || (load64(line) & kFiveBytes) != word("node=")) return {};
  const std::uint32_t blanks = equal_mask32(line + 5, ' ');
  if (blanks == 0) return {};
  const auto node = static_cast<std::size_t>(std::countr_zero(blanks));
  return read_typed(line + 5 + node + 1, end, node_hash({line + 5, node}), numbers);
}

MODTRAIL_INLINE Head read_any(const char* line, const char* end, const NumberSet& numbers) {
  if (end - line > static_cast<std::ptrdiff_t>(kLineLimit)) return {};
  return line[0] == 't' ? read_typed(line, end, 0, numbers) : read_noded(line, end, numbers);
}

const NumberSet& numbers() {
  static const NumberSet kNumbers = module_numbers();
  return kNumbers;
}

MODTRAIL_INLINE void read_each(const char* bytes, std::uint32_t start, std::span<const std::uint32_t> feeds,
                               Head* heads) {
  const NumberSet& set = numbers();
  for (const std::uint32_t feed : feeds) {
    *heads++ = read_any(bytes + start, bytes + feed, set);
    start = feed + 1;
  }
}

}  // namespace

Head read_head(const char* line, std::size_t size) {
  return read_any(line, line + size, numbers());
}

void read_heads_sse2(const char* bytes, std::uint32_t start, std::span<const std::uint32_t> feeds, Head* heads) {
  read_each(bytes, start, feeds, heads);
}

__attribute__((target("avx2,bmi,popcnt"))) void read_heads_avx2(const char* bytes, std::uint32_t start,
                                                                std::span<const std::uint32_t> feeds, Head* heads) {
  read_each(bytes, start, feeds, heads);
}

ReadHeads best_read_heads() {
  return has_avx2() ? read_heads_avx2 : read_heads_sse2;
}

#else

Head read_head(const char*, std::size_t) {
  return {};
}

namespace {

void read_heads_scalar(const char*, std::uint32_t, std::span<const std::uint32_t> feeds, Head* heads) {
  std::fill_n(heads, feeds.size(), Head());
}

}  // namespace

ReadHeads best_read_heads() {
  return read_heads_scalar;
}

#endif

}  // namespace modtrail
