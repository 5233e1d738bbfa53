#pragma once

#include <memory>
#include <vector>

#include "controls/places.h"
#include "modtrail/controls/fix.h"
#include "modtrail/filter/pipeline.h"

// A draft of a plan, tried: nothing is believed of it but what the files it makes come to.
namespace modtrail {

struct FixCase {
  const RuleInput& input;
  World world;
  Scope scope = Scope::Everyone;
};

// What a draft comes to.
struct Outcome {
  std::unique_ptr<OverlayTree> tree;
  RuleInput input;  // in that tree
  Reading reading;
  std::vector<Row> rows;  // of the case's scope
};
Result<Outcome> outcome_of(const FixCase& subject, const FixPlan& draft);

// No rule is lost to an error, and no more lines are refused than in `before`: a rule that repeats one of the site's
// would make auditctl refuse that one.
bool loads_as_well(const Outcome& outcome, const Outcome& before);

}  // namespace modtrail
