#include "modtrail/uapi/record_types.h"

#include <charconv>

#include "tables/name_tables.h"

namespace modtrail {

namespace {

// Types that 3.0 did not know.  Those of 3.0.7 came with one of 3.0.1 to 3.0.7.
struct FirstKnown {
  int type = 0;
  Version since;
};
constexpr FirstKnown kFirstKnown[] = {
    {1336, {3, 0, 7}}, {1337, {3, 0, 7}}, {1338, {3, 1, 0}}, {1339, {3, 1, 0}}, {1507, {3, 0, 7}},
    {1807, {3, 0, 7}}, {2119, {3, 0, 7}}, {2120, {3, 0, 7}}, {2121, {3, 0, 7}}, {2215, {3, 0, 7}},
};

constexpr Version kNewest = {4, 2, 1};

bool known(int type, const Version& auditctl) {
  for (const FirstKnown& first : kFirstKnown)
    if (first.type == type) return auditctl >= first.since;
  return true;
}

// "UNKNOWN[1425]", capitals only, as libaudit prints a type it has no name for.
std::optional<int> parse_unknown(std::string_view name) {
  constexpr std::string_view kPrefix = "UNKNOWN[";
  if (!name.starts_with(kPrefix)) return std::nullopt;
  name.remove_prefix(kPrefix.size());
  const std::size_t bracket = name.find(']');
  if (bracket == std::string_view::npos) return std::nullopt;
  int type = 0;
  const auto read = std::from_chars(name.data(), name.data() + bracket, type);
  if (read.ec != std::errc() || read.ptr != name.data() + bracket) return std::nullopt;
  return type;
}

}  // namespace

std::optional<int> parse_record_type(std::string_view name, const Version& auditctl) {
  const auto* row = tables::find_by_name(tables::record_types(), name, tables::Case::Upper);
  if (row == nullptr) return parse_unknown(name);
  if (!known(row->number, auditctl)) return std::nullopt;
  return row->number;
}

std::optional<int> parse_record_type(std::string_view name) {
  return parse_record_type(name, kNewest);
}

std::string_view record_type_name(int type) {
  const auto* row = tables::find_by_number(tables::record_types(), type);
  return row != nullptr ? row->name : "";
}

}  // namespace modtrail
