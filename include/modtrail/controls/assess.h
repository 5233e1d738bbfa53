#pragma once

#include <string>
#include <vector>

#include "modtrail/base/result.h"
#include "modtrail/controls/assessment.h"
#include "modtrail/filter/world.h"
#include "modtrail/rules/input.h"

namespace modtrail {

struct AssessOptions {
  Scope scope = Scope::Everyone;
  std::vector<std::string> profiles;  // names; none: coverage and findings decide
  std::vector<std::string> controls;  // ids, of any profile
};

// The whole of `check`: reads the rules, judges every way, finds what is wrong, judges the controls asked for.
// Errors: nothing to check, unreadable input, an unknown profile or control.
Result<Assessment> assess(const RuleInput& input, const World& world, const AssessOptions& options);

}  // namespace modtrail
