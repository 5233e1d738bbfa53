#include "controls/aims.h"

#include <algorithm>

#include "controls/proposal.h"
#include "modtrail/controls/judge.h"

namespace modtrail {
namespace {

bool is_same(const Aim& a, const Aim& b) {
  return a.requirement == b.requirement && a.check.product == b.check.product && a.check.rules == b.check.rules;
}

void add(const Aim& aim, std::vector<Aim>& out) {
  const bool known = std::any_of(out.begin(), out.end(), [&](const Aim& other) { return is_same(aim, other); });
  if (!known) out.push_back(aim);
}

// Masters are a pool of their own; all others are workers.
bool is_of_other_nodes(const Control& control, const std::string& pool) {
  return !control.pool.empty() && !pool.empty() && (control.pool == "master") != (pool == "master");
}

Control control_of(const Aim& aim) {
  Control out;
  out.requirements.push_back(*aim.requirement);
  return out;
}

AimState state_of(const Aim& aim, const ControlEvidence& evidence) {
  const ControlResult result = judge_control(Profile(), control_of(aim), evidence);
  const bool met = result.verdict == CheckVerdict::Pass || result.verdict == CheckVerdict::NotApplicable;
  return {met, result.reason};
}

// What cannot be predicted is no aim.
AimState state_of(const Aim& aim, const std::optional<ScannerPrediction>& prediction) {
  if (!prediction || prediction->verdict == ScannerVerdict::Pass) return {true, ""};
  if (prediction->verdict == ScannerVerdict::NotApplicable) return {true, ""};
  return {false, "oscap's rule " + aim.check.rules.front() + " for " + aim.check.product + " will still " +
                     (prediction->verdict == ScannerVerdict::Fail ? "fail" : "end in an error")};
}

}  // namespace

std::vector<Aim> aims_of(const std::vector<ChosenControl>& controls, const std::string& pool) {
  std::vector<Aim> out;
  for (const ChosenControl& chosen : controls) {
    if (is_of_other_nodes(*chosen.control, pool)) continue;
    const std::string name = chosen.profile->name + " " + chosen.control->id;
    for (const Requirement& demand : chosen.control->requirements) add({name, demand, {}}, out);
  }
  for (const ChosenControl& chosen : controls) {
    if (!chosen.control->checks || is_of_other_nodes(*chosen.control, pool)) continue;
    const std::string name = chosen.profile->name + " " + chosen.control->id;
    for (const std::string& rule : chosen.control->checks->rules) {
      add({name, std::nullopt, {chosen.control->checks->product, {rule}}}, out);
    }
  }
  // A file that is to be just so comes before rules that would repeat its own.
  std::stable_partition(out.begin(), out.end(),
                        [](const Aim& aim) { return !aim.requirement && !files_of(aim.check).empty(); });
  return out;
}

std::vector<AimState> states_of(const FixCase& subject, const std::vector<Aim>& aims, const Outcome& outcome) {
  std::vector<Control> controls;
  std::vector<ScannerChecks> checks;
  for (const Aim& aim : aims) {
    if (aim.requirement) controls.push_back(control_of(aim));
    if (!aim.requirement) checks.push_back(aim.check);
  }
  std::vector<const Control*> asked;
  for (const Control& control : controls) asked.push_back(&control);
  const ControlEvidence evidence =
      gather(asked, {outcome.input, outcome.reading, subject.world}, outcome.rows, subject.scope);
  const auto predictions = predict_scanner(outcome.input, subject.world.machine, checks);
  std::vector<AimState> out;
  std::size_t check = 0;
  for (const Aim& aim : aims) {
    out.push_back(aim.requirement ? state_of(aim, evidence) : state_of(aim, predictions[check++]));
  }
  return out;
}

}  // namespace modtrail
