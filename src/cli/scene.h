#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/args.h"
#include "modtrail/controls/assessment.h"
#include "modtrail/filter/world.h"
#include "modtrail/rules/kernel_state.h"
#include "modtrail/source/source.h"

// What the command line names, opened: the rules, the files they are loaded over, and the facts.
namespace modtrail {

struct SceneOptions {
  std::optional<std::string> root;
  InputOption input = InputOption::Auto;
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

// Without a source: the root's own rules; without a root too: those of the running host.
Result<Scene> open_scene(const SceneOptions& options, const std::optional<std::string>& source);

// The running host without its rule files: its facts, and what its kernel holds if it tells.
Result<Scene> open_running_host();

// One for each operand, or one for the root or the host.
Result<std::vector<Scene>> open_scenes(const SceneOptions& options, const Arguments& arguments);

}  // namespace modtrail
