#include "cli/scene.h"

#include "cli/kernel_state.h"
#include "cli/options.h"
#include "cli/terminal.h"
#include "host/tool_version.h"
#include "report/pen.h"

namespace modtrail {

namespace {

InputOption parse_input(const std::optional<std::string>& word) {
  if (word == "rules") return InputOption::Rules;
  if (word == "listing") return InputOption::Listing;
  if (word == "machineconfig") return InputOption::MachineConfig;
  if (word == "ignition") return InputOption::Ignition;
  if (word == "butane") return InputOption::Butane;
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

// What no package list told is asked of the programs themselves.
void ask_tool(Machine& machine, std::string_view fact_name, const std::vector<std::string>& places,
              const std::string& question) {
  for (const std::string& place : places) {
    if (fact(machine, fact_name).source != FactSource::Assumed) return;
    const std::optional<std::string> version = tool_version(place, question);
    if (version) static_cast<void>(set_fact(machine, fact_name, *version, FactSource::Machine));
  }
}

void ask_tools(Machine& machine) {
  ask_tool(machine, "auditctl", {"/usr/sbin/auditctl", "/sbin/auditctl"}, "-v");
  ask_tool(machine, "kmod", {"/usr/bin/kmod", "/bin/kmod"}, "--version");
}

Result<Machine> learn_machine(const SceneOptions& options, const std::optional<Root>& root, Machine machine) {
  if (root) machine = read_machine(*root->tree, machine);
  if (root && !options.root) {
    machine = read_running_machine(*root->tree, machine);
    ask_tools(machine);
  }
  for (const auto& [name, value] : options.facts) {
    TRY(set_fact(machine, name, value, FactSource::Option));
  }
  return machine;
}

std::string_view name(InputOption option) {
  switch (option) {
    case InputOption::Auto:
      return "auto";
    case InputOption::Rules:
      return "rules";
    case InputOption::Listing:
      return "listing";
    case InputOption::MachineConfig:
      return "machineconfig";
    case InputOption::Ignition:
      return "ignition";
    case InputOption::Butane:
      return "butane";
  }
  return "";
}

std::string replay_words(const SceneOptions& options, const std::optional<std::string>& source) {
  std::string words;
  if (options.root) words += " --root " + shell_word(*options.root);
  if (options.input != InputOption::Auto) words += " --input " + std::string(name(options.input));
  for (const auto& [name, value] : options.facts) words += " --assume " + shell_word(name + "=" + value);
  if (source) words += " " + shell_word(*source);
  return words;
}

}  // namespace

Result<SceneOptions> read_scene_options(const Arguments& arguments) {
  SceneOptions options;
  options.root = arguments.value("--root");
  options.input = parse_input(arguments.value("--input"));
  options.pool = arguments.value("--pool");
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
  if (machine.auditd_registered.source != FactSource::Option) {
    machine.auditd_registered = {held->daemon != 0 ? Switch::On : Switch::Off, FactSource::Machine};
  }
  scene.held = std::move(*held);
}

// A host without a place for rules has those that its kernel holds, and loses them at the next start.
Result<RuleInput> rules_of_host(const Scene& scene) {
  return scene.held ? input_of(*scene.root) : root_input(*scene.root);
}

// Without a source: the root's own rules; without a root too: those of the running host.
Result<Scene> open_scene(const SceneOptions& options, std::optional<Given> given) {
  Scene scene;
  const std::optional<std::string> source = given ? std::optional(given->path) : std::nullopt;
  if (options.root || !source) scene.root = TRY(open_root(options.root.value_or("/")));
  Machine machine = TRY(learn_machine(options, scene.root, Machine()));
  scene.world = scene.root ? known_world(std::move(machine), *scene.root->tree) : assumed_world(std::move(machine));
  if (given) {
    scene.source = TRY(open_source(std::move(*given)));
    scene.input = scene.source->input;
  } else {
    if (!options.root) ask_kernel(scene);
    scene.input = options.root ? input_of(*scene.root) : TRY(rules_of_host(scene));
  }
  if (!scene.unread.empty()) remark(scene.unread + "; its rules are taken to be those of the files");
  scene.target.kind = std::string(kind_of(scene.input, options));
  scene.target.name = source ? *source : options.root.value_or("/");
  scene.replay = replay_words(options, source);
  return scene;
}

// ---- clusters ----

Result<Scene> open_pool(const SceneOptions& options, Pool pool, const std::string& sources) {
  Scene scene;
  if (options.root) scene.root = TRY(open_root(*options.root));
  Machine machine = node_defaults();
  if (pool.audit) machine.audit = {*pool.audit, FactSource::Root};
  machine = TRY(learn_machine(options, scene.root, std::move(machine)));
  if (pool.audit) machine.audit = {*pool.audit, FactSource::Root};
  for (const auto& [name, value] : options.facts) TRY(set_fact(machine, name, value, FactSource::Option));
  const bool is_pool = pool.kind == PoolKind::Pool;
  scene.target = {is_pool ? "pool" : "file", pool.name};
  scene.replay = replay_words(options, std::nullopt);
  if (is_pool) scene.replay += " --pool " + shell_word(pool.name);
  scene.replay += sources;
  scene.source = lay_out(std::move(pool), scene.root ? scene.root->tree.get() : nullptr);
  scene.input = scene.source->input;
  scene.world = scene.root ? known_world(std::move(machine), *scene.source->tree) : assumed_world(std::move(machine));
  return scene;
}

Result<std::vector<Pool>> choose_pools(std::vector<Pool> pools, const SceneOptions& options) {
  if (!options.pool) return pools;
  std::vector<std::string_view> names;
  std::vector<Pool> chosen;
  for (Pool& pool : pools) names.emplace_back(pool.name);
  std::string all;
  for (const std::string_view name : names) all += (all.empty() ? "" : ", ") + std::string(name);
  for (Pool& pool : pools) {
    if (pool.name == *options.pool) chosen.push_back(std::move(pool));
  }
  if (chosen.empty()) return fail("no pool " + *options.pool + " in the input: there is " + all);
  return chosen;
}

Result<> add_pools(const SceneOptions& options, std::vector<Given> documents, std::vector<Scene>& scenes) {
  std::string sources;
  for (const Given& given : documents) sources += " " + shell_word(given.path);
  std::vector<Pool> all = TRY(read_cluster(std::move(documents)));
  std::vector<Pool> pools = TRY(choose_pools(std::move(all), options));
  for (Pool& pool : pools) scenes.push_back(TRY(open_pool(options, std::move(pool), sources)));
  return {};
}

}  // namespace

Result<Scene> open_bare_pool(const SceneOptions& options, const std::string& name) {
  Pool pool;
  pool.name = name;
  return open_pool(options, std::move(pool), "");
}

Result<Assessment> assess_scene(const Scene& scene, const AssessOptions& options) {
  Assessment assessment = scene.held ? TRY(assess_running(scene.input, *scene.held, scene.world, options))
                                     : TRY(assess(scene.input, scene.world, options));
  assessment.target = scene.target;
  return assessment;
}

Result<Scene> open_running_host() {
  Scene scene;
  scene.root = TRY(open_root("/"));
  scene.world = known_world(TRY(learn_machine({}, scene.root, Machine())), *scene.root->tree);
  ask_kernel(scene);
  return scene;
}

Result<Sources> look_at_operands(const SceneOptions& options, const Arguments& arguments) {
  Sources sources;
  for (const std::string& operand : arguments.operands()) {
    Given given = TRY(look_at(operand, options.input));
    (is_cluster(given) ? sources.documents : sources.rules).push_back(std::move(given));
  }
  if (options.pool && sources.documents.empty()) {
    return fail("--pool names a pool of a cluster, and no SOURCE is MachineConfigs");
  }
  return sources;
}

Result<std::vector<Scene>> open_scenes(const SceneOptions& options, Sources sources) {
  std::vector<Scene> scenes;
  const bool none = sources.rules.empty() && sources.documents.empty();
  if (none) scenes.push_back(TRY(open_scene(options, std::nullopt)));
  for (Given& given : sources.rules) scenes.push_back(TRY(open_scene(options, std::move(given))));
  if (!sources.documents.empty()) TRY(add_pools(options, std::move(sources.documents), scenes));
  return scenes;
}

}  // namespace modtrail
