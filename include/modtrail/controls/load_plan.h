#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "modtrail/base/result.h"
#include "modtrail/filter/coverage.h"
#include "modtrail/rules/kernel_state.h"

// The least that closes the gap in a running kernel: rules to add, then rules to delete and settings to set back where
// adding can't help.
namespace modtrail {

// What is in the way of every rule that could be added.
struct KernelChange {
  enum class Kind : std::uint8_t { DeleteRule, Enable, LiftRateLimit };
  Kind kind = Kind::DeleteRule;
  std::optional<Rule> rule;  // DeleteRule: as the kernel lists it
  std::string reason;
};
std::string step_of(const KernelChange& change);  // "delete the rule '-a never,task'", "switch auditing on: ..."

enum class KernelChanges : std::uint8_t { Leave, Make };

struct LoadPlan {
  std::vector<Rule> rules;  // their text is set
  std::vector<KernelChange> changes;
  std::vector<std::string> remaining;  // gaps that this does not close, with the step that can
  std::vector<std::string> notes;
};

// The plan carried out, every way that rules can help is recorded.  With KernelChanges::Leave its changes are told in
// `remaining` instead.  Errors: as coverage has none, a rule of ours that cannot be read.
Result<LoadPlan> plan_load(const KernelState& held, const World& world, Scope scope, KernelChanges changes);

}  // namespace modtrail
