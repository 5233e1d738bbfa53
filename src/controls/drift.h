#pragma once

#include <vector>

#include "modtrail/controls/assessment.h"
#include "modtrail/filter/live.h"

namespace modtrail {

struct DriftInput {
  const Filter& loaded;  // by the files
  const Filter& held;    // by the kernel
  const std::vector<Row>& loaded_rows;
  const std::vector<Row>& held_rows;
  Arch arch = Arch::X86_64;
};

// Where the running kernel is not what the files would make it, as findings: rule-not-loaded, rule-not-in-files,
// rules-reordered, setting-differs.  One is an error if it bears on a way that the kernel loses and the files would
// not.  Rules that no module call meets are counted in one note.
std::vector<Finding> tell_drift(const DriftInput& input);

}  // namespace modtrail
