#include "modules/der.h"

namespace modtrail {
namespace {

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

struct Head {
  std::size_t size = 0;    // of tag and length
  std::size_t length = 0;  // of the content
};

std::optional<Head> read_head(std::string_view bytes) {
  if (bytes.size() < 2 || (byte_at(bytes, 0) & 0x1fU) == 0x1fU) return std::nullopt;
  const unsigned first = byte_at(bytes, 1);
  if (first < 0x80U) return Head{2, first};
  const std::size_t count = first & 0x7fU;
  if (count == 0 || count > 4 || bytes.size() < 2 + count) return std::nullopt;
  std::size_t length = 0;
  for (std::size_t i = 0; i < count; ++i) length = length << 8U | byte_at(bytes, 2 + i);
  return Head{2 + count, length};
}

}  // namespace

std::optional<DerValue> DerReader::next() {
  const auto head = read_head(left_);
  if (!head || head->length > left_.size() - head->size) return std::nullopt;
  const DerValue value{byte_at(left_, 0), left_.substr(head->size, head->length)};
  left_.remove_prefix(head->size + head->length);
  return value;
}

std::optional<std::string_view> DerReader::take(unsigned tag) {
  if (left_.empty() || byte_at(left_, 0) != tag) return std::nullopt;
  const auto value = next();
  return value ? std::optional(value->content) : std::nullopt;
}

std::string object_id_text(std::string_view content) {
  std::string out;
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < content.size(); ++i) {
    const unsigned byte = byte_at(content, i);
    if (number >> 56U != 0) return "";
    number = number << 7U | (byte & 0x7fU);
    if ((byte & 0x80U) != 0) continue;
    if (out.empty()) {
      const std::uint64_t first = number < 80 ? number / 40 : 2;
      out = std::to_string(first) + "." + std::to_string(number - first * 40);
    } else {
      out += "." + std::to_string(number);
    }
    number = 0;
  }
  return out;
}

}  // namespace modtrail
