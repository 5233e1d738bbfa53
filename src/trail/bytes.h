#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

// Comparing and searching the short texts that records are made of, without a call.
namespace modtrail {

inline bool is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

template <std::size_t N>
inline bool equals(std::string_view text, const char (&literal)[N]) {
  return text.size() == N - 1 && std::memcmp(text.data(), literal, N - 1) == 0;
}

template <std::size_t N>
inline bool begins_with(std::string_view text, const char (&literal)[N]) {
  return text.size() >= N - 1 && std::memcmp(text.data(), literal, N - 1) == 0;
}

// Takes the literal that `text` begins with off it.
template <std::size_t N>
inline bool take(std::string_view& text, const char (&literal)[N]) {
  if (!begins_with(text, literal)) return false;
  text.remove_prefix(N - 1);
  return true;
}

// Where the first `a` or `b` stands, or the size.
inline std::size_t find_either(std::string_view text, char a, char b) {
  std::size_t at = 0;
#if defined(__x86_64__)
  for (; at + 16 <= text.size(); at += 16) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data() + at));
    const __m128i equal =
        _mm_or_si128(_mm_cmpeq_epi8(block, _mm_set1_epi8(a)), _mm_cmpeq_epi8(block, _mm_set1_epi8(b)));
    const auto found = static_cast<std::uint32_t>(_mm_movemask_epi8(equal));
    if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found));
  }
#endif
  while (at < text.size() && text[at] != a && text[at] != b) ++at;
  return at;
}

inline std::size_t find_byte(std::string_view text, char byte) {
  return find_either(text, byte, byte);
}

}  // namespace modtrail
