#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "modtrail/trail/event.h"

namespace modtrail {

// Which events were met, in 16 bytes each.  Of more than kMost the oldest are forgotten.
class EventIds {
 public:
  static constexpr std::size_t kMost = std::size_t{1} << 21;

  // False for one that was met already.
  bool insert(const EventId& id);
  std::size_t size() const { return ordered_.size() + late_.size(); }

 private:
  struct Id {
    std::uint64_t time = 0;
    std::uint32_t serial = 0;
    std::uint32_t node = 0;  // of nodes_
    auto operator<=>(const Id&) const = default;
  };
  std::uint32_t node_of(const std::string& name);
  void merge();

  std::vector<std::string> nodes_;
  std::vector<Id> ordered_;
  std::set<Id> late_;  // came behind younger ones; few
};

}  // namespace modtrail
