#include <cstdint>
#include <cstdlib>

#include "modtrail/base/gzip.h"
#include "source/data_url.h"

// Whatever a URL says: an error lies in it, what was decoded is no longer than it, and encoding it again gives the
// same. What is decoded may be gzip's, whose limit holds.
namespace modtrail {
namespace {

constexpr std::size_t kLimit = 1 << 16;

std::string encode(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string url = "data:,";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    url += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
  }
  return url;
}

void check(std::string_view url) {
  const auto decoded = decode_data_url(url);
  if (!decoded) {
    if (decoded.error().at > url.size() || decoded.error().reason.empty()) std::abort();
    return;
  }
  if (decoded->data_at > url.size() || decoded->bytes.size() > url.size() - decoded->data_at) std::abort();
  const auto again = decode_data_url(encode(decoded->bytes));
  if (!again || again->bytes != decoded->bytes) std::abort();
  const auto text = gunzip(decoded->bytes, kLimit);
  if (text && (text->size() > kLimit || gunzip(gzip(*text), kLimit).value() != *text)) std::abort();
}

}  // namespace
}  // namespace modtrail

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  modtrail::check(text);
  modtrail::check("data:," + std::string(text));
  modtrail::check("data:;base64," + std::string(text));
  return 0;
}
