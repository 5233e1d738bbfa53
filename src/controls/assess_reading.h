#pragma once

#include "modtrail/controls/assess.h"
#include "modtrail/filter/pipeline.h"

namespace modtrail {

// assess() of rules that were read already.  `reading` is of this input and world.
Result<Assessment> assess_reading(const RuleInput& input, const Reading& reading, const World& world,
                                  const AssessOptions& options);

}  // namespace modtrail
