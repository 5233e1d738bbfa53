#pragma once

#include <string>
#include <vector>

#include "modtrail/controls/assessment.h"

namespace modtrail {

// A name for each finding that stays when lines move: 16 hex digits over its id, its file and the guilty line (its
// message, where there is no line), and ":2" for the second that is the same in all three.
std::vector<std::string> fingerprints(const std::vector<Finding>& findings);

}  // namespace modtrail
