#include "cli/explainer.h"

#include <algorithm>

namespace modtrail {

namespace {

std::vector<Otherwise> all_otherwise(const Scene& scene) {
  std::vector<Otherwise> all;
  for (std::string_view name : fact_names()) {
    if (fact(scene.world.machine, name).source != FactSource::Assumed) continue;
    for (const std::string& value : alternatives(scene.world.machine, name)) {
      World world = scene.world;
      if (!set_fact(world.machine, name, value, FactSource::Assumed)) continue;
      Result<Reading> reading = read_rules(scene.input, world);
      if (reading) all.push_back({std::string(name), std::move(world), std::move(*reading)});
    }
  }
  return all;
}

bool is_told(const Explanation& explanation, const std::string& fact) {
  return std::find(explanation.assuming.begin(), explanation.assuming.end(), fact) != explanation.assuming.end();
}

}  // namespace

Result<Explainer> make_explainer(const Scene& scene) {
  Reading reading = TRY(read_rules(scene.input, scene.world));
  return Explainer{scene.world, std::move(reading), all_otherwise(scene)};
}

Result<Explanation> explain(const Explainer& explainer, SyscallEvent event) {
  const Arch arch = explainer.world.machine.arch.value;
  if (!entry(arch, event.abi, event.syscall)) {
    return fail(std::string(name(arch)) + " has no " + std::string(name(event.syscall)) + " in " +
                std::string(name(event.abi)));
  }
  Explanation explanation;
  explanation.event = std::move(event);
  explanation.decision = evaluate(explainer.reading.loaded.filter, explainer.world, explanation.event);
  if (explanation.decision.recorded == Tri::Unknown) return explanation;
  for (const Otherwise& other : explainer.otherwise) {
    if (is_told(explanation, other.fact)) continue;
    const Decision decision = evaluate(other.reading.loaded.filter, other.world, explanation.event);
    if (decision.recorded != explanation.decision.recorded) explanation.assuming.push_back(other.fact);
  }
  return explanation;
}

}  // namespace modtrail
