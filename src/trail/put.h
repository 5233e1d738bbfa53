#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

#include "modtrail/base/json_writer.h"
#include "modtrail/trail/record.h"

// JSON into memory that is large enough: six bytes for each of a text's, and what is put around it.  Each returns where
// the next byte goes.
namespace modtrail {

inline char* put(char* at, std::string_view text) {
  std::memcpy(at, text.data(), text.size());
  return at + text.size();
}

// Marks, by its highest bit, the first of eight bytes that has to be escaped: a control byte, '"', '\\', or one past
// '~'.  What it says of later ones may be wrong.
inline std::uint64_t escape_mask(std::uint64_t eight) {
  constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
  constexpr std::uint64_t kHigh = 0x8080808080808080ULL;
  const std::uint64_t quote = eight ^ (kOnes * '"');
  const std::uint64_t backslash = eight ^ (kOnes * '\\');
  const std::uint64_t bad = eight | (eight - kOnes * ' ') | (quote - kOnes) | (backslash - kOnes) | (eight + kOnes);
  return bad & kHigh;
}

inline bool needs_escape(std::uint64_t eight) {
  return escape_mask(eight) != 0;
}

// What any text is in JSON's quotes; not inline, since it is rare.
char* put_escaped(char* at, std::string_view text);

// The first and the last bytes of a text that is shorter than eight, one over the other where they meet.
template <class Word>
std::uint64_t put_ends(char* to, std::string_view text) {
  Word first = 0;
  Word last = 0;
  std::memcpy(&first, text.data(), sizeof(Word));
  std::memcpy(&last, text.data() + text.size() - sizeof(Word), sizeof(Word));
  std::memcpy(to, &first, sizeof(Word));
  std::memcpy(to + text.size() - sizeof(Word), &last, sizeof(Word));
  return std::uint64_t{first} | std::uint64_t{last} << 32U;
}

// Eight bytes at a time, the last eight over what is there already.
inline bool put_long(char* to, std::string_view text) {
  const char* from = text.data();
  const char* const last = from + text.size() - 8;
  std::uint64_t eight = 0;
  for (; from < last; from += 8, to += 8) {
    std::memcpy(&eight, from, 8);
    std::memcpy(to, &eight, 8);
    if (needs_escape(eight)) return false;
  }
  std::memcpy(&eight, last, 8);
  std::memcpy(to - (from - last), &eight, 8);
  return !needs_escape(eight);
}

inline bool put_plain(char* to, std::string_view text) {
  constexpr std::uint64_t kBlanks = 0x2020202020202020ULL;  // for the bytes that are none of the text
  switch (text.size()) {
    case 0:
      return true;
    case 1:
      *to = text[0];
      return !needs_escape((kBlanks << 8U) | static_cast<unsigned char>(text[0]));
    case 2:
    case 3:
      return !needs_escape(put_ends<std::uint16_t>(to, text) | (kBlanks & 0xFFFF0000FFFF0000ULL));
    case 4:
    case 5:
    case 6:
    case 7:
      return !needs_escape(put_ends<std::uint32_t>(to, text));
    default:
      return put_long(to, text);
  }
}

inline char* put_string(char* at, std::string_view text) {
  if (!put_plain(at + 1, text)) return put_escaped(at, text);
  *at = '"';
  at[1 + text.size()] = '"';
  return at + text.size() + 2;
}

// Copied at a time; so many bytes can be read and written behind a text.
inline constexpr std::size_t kPutBlock = 16;

#if defined(__x86_64__)
// One bit for each byte below `least`, past '~', or '"' or '\\'.
inline std::uint32_t escaped_bytes(__m128i block, char least) {
  const __m128i low = _mm_cmplt_epi8(block, _mm_set1_epi8(least));  // signed: what is past ASCII, too
  const __m128i quote = _mm_cmpeq_epi8(block, _mm_set1_epi8('"'));
  const __m128i backslash = _mm_cmpeq_epi8(block, _mm_set1_epi8('\\'));
  const __m128i erase = _mm_cmpeq_epi8(block, _mm_set1_epi8(0x7F));
  return static_cast<std::uint32_t>(
      _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(low, quote), _mm_or_si128(backslash, erase))));
}
#endif

// Copies up to the first byte that is a blank or a quote, or has to be escaped.  There is one.
inline std::size_t put_until_stop(char* to, const char* from) {
  std::size_t size = 0;
#if defined(__x86_64__)
  for (;; size += kPutBlock) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from + size));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(to + size), block);
    const std::uint32_t stops = escaped_bytes(block, ' ' + 1);
    if (stops != 0) return size + static_cast<std::size_t>(std::countr_zero(stops));
  }
#else
  for (;; ++size) {
    const auto byte = static_cast<unsigned char>(from[size]);
    if (byte <= ' ' || byte >= 0x7F || byte == '"' || byte == '\\') return size;
    to[size] = from[size];
  }
#endif
}

// Quoted and hex values decoded (into `decoded` on the way), "(null)" as null.
char* put_value(char* at, const LogField& field, int type, std::string& decoded);

}  // namespace modtrail
