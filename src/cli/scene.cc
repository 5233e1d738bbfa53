#include "cli/scene.h"

#include "cli/kernel_state.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "report/pen.h"

namespace modtrail {

namespace {

InputOption parse_input(const std::optional<std::string>& word) {
  if (word == "rules") return InputOption::Rules;
  if (word == "listing") return InputOption::Listing;
  return InputOption::Auto;
}

std::string_view kind_of(const RuleInput& input, const SceneOptions& options) {
  switch (input.kind) {
    case InputKind::File:
      return "file";
    case InputKind::Directory:
      return "directory";
    case InputKind::Listing:
      return "listing";
    case InputKind::Root:
      return options.root ? "root" : "host";
  }
  return "file";
}

Result<Machine> learn_machine(const SceneOptions& options, const std::optional<Root>& root) {
  Machine machine;
  if (root) machine = read_machine(*root->tree, machine);
  if (root && !options.root) machine = read_running_machine(*root->tree, machine);
  for (const auto& [name, value] : options.facts) {
    TRY(set_fact(machine, name, value, FactSource::Option));
  }
  return machine;
}

std::string replay_words(const SceneOptions& options, const std::optional<std::string>& source) {
  std::string words;
  if (options.root) words += " --root " + shell_word(*options.root);
  if (options.input == InputOption::Rules) words += " --input rules";
  if (options.input == InputOption::Listing) words += " --input listing";
  for (const auto& [name, value] : options.facts) words += " --assume " + shell_word(name + "=" + value);
  if (source) words += " " + shell_word(*source);
  return words;
}

}  // namespace

Result<SceneOptions> read_scene_options(const Arguments& arguments) {
  SceneOptions options;
  options.root = arguments.value("--root");
  options.input = parse_input(arguments.value("--input"));
  for (const char* fact : {"arch", "kernel", "auditctl"}) {
    if (const auto value = arguments.value("--" + std::string(fact))) options.facts.emplace_back(fact, *value);
  }
  for (const std::string& word : arguments.values("--assume")) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) return fail("--assume takes FACT=VALUE, not \"" + word + "\"");
    options.facts.emplace_back(word.substr(0, equals), word.substr(equals + 1));
  }
  return options;
}

namespace {

// What the kernel will not tell us is taken to be what the files say; the fact loaded-rules says which it is.
void ask_kernel(Scene& scene) {
  Machine& machine = scene.world.machine;
  if (machine.loaded_rules.source == FactSource::Option && machine.loaded_rules.value == LoadedRules::AsFiles) return;
  Result<KernelState> held = read_kernel_state(machine.arch.value);
  if (!held) {
    scene.unread = held.error().message;
    return;
  }
  machine.loaded_rules = {LoadedRules::Read, FactSource::Machine};
  scene.held = std::move(*held);
}

}  // namespace

Result<Scene> open_scene(const SceneOptions& options, const std::optional<std::string>& source) {
  Scene scene;
  if (options.root || !source) scene.root = TRY(open_root(options.root.value_or("/")));
  Machine machine = TRY(learn_machine(options, scene.root));
  scene.world = scene.root ? known_world(std::move(machine), *scene.root->tree) : assumed_world(std::move(machine));
  if (source) {
    scene.source = TRY(open_source(*source, options.input));
    scene.input = scene.source->input;
  } else {
    scene.input = TRY(root_input(*scene.root));
  }
  if (!options.root && !source) ask_kernel(scene);
  if (!scene.unread.empty()) remark(scene.unread + "; its rules are taken to be those of the files");
  scene.target.kind = std::string(kind_of(scene.input, options));
  scene.target.name = source ? *source : options.root.value_or("/");
  scene.replay = replay_words(options, source);
  return scene;
}

Result<Scene> open_running_host() {
  Scene scene;
  scene.root = TRY(open_root("/"));
  scene.world = known_world(TRY(learn_machine({}, scene.root)), *scene.root->tree);
  ask_kernel(scene);
  return scene;
}

Result<std::vector<Scene>> open_scenes(const SceneOptions& options, const Arguments& arguments) {
  std::vector<Scene> scenes;
  if (arguments.operands().empty()) {
    scenes.push_back(TRY(open_scene(options, std::nullopt)));
  }
  for (const std::string& operand : arguments.operands()) {
    scenes.push_back(TRY(open_scene(options, operand)));
  }
  return scenes;
}

}  // namespace modtrail
