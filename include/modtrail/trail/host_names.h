#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace modtrail {

// User and group names of the host that wrote the log; empty where its files are not at hand.
class HostNames {
 public:
  HostNames() = default;
  // Texts of passwd(5) and group(5); lines that are neither are skipped, the first of an id counts.
  HostNames(std::string_view passwd, std::string_view group);

  std::optional<std::string_view> user(std::uint32_t uid) const;
  std::optional<std::string_view> group(std::uint32_t gid) const;

 private:
  using Table = std::vector<std::pair<std::uint32_t, std::string>>;  // by id
  static Table read(std::string_view text);
  Table users_;
  Table groups_;
};

}  // namespace modtrail
