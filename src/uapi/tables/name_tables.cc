#include "name_tables.h"

#include <algorithm>
#include <string>

namespace modtrail::tables {

namespace {

char fold(char c, Case names) {
  const bool upper = c >= 'A' && c <= 'Z';
  const bool lower = c >= 'a' && c <= 'z';
  if (names == Case::Lower && upper) return static_cast<char>(c - 'A' + 'a');
  if (names == Case::Upper && lower) return static_cast<char>(c - 'a' + 'A');
  return c;
}

}  // namespace

bool equal_folded(std::string_view name, std::string_view lower) {
  return std::equal(name.begin(), name.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return fold(a, Case::Lower) == b; });
}

const NumberRow* find_by_name(std::span<const NumberRow> rows, std::string_view name, Case names) {
  std::string folded(name);
  for (char& c : folded) c = fold(c, names);
  const auto at = std::lower_bound(rows.begin(), rows.end(), NumberRow{folded, 0}, by_name);
  return at != rows.end() && at->name == folded ? &*at : nullptr;
}

const NumberRow* find_by_number(std::span<const NumberRow> rows, int number) {
  const auto at =
      std::find_if(rows.begin(), rows.end(), [number](const NumberRow& row) { return row.number == number; });
  return at != rows.end() ? &*at : nullptr;
}

}  // namespace modtrail::tables
