#pragma once

#include <optional>
#include <string>
#include <vector>

#include "controls/choose.h"
#include "controls/draft.h"
#include "modtrail/controls/profile.h"
#include "modtrail/controls/scanner.h"

// What a plan is to reach besides coverage: the requirements of the controls asked for, and the scanner's rules.
namespace modtrail {

struct Aim {
  std::string name;                        // "cis-rhel9 6.3.3.19"
  std::optional<Requirement> requirement;  // or
  ScannerChecks check;                     // one rule
};

// Each once, in the order of the controls; those of other pools' nodes are left out.
std::vector<Aim> aims_of(const std::vector<ChosenControl>& controls, const std::string& pool);

struct AimState {
  bool met = false;
  std::string reason;  // why not
};
std::vector<AimState> states_of(const FixCase& subject, const std::vector<Aim>& aims, const Outcome& outcome);

// The plan grown until every aim is met that rules can meet; what is left is in its `remaining`.  What it adds is
// least: without a rule or a call of it, or with two rules in one, an aim or coverage is lost that was reached.
Result<FixPlan> with_aims(const FixCase& subject, const FixRequest& request, const std::vector<Aim>& aims,
                          FixPlan plan);

}  // namespace modtrail
