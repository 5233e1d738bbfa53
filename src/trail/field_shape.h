#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#if defined(__x86_64__)
#include <emmintrin.h>
#endif

#include "trail/field_scan.h"
#include "trail/put.h"

namespace modtrail {

// What the first byte of a value may be, as bits.
namespace value_start {
inline constexpr std::uint8_t kMark = 1;  // of a value that does not end with the next blank, or of none
inline constexpr std::uint8_t kDigit = 2;
inline constexpr std::uint8_t kCapitalHex = 4;
inline constexpr std::uint8_t kOther = 8;
inline constexpr std::array<std::uint8_t, 256> kKinds = [] {
  std::array<std::uint8_t, 256> kinds = {};
  for (std::size_t byte = 0; byte < kinds.size(); ++byte) kinds[byte] = byte <= ' ' ? kMark : kOther;
  for (const std::size_t mark : {std::size_t{'\''}, std::size_t{'{'}, std::size_t{'('}}) kinds[mark] = kMark;
  for (std::size_t digit = '0'; digit <= '9'; ++digit) kinds[digit] = kDigit;
  for (std::size_t digit = 'A'; digit <= 'F'; ++digit) kinds[digit] = kCapitalHex;
  return kinds;
}();
}  // namespace value_start

// A field that the last record of a kind had at some place, and as which the next one is tried there.
class KnownField {
 public:
  static constexpr std::size_t kLongest = kPutBlock - 1;  // of names

  KnownField(std::string_view name, int type) : size_(name.size()), start_mask_((2U << size_) - 1) {
    put(put(start_.data(), name), "=");
    put(put(put(head_.data(), ",\""), name), "\":\"");
    if (equals(name, "ses")) doubtful_ |= value_start::kDigit;
    if (equals(name, "subj") || equals(name, "obj"))
      doubtful_ |= value_start::kDigit | value_start::kCapitalHex | value_start::kOther;
    if (is_untrusted(type, name)) doubtful_ |= value_start::kDigit | value_start::kCapitalHex;
  }

  std::string_view name() const { return {start_.data(), size_}; }
  std::size_t start_size() const { return size_ + 1; }

  // Does the text begin with "NAME="?  As many bytes as in a block can be read.
  bool begins(const char* text) const {
#if defined(__x86_64__)
    const __m128i equal = _mm_cmpeq_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(text)),
                                         _mm_loadu_si128(reinterpret_cast<const __m128i*>(start_.data())));
    return (~static_cast<std::uint32_t>(_mm_movemask_epi8(equal)) & start_mask_) == 0;
#else
    return std::memcmp(text, start_.data(), size_ + 1) == 0;
#endif
  }

  // ,"NAME":"
  char* put_head(char* at) const {
    std::memcpy(at, head_.data(), head_.size());
    return at + size_ + 5;
  }

  // Is the value, of which `size` bytes stand before a stop (put.h) behind one quote or none, no other than these?
  bool is_plain(const char* value, std::size_t quotes, std::size_t size, const char* text_end) const {
    const char* const stop = value + quotes + size;
    if (quotes != 0) return *stop == '"';
    const bool is_doubtful = (doubtful_ & value_start::kKinds[static_cast<unsigned char>(*value)]) != 0;
    return (*stop == ' ' || stop == text_end) && (!is_doubtful || is_plain_nevertheless(value, size));
  }

 private:
  bool is_plain_nevertheless(const char* value, std::size_t size) const {
    if ((value_start::kKinds[static_cast<unsigned char>(*value)] & value_start::kMark) != 0) return false;
    if (equals(name(), "ses")) return std::all_of(value, value + size, is_digit);
    if (equals(name(), "subj") || equals(name(), "obj")) return value[size] != ' ' || value[size + 1] != '(';
    return size % 2 != 0;
  }

  std::array<char, kPutBlock> start_ = {};
  std::array<char, kPutBlock + 8> head_ = {};
  std::size_t size_;
  std::uint32_t start_mask_;
  std::uint8_t doubtful_ = value_start::kMark;
};

// The fields that records of one kind begin with.
class FieldShape {
 public:
  static constexpr std::size_t kMost = 64;

  // Forgets those of another kind.
  void be_of(int kind) {
    if (kind_ != kind) fields_.clear();
    kind_ = kind;
  }
  const std::vector<KnownField>& fields() const { return fields_; }
  // As the next one after the first `count`, which no name among them is; others are forgotten.  Is it one that can be
  // told at once?
  bool learn(std::size_t count, std::string_view name, int type) {
    fields_.erase(fields_.begin() + static_cast<std::ptrdiff_t>(count), fields_.end());
    if (count == kMost || name.size() > KnownField::kLongest) return false;
    for (const char byte : name) {
      if (byte <= ' ' || byte == '"' || byte == '\\' || byte == 0x7F) return false;
    }
    fields_.emplace_back(name, type);
    return true;
  }

 private:
  int kind_ = -1;
  std::vector<KnownField> fields_;
};

}  // namespace modtrail
