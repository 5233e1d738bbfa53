#include "controls/draft.h"

#include <utility>

#include "controls/obstacles.h"
#include "controls/refused.h"

namespace modtrail {

Result<Outcome> outcome_of(const FixCase& subject, const FixPlan& draft) {
  Outcome out;
  out.tree = std::make_unique<OverlayTree>(*subject.input.tree);
  for (FileEdit& edit : TRY(edits_of(draft, subject.input, subject.world))) {
    out.tree->put(edit.path, std::move(edit.after));
  }
  out.input = subject.input;
  out.input.tree = out.tree.get();
  out.reading = TRY(read_rules(out.input, subject.world));
  out.rows = coverage(about_modules(out.reading.loaded.filter, subject.world.machine), subject.world, subject.scope);
  return out;
}

bool loads_as_well(const Outcome& outcome, const Outcome& before) {
  return !loses_rules(outcome.reading) && !early_lock(outcome.reading) && glued_rules(outcome.reading.merged).empty() &&
         refusals(outcome.reading) <= refusals(before.reading);
}

}  // namespace modtrail
