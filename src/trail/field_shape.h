#pragma once

#include <array>
#include <bit>
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

// A field that the last record of a kind had at some place, and as which the next one is tried there.
class KnownField {
 public:
  static constexpr std::size_t kLongest = kPutBlock - 1;  // of names

  KnownField(std::string_view name, int type)
      : size_(name.size()),
        session_(equals(name, "ses")),
        label_(equals(name, "subj") || equals(name, "obj")),
        untrusted_(is_untrusted(type, name)) {
    put(put(start_.data(), name), "=");
    put(put(put(head_.data(), ",\""), name), "\":");
  }

  std::string_view name() const { return {start_.data(), size_}; }
  std::size_t start_size() const { return size_ + 1; }

  // Does the text begin with "NAME="?  As many bytes as in a block can be read.
  bool begins(const char* text) const {
#if defined(__x86_64__)
    const __m128i equal = _mm_cmpeq_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(text)),
                                         _mm_loadu_si128(reinterpret_cast<const __m128i*>(start_.data())));
    return static_cast<std::size_t>(std::countr_one(static_cast<std::uint32_t>(_mm_movemask_epi8(equal)))) > size_;
#else
    return std::memcmp(text, start_.data(), size_ + 1) == 0;
#endif
  }

  // ,"NAME":
  char* put_head(char* at) const {
    std::memcpy(at, head_.data(), head_.size());
    return at + size_ + 4;
  }

  // Is the value, which ends at `text[size]`, no other than it stands there?  Without quotes or marks around it.
  bool is_plain(const char* text, std::size_t size) const {
    const char first = text[0];
    if (first == '\'' || first == '{' || first == '(' || size == 0 || session_) return false;
    if (label_) return text[size] != ' ' || text[size + 1] != '(';
    return !untrusted_ || size % 2 != 0 || !may_be_hex(first);
  }

 private:
  static bool may_be_hex(char byte) {
    return is_digit(byte) || (byte >= 'A' && byte <= 'F');
  }

  std::array<char, kPutBlock> start_ = {};
  std::array<char, kPutBlock + 4> head_ = {};
  std::size_t size_;
  bool session_;
  bool label_;
  bool untrusted_;
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
