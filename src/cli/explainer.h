#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/scene.h"
#include "modtrail/filter/pipeline.h"
#include "modtrail/report/report.h"

// The rules of a scene, loaded once, to judge one attempt after the other.
namespace modtrail {

// Explanations point into `reading`.
struct Explainer {
  World world;
  Reading reading;
  std::vector<Otherwise> otherwise;
  std::optional<Filter> doubted;  // of a listing: without rules that may be another machine's
};

// Of the running host: by the rules that its kernel holds, if they could be read.
Result<Explainer> make_explainer(const Scene& scene);

// Errors: the machine's architecture has no such way into the kernel.
Result<Explanation> explain(const Explainer& explainer, SyscallEvent event);

}  // namespace modtrail
