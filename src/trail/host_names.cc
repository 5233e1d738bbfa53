#include "modtrail/trail/host_names.h"

#include <algorithm>

#include "modtrail/base/text.h"

namespace modtrail {

HostNames::HostNames(std::string_view passwd, std::string_view group) : users_(read(passwd)), groups_(read(group)) {}

// passwd(5) and group(5) begin alike: NAME:PASSWORD:NUMBER:
HostNames::Table HostNames::read(std::string_view text) {
  Table table;
  for (const std::string_view line : split(text, '\n')) {
    const std::vector<std::string_view> parts = split(line, ':');
    if (parts.size() < 3 || parts[0].empty()) continue;
    const auto id = parse_number(parts[2]);
    if (id && *id <= UINT32_MAX) table.emplace_back(static_cast<std::uint32_t>(*id), parts[0]);
  }
  std::stable_sort(table.begin(), table.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  return table;
}

namespace {

template <class Table>
std::optional<std::string_view> find(const Table& table, std::uint32_t id) {
  const auto at = std::lower_bound(table.begin(), table.end(), id,
                                   [](const auto& row, std::uint32_t key) { return row.first < key; });
  if (at == table.end() || at->first != id) return std::nullopt;
  return at->second;
}

}  // namespace

std::optional<std::string_view> HostNames::user(std::uint32_t uid) const {
  return find(users_, uid);
}

std::optional<std::string_view> HostNames::group(std::uint32_t gid) const {
  return find(groups_, gid);
}

}  // namespace modtrail
