#include "modtrail/base/utf8.h"

namespace modtrail {
namespace {

struct Lead {
  std::size_t bytes = 0;
  char32_t bits = 0;
  char32_t least = 0;  // below it the form is overlong
};

std::optional<Lead> lead(unsigned char byte) {
  if (byte < 0x80) return Lead{1, byte, 0};
  if ((byte & 0xE0U) == 0xC0U) return Lead{2, byte & 0x1FU, 0x80};
  if ((byte & 0xF0U) == 0xE0U) return Lead{3, byte & 0x0FU, 0x800};
  if ((byte & 0xF8U) == 0xF0U) return Lead{4, byte & 0x07U, 0x10000};
  return std::nullopt;
}

char byte_of(char32_t bits) {
  return static_cast<char>(static_cast<unsigned char>(bits));
}

// Marks that reorder or hide what is shown, and code points that are none.
bool is_deceptive(char32_t value) {
  return value == 0x00AD || value == 0x061C || value == 0x180E || (value >= 0x200B && value <= 0x200F) ||
         (value >= 0x2028 && value <= 0x202E) || (value >= 0x2060 && value <= 0x206F) || value == 0xFEFF ||
         (value >= 0xFFF9 && value <= 0xFFFB) || (value & 0xFFFEU) == 0xFFFEU || (value >= 0xE0000 && value <= 0xE007F);
}

bool is_control(char32_t value) {
  return value < 0x20 || (value >= 0x7F && value < 0xA0);
}

}  // namespace

std::optional<CodePoint> decode_utf8(std::string_view text) {
  if (text.empty()) return std::nullopt;
  const auto first = lead(static_cast<unsigned char>(text[0]));
  if (!first || text.size() < first->bytes) return std::nullopt;
  char32_t value = first->bits;
  for (std::size_t i = 1; i < first->bytes; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0U) != 0x80U) return std::nullopt;
    value = (value << 6U) | (byte & 0x3FU);
  }
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < first->least || value > 0x10FFFF || surrogate) return std::nullopt;
  return CodePoint{value, first->bytes};
}

bool is_unprintable(char32_t value) {
  return is_control(value) || is_deceptive(value);
}

void append_utf8(std::string& out, char32_t value) {
  if (value < 0x80) {
    out += byte_of(value);
  } else if (value < 0x800) {
    out += byte_of(0xC0U | (value >> 6U));
    out += byte_of(0x80U | (value & 0x3FU));
  } else if (value < 0x10000) {
    out += byte_of(0xE0U | (value >> 12U));
    out += byte_of(0x80U | ((value >> 6U) & 0x3FU));
    out += byte_of(0x80U | (value & 0x3FU));
  } else {
    out += byte_of(0xF0U | (value >> 18U));
    out += byte_of(0x80U | ((value >> 12U) & 0x3FU));
    out += byte_of(0x80U | ((value >> 6U) & 0x3FU));
    out += byte_of(0x80U | (value & 0x3FU));
  }
}

}  // namespace modtrail
