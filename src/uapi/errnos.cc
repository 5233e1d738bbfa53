#include "modtrail/uapi/errnos.h"

#include "tables/name_tables.h"

namespace modtrail {

std::optional<int> parse_errno(std::string_view name) {
  const bool minus = name.starts_with('-');
  if (minus) name.remove_prefix(1);
  const auto* row = tables::find_by_name(tables::errnos(), name, tables::Case::Upper);
  if (row == nullptr) return std::nullopt;
  return minus ? -row->number : row->number;
}

std::string_view errno_name(int number) {
  const auto* row = tables::find_by_number(tables::errnos(), number);
  return row != nullptr ? row->name : "";
}

}  // namespace modtrail
