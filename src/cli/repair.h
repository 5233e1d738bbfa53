#pragma once

#include "cli/scene.h"
#include "modtrail/controls/fix.h"
#include "modtrail/report/document.h"

// What fix would write, as reports show it.
namespace modtrail {

// The edits of the files that were judged, and the same as a diff.
Result<Repair> repair_files(const Scene& scene, const FixRequest& request);

// The MachineConfig of a pool; its files are in documents, which are not edited.
Result<Repair> repair_pool(const Scene& scene, FixRequest request);

}  // namespace modtrail
