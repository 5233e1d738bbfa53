#pragma once

#include <compare>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace modtrail {

struct Version {
  int major = 0;
  int minor = 0;
  int patch = 0;
  auto operator<=>(const Version&) const = default;
};

// From `first` on, before `beyond`.
struct VersionSpan {
  Version first;
  Version beyond = {std::numeric_limits<int>::max(), 0, 0};
  bool has(const Version& version) const { return first <= version && version < beyond; }
};

// "3.0.9", "1:3.0.9-1", "6.1.0-56-amd64", "6.12.117+deb12": the leading numbers after an epoch; at least "N.N" or "N".
std::optional<Version> parse_version(std::string_view text);
std::string to_string(const Version& version);

}  // namespace modtrail
