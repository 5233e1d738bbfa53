#pragma once

#include <string>
#include <vector>

#include "modtrail/base/result.h"
#include "modtrail/controls/assessment.h"
#include "modtrail/filter/world.h"
#include "modtrail/rules/input.h"
#include "modtrail/rules/kernel_state.h"

namespace modtrail {

struct AssessOptions {
  Scope scope = Scope::Everyone;
  std::vector<std::string> profiles;  // names; none: coverage and findings decide
  std::vector<std::string> controls;  // ids, of any profile
  std::string pool;                   // of the nodes judged; "" where they are no pool's
};

// The whole of `check`: reads the rules, judges every way, finds what is wrong, judges the controls asked for.
// Errors: nothing to check, unreadable input, an unknown profile or control.
Result<Assessment> assess(const RuleInput& input, const World& world, const AssessOptions& options);

// The same of a running machine whose kernel told what it holds: its rows and execute rows are those of now, its
// findings those of the files, which is what a restart brings, and where the two differ.  Each control, and the
// verdict, is the worse of now and after a restart.
Result<Assessment> assess_running(const RuleInput& files, const KernelState& held, const World& world,
                                  const AssessOptions& options);

}  // namespace modtrail
