#include "trail/put.h"

#include <array>
#include <bit>

#include "modtrail/base/utf8.h"
#include "trail/bytes.h"

namespace modtrail {

namespace {

constexpr std::uint8_t kNoHex = 255;

// Of a capital hex digit its value.
constexpr std::array<std::uint8_t, 256> hex_values() {
  std::array<std::uint8_t, 256> values = {};
  values.fill(kNoHex);
  for (std::uint8_t i = 0; i < 10; ++i) values['0' + i] = i;
  for (std::uint8_t i = 10; i < 16; ++i) values['A' + i - 10] = i;
  return values;
}
constexpr std::array<std::uint8_t, 256> kHexValues = hex_values();

std::uint8_t hex_value(char byte) {
  return kHexValues[static_cast<unsigned char>(byte)];
}

char* put_code(char* at, char32_t value) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  at = put(at, "\\u");
  for (const unsigned shift : {12U, 8U, 4U, 0U}) *at++ = kDigits[value >> shift & 15U];
  return at;
}

// As JsonWriter: short for what has a short form, and nothing that a terminal obeys.
char* put_ascii(char* at, char byte) {
  switch (byte) {
    case '"':
      return put(at, "\\\"");
    case '\\':
      return put(at, "\\\\");
    case '\n':
      return put(at, "\\n");
    case '\r':
      return put(at, "\\r");
    case '\t':
      return put(at, "\\t");
    default:
      break;
  }
  if (byte < ' ' || byte == 0x7F) return put_code(at, static_cast<unsigned char>(byte));
  *at = byte;
  return at + 1;
}

#if defined(__x86_64__)
// Sixteen capital hex digits, the high one of each pair first, as eight bytes.  Returns whether they all are.
bool decode_block(const char* from, char* to) {
  const __m128i text = _mm_loadu_si128(reinterpret_cast<const __m128i*>(from));
  const auto between = [&](char least, char most) {
    return _mm_and_si128(_mm_cmpgt_epi8(text, _mm_set1_epi8(static_cast<char>(least - 1))),
                         _mm_cmplt_epi8(text, _mm_set1_epi8(static_cast<char>(most + 1))));
  };
  const __m128i letters = between('A', 'F');
  const __m128i digits = between('0', '9');
  const __m128i letter_values = _mm_and_si128(_mm_sub_epi8(text, _mm_set1_epi8('A' - 10)), letters);
  const __m128i values = _mm_or_si128(_mm_and_si128(_mm_sub_epi8(text, _mm_set1_epi8('0')), digits), letter_values);
  const __m128i high = _mm_and_si128(_mm_slli_epi16(values, 4), _mm_set1_epi16(0xF0));
  const __m128i bytes = _mm_packus_epi16(_mm_or_si128(high, _mm_srli_epi16(values, 8)), _mm_setzero_si128());
  _mm_storel_epi64(reinterpret_cast<__m128i*>(to), bytes);
  return _mm_movemask_epi8(_mm_or_si128(letters, digits)) == 0xFFFF;
}
#endif

bool decode_hex(std::string_view value, std::string& decoded) {
  decoded.resize(value.size() / 2);
  const char* from = value.data();
  const char* const end = from + value.size();
  char* to = decoded.data();
#if defined(__x86_64__)
  for (; end - from >= 16; from += 16, to += 8) {
    if (!decode_block(from, to)) return false;
  }
#endif
  std::uint8_t bad = 0;
  for (; from < end; from += 2) {
    const std::uint8_t high = hex_value(from[0]);
    const std::uint8_t low = hex_value(from[1]);
    bad |= high | low;
    *to++ = static_cast<char>(static_cast<std::uint8_t>(high << 4U | low));
  }
  return bad < 16;
}

// Up to a block of bytes, to the first that may have to be escaped; how many they are.
std::size_t put_plain_start(char* at, std::string_view text) {
#if defined(__x86_64__)
  if (text.size() >= kPutBlock) {
    const __m128i block = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text.data()));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(at), block);
    const std::uint32_t escaped = escaped_bytes(block, ' ');
    return escaped == 0 ? kPutBlock : static_cast<std::size_t>(std::countr_zero(escaped));
  }
#endif
  if (text.size() < 8) return 0;
  std::uint64_t eight = 0;
  std::memcpy(&eight, text.data(), 8);
  std::memcpy(at, &eight, 8);
  const std::uint64_t mask = escape_mask(eight);
  return mask == 0 ? 8 : static_cast<std::size_t>(std::countr_zero(mask)) / 8;
}

// The first character, taken off the text.
char* put_character(char* at, std::string_view& text) {
  if (static_cast<unsigned char>(text[0]) < 0x80) {
    at = put_ascii(at, text[0]);
    text.remove_prefix(1);
    return at;
  }
  const auto point = decode_utf8(text);
  const std::string_view bytes = text.substr(0, point ? point->bytes : 1);
  if (point && !is_unprintable(point->value)) {
    at = put(at, bytes);
  } else {
    at = put_code(at, point ? point->value : static_cast<unsigned char>(text[0]));
  }
  text.remove_prefix(bytes.size());
  return at;
}

}  // namespace

char* put_escaped(char* at, std::string_view text) {
  *at++ = '"';
  while (!text.empty()) {
    const std::size_t plain = put_plain_start(at, text);
    at += plain;
    text.remove_prefix(plain);
    if (!text.empty() && (plain == 0 || plain % 8 != 0)) at = put_character(at, text);
  }
  *at++ = '"';
  return at;
}

char* put_value(char* at, const LogField& field, int type, std::string& decoded) {
  std::string_view value = field.value;
  if (value.empty()) return put(at, "\"\"");
  if (value.front() == '"') {
    value.remove_prefix(1);
    if (value.ends_with('"')) value.remove_suffix(1);
    return put_string(at, value);
  }
  if (equals(value, "(null)")) return put(at, "null");
  const bool maybe = value.size() % 2 == 0 && hex_value(value.front()) != kNoHex && hex_value(value.back()) != kNoHex;
  if (!maybe || !is_untrusted(type, field.name) || !decode_hex(value, decoded)) return put_string(at, value);
  return put_string(at, decoded);
}

}  // namespace modtrail
