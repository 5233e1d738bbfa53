#pragma once

#include <vector>

#include "cli/diff.h"
#include "cli/scene.h"
#include "modtrail/controls/fix.h"

namespace modtrail {

// The plan as changes to the files of the scene: a new file in rules.d, or lines of the rules file itself, where they
// close the most; and the lines that are commented out.  Errors: a file that cannot be read again.
Result<std::vector<FileDiff>> diffs_of(const FixPlan& plan, const Scene& scene, Scope scope);

}  // namespace modtrail
