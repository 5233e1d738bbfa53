#include "source/data_url.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "modtrail/base/text.h"

namespace modtrail {
namespace {

constexpr std::string_view kScheme = "data:";
constexpr std::string_view kBase64 = "base64";

using Unexpected = tl::unexpected<DataUrlError>;

Unexpected error_at(std::size_t at, std::string reason) {
  return Unexpected(DataUrlError{at, std::move(reason)});
}

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_token(char c) {
  return c > ' ' && c < 0x7F && std::string_view("()<>@,;:\\\"/[]?=").find(c) == std::string_view::npos;
}

// What a URL's data can hold as it is; a percent sign begins an escape.
bool is_url_character(char c) {
  return c > ' ' && c < 0x7F && std::string_view("<>#\"{}|\\^[]`").find(c) == std::string_view::npos;
}

std::string escaped(char c) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  const auto byte = static_cast<unsigned char>(c);
  return {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
}

std::string misfit(char c) {
  if (c == ' ') return "a blank, which has to be written %20";
  if (c == '\n') return "a line break, which has to be written %0A";
  if (c > ' ' && c < 0x7F) return std::string("'") + c + "', which has to be written " + escaped(c);
  return "a byte that a URL cannot hold and that has to be written " + escaped(c);
}

// ---- before the comma: [type/subtype] *(;attribute=value) [;base64] ----

// Past a quoted value, or nothing.
std::optional<std::size_t> skip_quoted(std::string_view url, std::size_t at) {
  for (++at; at < url.size(); ++at) {
    if (url[at] == '\\') {
      ++at;
    } else if (url[at] == '"') {
      return at + 1;
    }
  }
  return std::nullopt;
}

std::size_t skip_token(std::string_view url, std::size_t at) {
  while (at < url.size() && is_token(url[at])) ++at;
  return at;
}

bool is_media_type(std::string_view type) {
  if ((type.starts_with("x-") || type.starts_with("X-"))) return true;
  constexpr std::array<std::string_view, 7> kTypes = {"text",        "image",   "audio",    "video",
                                                      "application", "message", "multipart"};
  return std::any_of(kTypes.begin(), kTypes.end(), [&](std::string_view known) { return type.starts_with(known); });
}

struct Head {
  UrlEncoding encoding = UrlEncoding::Percent;
  std::size_t data_at = 0;
};

tl::expected<std::size_t, DataUrlError> read_type(std::string_view url, std::size_t at) {
  if (at < url.size() && (url[at] == ';' || url[at] == ',')) return at;
  const std::size_t slash = skip_token(url, at);
  if (slash >= url.size() || url[slash] != '/')
    return error_at(std::min(slash, url.size()), "no comma before the data");
  if (!is_media_type(url.substr(at, slash - at))) return error_at(at, "an unknown media type");
  return skip_token(url, slash + 1);
}

// From a semicolon to what follows the parameter; `encoding` where it is ";base64,".
tl::expected<std::size_t, DataUrlError> read_parameter(std::string_view url, std::size_t at) {
  const std::size_t end = skip_token(url, at + 1);
  if (end == at + 1 || end >= url.size()) return error_at(end, "a parameter without an end");
  if (url[end] == ',') {
    if (url.substr(at + 1, end - at - 1) == kBase64) return end;
    return error_at(at + 1, "base64 is the one encoding there is");
  }
  if (url[end] != '=') return error_at(end, "a character that no parameter has");
  if (end + 1 < url.size() && url[end + 1] == '"') {
    const auto after = skip_quoted(url, end + 1);
    if (after) return *after;
    return error_at(end + 1, "a quotation mark without its fellow");
  }
  const std::size_t after = skip_token(url, end + 1);
  if (after == end + 1) return error_at(after, "a parameter without a value");
  return after;
}

tl::expected<Head, DataUrlError> read_head(std::string_view url) {
  auto at = read_type(url, kScheme.size());
  if (!at) return tl::unexpected(at.error());
  while (true) {
    if (*at >= url.size()) return error_at(url.size(), "no comma before the data");
    if (url[*at] == ',') return Head{UrlEncoding::Percent, *at + 1};
    if (url[*at] != ';') return error_at(*at, "a character that no media type has");
    const auto next = read_parameter(url, *at);
    if (!next) return tl::unexpected(next.error());
    const bool has_value = url.substr(*at, *next - *at).find('=') != std::string_view::npos;
    if (!has_value) return Head{UrlEncoding::Base64, *next + 1};
    at = next;
  }
}

// ---- the data ----

tl::expected<std::string, DataUrlError> decode_percent(std::string_view url, std::size_t from) {
  std::string out;
  out.reserve(url.size() - from);
  for (std::size_t at = from; at < url.size(); ++at) {
    const char c = url[at];
    if (c != '%') {
      if (!is_url_character(c)) return error_at(at, misfit(c));
      out += c;
      continue;
    }
    const int high = at + 2 < url.size() ? hex_value(url[at + 1]) : -1;
    const int low = at + 2 < url.size() ? hex_value(url[at + 2]) : -1;
    if (high < 0 || low < 0) return error_at(at, "'%' without two hexadecimal digits behind it");
    out += static_cast<char>(high * 16 + low);
    at += 2;
  }
  return out;
}

constexpr std::array<std::int8_t, 256> make_base64_values() {
  std::array<std::int8_t, 256> values = {};
  for (auto& value : values) value = -1;
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::int8_t>(i);
  }
  return values;
}
constexpr std::array<std::int8_t, 256> kBase64Values = make_base64_values();

tl::expected<std::string, DataUrlError> decode_base64(std::string_view url, std::size_t from) {
  std::string_view data = url.substr(from);
  if (data.size() % 4 != 0) return error_at(url.size(), "base64 whose length is no multiple of 4");
  const std::size_t padding = data.ends_with("==") ? 2U : (data.ends_with('=') ? 1U : 0U);
  data.remove_suffix(padding);
  std::string out;
  out.reserve(data.size() / 4 * 3 + 3);
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < data.size(); ++i) {
    const std::int8_t value = kBase64Values[static_cast<unsigned char>(data[i])];
    if (value < 0) return error_at(from + i, "a character that base64 does not have");
    bits = bits << 6U | static_cast<std::uint32_t>(value);
    if (i % 4 != 3) continue;
    for (const unsigned shift : {16U, 8U, 0U}) out += static_cast<char>(bits >> shift & 0xFFU);
    bits = 0;
  }
  if (padding == 2) out += static_cast<char>(bits >> 4U & 0xFFU);
  if (padding == 1) {
    out += static_cast<char>(bits >> 10U & 0xFFU);
    out += static_cast<char>(bits >> 2U & 0xFFU);
  }
  return out;
}

}  // namespace

bool is_data_url(std::string_view url) {
  return url.starts_with(kScheme);
}

tl::expected<DataUrl, DataUrlError> decode_data_url(std::string_view url) {
  if (!is_data_url(url)) return error_at(0, "not a data URL");
  const auto head = read_head(url);
  if (!head) return tl::unexpected(head.error());
  auto bytes =
      head->encoding == UrlEncoding::Base64 ? decode_base64(url, head->data_at) : decode_percent(url, head->data_at);
  if (!bytes) return tl::unexpected(bytes.error());
  return DataUrl{head->encoding, head->data_at, std::move(*bytes)};
}

std::size_t encoded_width(std::string_view data, std::size_t at) {
  return at < data.size() && data[at] == '%' ? 3 : 1;
}

}  // namespace modtrail
