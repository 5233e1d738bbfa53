#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/args.h"
#include "modtrail/controls/assess.h"
#include "modtrail/filter/world.h"
#include "modtrail/rules/kernel_state.h"
#include "modtrail/source/cluster.h"

// What the command line names, opened: the rules, the files they are loaded over, and the facts.
namespace modtrail {

struct SceneOptions {
  std::optional<std::string> root;
  InputOption input = InputOption::Auto;
  std::optional<std::string> pool;
  std::vector<std::pair<std::string, std::string>> facts;  // name, value
};

Result<SceneOptions> read_scene_options(const Arguments& arguments);

// Owns the trees that `input` and `world` point into.
struct Scene {
  std::optional<Root> root;
  std::optional<Source> source;
  RuleInput input;
  World world;
  Target target;
  std::optional<KernelState> held;  // what the running kernel holds, where that is the target and it could be read
  std::string unread;               // why it could not
  std::string replay;               // the words of the command line that name it again, each after a blank
};

// The running host without its rule files: its facts, and what its kernel holds if it tells.
Result<Scene> open_running_host();

// What the operands name, read.
struct Sources {
  std::vector<Given> rules;
  std::vector<Given> documents;  // of one cluster
};
Result<Sources> look_at_operands(const SceneOptions& options, const Arguments& arguments);

// One for each source that is rules, and one for each pool of the cluster; without sources one for the root or the
// host.
Result<std::vector<Scene>> open_scenes(const SceneOptions& options, Sources sources);

// What its rules come to: of a running host whose kernel told what it holds, now and after a restart.
Result<Assessment> assess_scene(const Scene& scene, const AssessOptions& options);

// The nodes of a pool that no document puts anything on.
Result<Scene> open_bare_pool(const SceneOptions& options, const std::string& name);

}  // namespace modtrail
