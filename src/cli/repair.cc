#include "cli/repair.h"

#include "cli/diff.h"
#include "cli/fix_forms.h"

namespace modtrail {

Result<Repair> repair_files(const Scene& scene, const FixRequest& request) {
  const FixPlan plan = TRY(plan_fix(scene.input, scene.world, request));
  if (is_empty(plan)) return Repair();
  Repair out;
  out.edits = TRY(edits_of(plan, scene.input, scene.world));
  out.language = "diff";
  for (const FileEdit& edit : out.edits) {
    write_diff({edit.before ? edit.name : "/dev/null", edit.name, diff_lines(edit.before.value_or(""), edit.after)},
               out.text);
  }
  return out;
}

Result<Repair> repair_pool(const Scene& scene, FixRequest request) {
  CarrierOptions carrier;
  carrier.roles = {scene.target.name};
  ask_for_carrier(carrier, request);
  const FixPlan plan = TRY(plan_fix(scene.input, scene.world, request));
  if (is_empty(plan)) return Repair();
  Repair out;
  out.language = "yaml";
  out.text = TRY(print_for_carrier(plan, scene.input, scene.world, carrier));
  return out;
}

}  // namespace modtrail
