#include "modtrail/trail/log_files.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include "modtrail/base/text.h"

namespace modtrail {
namespace {

constexpr std::string_view kLog = "audit.log";
constexpr std::size_t kDate = 8;         // digits of YYYYMMDD
constexpr std::size_t kMostDigits = 19;  // of what parse_number takes whatever they are

// Sorts the oldest first.
struct Age {
  int kind = 0;             // dated, numbered, the log that is written
  std::uint64_t value = 0;  // the date with as many digits as can be; else how far from the greatest number
  std::string_view name;
  auto operator<=>(const Age&) const = default;
};

// "20231114" and "2023111422" are compared as 2023111400000000000 and 2023111422000000000.
std::optional<std::uint64_t> date_of(std::string_view digits) {
  if (digits.size() < kDate || digits.size() > kMostDigits) return std::nullopt;
  return parse_number(std::string(digits) + std::string(kMostDigits - digits.size(), '0'));
}

std::optional<Age> age_of(std::string_view name) {
  std::string_view rest = without_packing(name);
  if (!rest.starts_with(kLog)) return std::nullopt;
  rest.remove_prefix(kLog.size());
  if (rest.empty()) return Age{2, 0, name};
  const std::string_view digits = rest.substr(1);
  if (rest[0] == '-') {
    const auto date = date_of(digits);
    return date ? std::optional(Age{0, *date, name}) : std::nullopt;
  }
  if (rest[0] != '.' || digits.empty() || digits.size() > kMostDigits) return std::nullopt;
  const auto number = parse_number(digits);
  return number ? std::optional(Age{1, ~*number, name}) : std::nullopt;
}

}  // namespace

std::string_view without_packing(std::string_view name) {
  for (const std::string_view suffix : {".gz", ".zst", ".xz"}) {
    if (name.ends_with(suffix)) return name.substr(0, name.size() - suffix.size());
  }
  return name;
}

std::vector<std::string> oldest_first(const std::vector<std::string>& names) {
  std::vector<Age> ages;
  for (const std::string& name : names) {
    if (const auto age = age_of(name)) ages.push_back(*age);
  }
  std::sort(ages.begin(), ages.end());
  std::vector<std::string> sorted;
  sorted.reserve(ages.size());
  for (const Age& age : ages) sorted.emplace_back(age.name);
  return sorted;
}

}  // namespace modtrail
