#include "trail/event_ids.h"

#include <algorithm>

namespace modtrail {
namespace {

constexpr std::size_t kMostLate = 4096;

}  // namespace

std::uint32_t EventIds::node_of(const std::string& name) {
  const auto at = std::find(nodes_.begin(), nodes_.end(), name);
  const auto index = static_cast<std::uint32_t>(at - nodes_.begin());
  if (at == nodes_.end()) nodes_.push_back(name);
  return index;
}

void EventIds::merge() {
  const auto middle = static_cast<std::ptrdiff_t>(ordered_.size());
  ordered_.insert(ordered_.end(), late_.begin(), late_.end());
  std::inplace_merge(ordered_.begin(), ordered_.begin() + middle, ordered_.end());
  late_.clear();
}

bool EventIds::insert(const EventId& id) {
  const Id wanted{id.time, id.serial, node_of(id.node)};
  if (ordered_.empty() || ordered_.back() < wanted) {
    ordered_.push_back(wanted);
  } else {
    if (std::binary_search(ordered_.begin(), ordered_.end(), wanted)) return false;
    if (!late_.insert(wanted).second) return false;
    if (late_.size() > kMostLate) merge();
  }
  if (ordered_.size() > kMost) ordered_.erase(ordered_.begin(), ordered_.begin() + kMost / 4);
  return true;
}

}  // namespace modtrail
