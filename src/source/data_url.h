#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace modtrail {

enum class UrlEncoding : unsigned char { Percent, Base64 };

// A data URL (RFC 2397), decoded.
struct DataUrl {
  UrlEncoding encoding = UrlEncoding::Percent;
  std::size_t data_at = 0;  // where the data begins in the URL
  std::string bytes;
};

struct DataUrlError {
  std::size_t at = 0;  // in the URL
  std::string reason;  // "a blank, which has to be written %20"
};

// Is it one at all, rather than a URL of something to fetch?
bool is_data_url(std::string_view url);

// As Ignition and the Machine Config Operator decode it, which are stricter than browsers: a byte that a URL cannot
// hold is an error (github.com/vincent-petithory/dataurl, lex.go), base64 is the standard one with its padding and
// without line breaks.
tl::expected<DataUrl, DataUrlError> decode_data_url(std::string_view url);

// The bytes that one byte of the decoded data takes at `at` in percent-encoded data: 3 for "%20", else 1.
std::size_t encoded_width(std::string_view data, std::size_t at);

}  // namespace modtrail
