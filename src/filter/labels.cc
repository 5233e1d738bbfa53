#include "filter/labels.h"

#include <algorithm>

namespace modtrail {

bool looks_at_labels(const Filter& filter) {
  const auto is_label = [](const Field& field) {
    return field.id >= FieldId::SubjUser && field.id <= FieldId::SubjClr;
  };
  for (const auto* list : {&filter.exit, &filter.task, &filter.exclude})
    for (const FilterRule& entry : *list)
      if (std::any_of(entry.rule.fields.begin(), entry.rule.fields.end(), is_label)) return true;
  return false;
}

std::vector<World> possible_worlds(const Filter& filter, const World& world) {
  if (world.machine.lsm.value || !looks_at_labels(filter)) return {world};
  std::vector<World> worlds;
  for (const char* lsm : {"lockdown,yama", "lockdown,yama,apparmor", "lockdown,yama,selinux"}) {
    worlds.push_back(world);
    worlds.back().machine.lsm.value = lsm;
  }
  return worlds;
}

}  // namespace modtrail
