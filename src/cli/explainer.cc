#include "cli/explainer.h"

#include <algorithm>

#include "modtrail/controls/relocate.h"
#include "modtrail/filter/live.h"

namespace modtrail {

namespace {

Decision decide(const Explainer& explainer, const SyscallEvent& event) {
  Decision decision = evaluate(explainer.reading.loaded.filter, explainer.world, event);
  if (!explainer.doubted || event.abi != Abi::B64) return decision;
  if (evaluate(*explainer.doubted, explainer.world, event).recorded != decision.recorded) {
    decision.recorded = Tri::Unknown;
    decision.reason = "a listing prints every 64-bit machine as arch=b64";
  }
  return decision;
}

bool is_told(const Explanation& explanation, const std::string& fact) {
  return std::find(explanation.assuming.begin(), explanation.assuming.end(), fact) != explanation.assuming.end();
}

}  // namespace

Result<Explainer> make_explainer(const Scene& scene) {
  RuleInput input = scene.input;
  if (scene.held) input = held_input(*scene.held);
  Reading reading = TRY(read_rules(input, scene.world));
  std::vector<Otherwise> others = otherwise(input, reading, scene.world);
  Explainer explainer{scene.world, std::move(reading), std::move(others), std::nullopt};
  if (scene.input.places != nullptr) {
    explainer.reading.loaded.filter = relocated(std::move(explainer.reading.loaded.filter), *scene.input.places);
  }
  if (input.kind == InputKind::Listing && input.held == nullptr)
    explainer.doubted = without_foreign(explainer.reading.loaded.filter);
  return explainer;
}

Result<Explanation> explain(const Explainer& explainer, SyscallEvent event) {
  const Arch arch = explainer.world.machine.arch.value;
  if (!entry(arch, event.abi, event.syscall)) {
    return fail(std::string(name(arch)) + " has no " + std::string(name(event.syscall)) + " in " +
                std::string(name(event.abi)));
  }
  Explanation explanation;
  explanation.event = std::move(event);
  explanation.decision = decide(explainer, explanation.event);
  if (explanation.decision.recorded == Tri::Unknown) return explanation;
  for (const Otherwise& other : explainer.otherwise) {
    if (is_told(explanation, other.fact)) continue;
    const Filter& filter = other.filter ? *other.filter : explainer.reading.loaded.filter;
    const Decision decision = evaluate(filter, other.world, explanation.event);
    if (decision.recorded != explanation.decision.recorded) explanation.assuming.push_back(other.fact);
  }
  return explanation;
}

}  // namespace modtrail
