#include <algorithm>
#include <utility>

#include "controls/assess_reading.h"
#include "controls/drift.h"

// Three views of a running machine: the files, what augenrules and auditctl make of them, and what the kernel holds.
// The first two are what a reading of the files gives; the third is judged in their place, and laid beside the second.
namespace modtrail {
namespace {

// A control holds if it holds now and after a restart.
void join(std::vector<ControlResult>& now, std::vector<ControlResult>& after) {
  for (std::size_t i = 0; i < now.size() && i < after.size(); ++i) {
    if (worse(now[i].verdict, after[i].verdict) == now[i].verdict) {
      now[i].scanner = after[i].scanner;  // a scanner looks at files
      continue;
    }
    now[i] = std::move(after[i]);
    now[i].reason = "after a restart: " + now[i].reason;
  }
}

}  // namespace

Result<Assessment> assess_running(const RuleInput& files, const KernelState& held, const World& world,
                                  const AssessOptions& options) {
  const RuleInput kernel = held_input(held);
  const Reading of_files = TRY(read_rules(files, world));
  const Reading of_kernel = TRY(read_rules(kernel, world));
  Assessment after = TRY(assess_reading(files, of_files, world, options));
  Assessment now = TRY(assess_reading(kernel, of_kernel, world, options));
  const std::vector<Finding> drift = tell_drift(
      {of_files.loaded.filter, of_kernel.loaded.filter, after.coverage, now.coverage, world.machine.arch.value});
  join(now.controls, after.controls);
  after.findings.insert(after.findings.begin(), drift.begin(), drift.end());
  after.verdict = worse(now.verdict, after.verdict);
  after.restart = std::move(after.coverage);
  after.coverage = std::move(now.coverage);
  after.execute = std::move(now.execute);
  after.controls = std::move(now.controls);
  return after;
}

}  // namespace modtrail
