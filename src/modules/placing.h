#pragma once

#include <optional>
#include <string>
#include <vector>

#include "modtrail/modules/reconcile.h"

namespace modtrail {

struct Placed {
  Standing standing = Standing::Unplaced;
  std::optional<RecordedCall> load;  // of Standing::Accounted
  bool contradicted = false;         // its last recorded call is an unload
  std::string because;
};

// When each module of /proc/modules was loaded, in its order.
std::vector<Placed> place_modules(const ReconcileInput& input);

}  // namespace modtrail
