#pragma once

#include <vector>

#include "modtrail/filter/load.h"
#include "modtrail/filter/world.h"

// What subj_* means hangs on the security module; where that is not known, every one it could be is tried.
namespace modtrail {

bool looks_at_labels(const Filter& filter);

// The world itself, or one for each security module it could have if a rule looks at labels.
std::vector<World> possible_worlds(const Filter& filter, const World& world);

}  // namespace modtrail
