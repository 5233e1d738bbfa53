#include "trail/head.h"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cstring>
#include <functional>

#include "trail/module_call.h"
#include "trail/processor.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

// Nearly every line of every log has the same head, to the column:
//
//   type=PATH msg=audit(1795312729.576:6055): ...
//        ^type         ^ten digits, a dot, three, a colon, one to nine, "):"
//
// Those are known by comparing sixteen bytes at a time, and the serial need not become a number to be hashed.  Whatever
// differs in any way, a leading zero or a type in small letters, is odd and goes the long way.  So everything said here
// of a line that is not is what parse_record() says; the test holds them against each other.
namespace modtrail {

namespace {

constexpr unsigned kMostDigits = 9;  // of a serial; ten may be too large

template <class Word>
inline Word load(const char* bytes) {
  Word value = 0;
  std::memcpy(&value, bytes, sizeof(value));
  return value;
}
inline std::uint16_t load16(const char* bytes) {
  return load<std::uint16_t>(bytes);
}
inline std::uint32_t load32(const char* bytes) {
  return load<std::uint32_t>(bytes);
}
inline std::uint64_t load64(const char* bytes) {
  return load<std::uint64_t>(bytes);
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

MODTRAIL_INLINE __m128i load128(const char* bytes) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes));
}

__attribute__((target("avx2"))) inline __m256i load256(const char* bytes) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes));
}

MODTRAIL_INLINE std::uint32_t mask_of(__m128i bytes) {
  return static_cast<std::uint32_t>(_mm_movemask_epi8(bytes));
}

MODTRAIL_INLINE std::uint32_t equal_mask(const char* bytes, char wanted) {
  return mask_of(_mm_cmpeq_epi8(load128(bytes), _mm_set1_epi8(wanted)));
}

// Which bytes are between `lowest` and `most` more than that.
MODTRAIL_INLINE __m128i between(__m128i bytes, __m128i lowest, __m128i most) {
  const __m128i value = _mm_sub_epi8(bytes, lowest);
  return _mm_cmpeq_epi8(_mm_min_epu8(value, most), value);
}

// How many of the first sixteen bytes are digits.
MODTRAIL_INLINE unsigned count_digits(const char* bytes) {
  const __m128i digits = between(load128(bytes), _mm_set1_epi8('0'), _mm_set1_epi8(9));
  return static_cast<unsigned>(std::countr_one(mask_of(digits)));
}

// All are looked at, whatever the first is: to guess costs more.
template <class... Bool>
MODTRAIL_INLINE bool all(Bool... held) {
  return (held & ...);
}

consteval std::uint64_t word(std::string_view text) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8 && i < text.size(); ++i) {
    value |= std::uint64_t{static_cast<unsigned char>(text[i])} << (8 * i);
  }
  return value;
}

// The bytes of "audit(1795312729.576:6055" are from these on
using StampBytes = std::array<char, 32>;
consteval StampBytes stamp_bytes(std::string_view text) {
  StampBytes bytes = {};
  std::copy_n(text.begin(), bytes.size(), bytes.begin());
  return bytes;
}
alignas(32) constexpr StampBytes kLowest = stamp_bytes("audit(1000000000.000:10000000000");
constexpr StampBytes kHighest = stamp_bytes("audit(9999999999.999:99999999999");
// so many more.
consteval StampBytes differences(const StampBytes& from, const StampBytes& to) {
  StampBytes bytes = {};
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(to[i] - from[i]);
  return bytes;
}
alignas(32) constexpr StampBytes kMore = differences(kLowest, kHighest);
constexpr unsigned kToSerial = 21;

// How many bytes of a stamp are as they should be, which is to the end of the serial.
struct Sse2 {
  static MODTRAIL_INLINE unsigned stamp_size(const char* bytes) {
    const __m128i first = between(load128(bytes), load128(kLowest.data()), load128(kMore.data()));
    const __m128i second = between(load128(bytes + 16), load128(kLowest.data() + 16), load128(kMore.data() + 16));
    return static_cast<unsigned>(std::countr_one(mask_of(first) | mask_of(second) << 16U));
  }
};
struct Avx2 {
  static __attribute__((target("avx2,bmi"))) inline unsigned stamp_size(const char* bytes) {
    const __m256i value = _mm256_sub_epi8(load256(bytes), load256(kLowest.data()));
    const __m256i fits = _mm256_cmpeq_epi8(_mm256_min_epu8(value, load256(kMore.data())), value);
    return static_cast<unsigned>(std::countr_one(static_cast<std::uint32_t>(_mm256_movemask_epi8(fits))));
  }
};

constexpr std::uint64_t kFiveBytes = 0xFFFFFFFFFFULL;

// Three-digit numbers that are a module call on some machine.  Bytes that are no digits are less than 1700.
using NumberSet = std::array<bool, 2000>;
NumberSet module_numbers() {
  NumberSet numbers = {};
  for (const std::uint32_t number : module_call_numbers()) {
    if (number < numbers.size()) numbers[number] = true;
  }
  return numbers;
}

const NumberSet& numbers() {
  static const NumberSet kNumbers = module_numbers();
  return kNumbers;
}

// Of one to three digits.
MODTRAIL_INLINE std::uint32_t small_number(const char* text, unsigned digits) {
  const std::uint64_t last = load64(text) << (64 - 8 * digits) >> 40U;  // in three bytes, the last digit the highest
  return static_cast<std::uint32_t>((last >> 16U & 15U) + (last >> 8U & 15U) * 10 + (last & 15U) * 100);
}

// May it be a module call?  The number of "arch=c000003e syscall=313 " decides for nearly all; what is written
// otherwise may be one.
MODTRAIL_INLINE bool may_be_module_call(const char* body, const char* end, const NumberSet& numbers) {
  body += body[0] == ' ' ? 1 : 0;
  const std::uint32_t blanks = equal_mask(body + 5, ' ');
  const char* call = body + 5 + (blanks == 0 ? 0 : std::countr_zero(blanks));
  const char* number = call + 9;
  const unsigned digits = count_digits(number);
  const bool known = all((load64(body) & kFiveBytes) == word("arch="), load64(call) == word(" syscall"), call[8] == '=',
                         digits - 1 < 3, number[digits] == ' ', number + digits < end);
  return !known || numbers[small_number(number, digits)];
}

// By a type's first byte the lengths, a bit each, of types that only a search could tell from those of a module call;
// and 16, which stands for all longer ones.
using OddTypes = std::array<std::uint32_t, 256>;
constexpr OddTypes odd_types() {
  OddTypes types = {};
  types.fill(~0U);
  for (unsigned char capital = 'A'; capital <= 'Z'; ++capital) types[capital] = 1U << 16U;
  types['S'] |= 1U << std::string_view("SYSCALL").size();
  types['K'] |= 1U << std::string_view("KERN_MODULE").size();
  types['U'] |= 1U << std::string_view("UNKNOWN[1330]").size();
  return types;
}
constexpr OddTypes kOddTypes = odd_types();

// What follows "type=", and the hash of the node named before; a type that is none where the line begins otherwise.
struct Typed {
  const char* type;
  std::uint32_t node = 0;
};
__attribute__((noinline)) Typed read_node(const char* line) {
  static constexpr std::array<char, kHeadMargin> kNone = {};
  if (load32(line) != word("node") || line[4] != '=') return {kNone.data()};
  const std::uint32_t blanks = equal_mask(line + 5, ' ') | equal_mask(line + 21, ' ') << 16U;
  if (blanks == 0) return {kNone.data()};
  const auto name = static_cast<std::size_t>(std::countr_zero(blanks));
  const char* next = line + 5 + name + 1;
  if (load32(next) != word("type") || next[4] != '=') return {kNone.data()};
  return {next + 5, node_hash({line + 5, name})};
}

// Of a line the one that comes about sixty lines later, so that it is at hand then: a log that is looked at where it
// lies (base/byte_source.h) comes from memory only now.  What is not there is no error.
constexpr std::uintptr_t kAhead = std::uintptr_t{12} << 10;
MODTRAIL_INLINE void fetch(std::uintptr_t place) {
  _mm_prefetch(reinterpret_cast<const char*>(place), _MM_HINT_T1);  // NOLINT(performance-no-int-to-ptr)
}
MODTRAIL_INLINE void fetch_ahead(const char* line) {
  const auto ahead = reinterpret_cast<std::uintptr_t>(line) + kAhead;
  fetch(ahead);
  fetch(ahead + 64);
  fetch(ahead + 128);
  fetch(ahead + 192);
  fetch(ahead + 256);
}

// The system calls are gone through by themselves: which lines they are cannot be foreseen, and a wrong guess costs
// more than the rest of a line.
template <class Processor>
MODTRAIL_INLINE std::uint64_t read_each(const char* bytes, const std::uint32_t* ends, std::size_t lines,
                                        const OpenHashes& open, std::uint32_t* hashes) {
  std::uint64_t again = 0;
  std::uint32_t closes[kMostHeads];  // of the system calls: where their "):" stands
  std::uint8_t calls[kMostHeads];    // and which lines they are
  std::size_t count = 0;
  for (std::size_t i = 0; i < lines; ++i) {
    const char* const line = bytes + (ends[i] + 1);
    Typed typed = {line + 5};
    fetch_ahead(line);
    if ((load64(line) & kFiveBytes) != word("type=")) typed = read_node(line);
    const char* const type = typed.type;
    const auto size = static_cast<unsigned>(std::countr_zero(equal_mask(type, ' ') | 1U << 16U));
    const char* const message = type + size;
    const unsigned stamp = Processor::stamp_size(message + 5);
    const char* const close = message + 5 + stamp;
    const std::uint32_t hash = stamp_hash(close) ^ typed.node;
    const bool syscall = load64(type) == word("SYSCALL ");
    const bool odd_type = (kOddTypes[static_cast<unsigned char>(type[0])] >> size & 1) != 0;
    const bool plain = all(load32(message + 1) == word("msg="), stamp - kToSerial - 1 < kMostDigits,
                           load16(close) == word("):"), close < bytes + ends[i + 1], syscall | !odd_type);
    const bool near = open.may_hold(hash);
    hashes[i] = hash;
    calls[count] = static_cast<std::uint8_t>(i);
    closes[count] = static_cast<std::uint32_t>(close - bytes);
    count += static_cast<std::size_t>(all(syscall, plain));
    if (!all(plain, !near)) [[unlikely]]
      again |= std::uint64_t{1} << i;
  }
  const NumberSet& set = numbers();
  for (std::size_t i = 0; i < count; ++i) {
    const bool may_be = may_be_module_call(bytes + closes[i] + 2, bytes + ends[calls[i] + 1], set);
    again |= std::uint64_t{may_be} << calls[i];
  }
  return again;
}

}  // namespace

std::uint64_t read_heads_sse2(const char* bytes, const std::uint32_t* ends, std::size_t lines, const OpenHashes& open,
                              std::uint32_t* hashes) {
  return read_each<Sse2>(bytes, ends, lines, open, hashes);
}

__attribute__((target("avx2,bmi,popcnt"))) std::uint64_t read_heads_avx2(const char* bytes, const std::uint32_t* ends,
                                                                         std::size_t lines, const OpenHashes& open,
                                                                         std::uint32_t* hashes) {
  return read_each<Avx2>(bytes, ends, lines, open, hashes);
}

ReadHeads best_read_heads() {
  return has_avx2() ? read_heads_avx2 : read_heads_sse2;
}

#else

ReadHeads best_read_heads() {
  return read_heads_scalar;
}

#endif

std::uint64_t read_heads_scalar(const char*, const std::uint32_t*, std::size_t lines, const OpenHashes&,
                                std::uint32_t*) {
  std::uint64_t again = 0;
  if (lines > 0) again = ~std::uint64_t{0} >> (kMostHeads - lines);
  return again;
}

}  // namespace modtrail
