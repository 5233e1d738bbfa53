#include "modtrail/uapi/version.h"

#include <array>
#include <charconv>

namespace modtrail {
namespace {

constexpr int kLargest = 999999;

// Takes a number off the front of `text`.
std::optional<int> take_number(std::string_view& text) {
  int value = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool digits = stop != text.data() && text.front() != '-';
  if (!digits || error != std::errc{} || value > kLargest) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
  return value;
}

std::string_view without_epoch(std::string_view text) {
  const std::size_t colon = text.find_first_not_of("0123456789");
  const bool has_epoch = colon != std::string_view::npos && colon > 0 && text[colon] == ':';
  return has_epoch ? text.substr(colon + 1) : text;
}

}  // namespace

std::optional<Version> parse_version(std::string_view text) {
  text = without_epoch(text);
  std::array<int, 3> parts = {};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto number = take_number(text);
    if (!number) return std::nullopt;
    parts[i] = *number;
    const bool more = text.size() > 1 && text[0] == '.' && text[1] >= '0' && text[1] <= '9';
    if (!more) break;
    text.remove_prefix(1);
  }
  return Version{parts[0], parts[1], parts[2]};
}

std::string to_string(const Version& version) {
  return std::to_string(version.major) + '.' + std::to_string(version.minor) + '.' + std::to_string(version.patch);
}

}  // namespace modtrail
