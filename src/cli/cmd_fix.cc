#include <algorithm>
#include <set>

#include "cli/commands.h"
#include "cli/diff.h"
#include "cli/fix_apply.h"
#include "cli/fix_forms.h"
#include "cli/output.h"
#include "cli/scene.h"
#include "cli/terminal.h"
#include "modtrail/base/file.h"
#include "modtrail/base/text.h"
#include "modtrail/controls/fix.h"
#include "modtrail/controls/profile.h"
#include "modtrail/source/encode.h"
#include "report/pen.h"

namespace modtrail {

namespace {

enum class Form : std::uint8_t { Diff, Rules, Carrier, Check };
enum class Act : std::uint8_t { Print, Install, Load, InstallAndLoad };

struct FixOptions {
  Form form = Form::Diff;
  CarrierOptions carrier;  // of Form::Carrier
  bool roles_named = false;
  Act act = Act::Print;
  Changes changes = Changes::Refuse;  // of what stands there
  Scope scope = Scope::Everyone;
  std::vector<std::string> profiles;
  std::vector<std::string> controls;
  std::string file = "-";
  Detail detail = Detail::Normal;
  Color color = Color::Off;
  SceneOptions scene;
};

// What is said of a cluster's nodes has no meaning elsewhere.
Result<> refuse_words(const Arguments& arguments, const std::vector<std::string_view>& words, std::string_view form) {
  for (const std::string_view word : words) {
    if (arguments.has(word)) return fail(std::string(word) + " goes with --as " + std::string(form));
  }
  return {};
}

Result<> read_roles(const Arguments& arguments, CarrierOptions& carrier) {
  carrier.roles = arguments.values("--role");
  if (carrier.roles.empty()) carrier.roles = {"master", "worker"};
  for (const std::string& role : carrier.roles) {
    if (!is_role_name(role)) return fail("--role: \"" + role + "\" is no name of a role: worker is one");
    if (std::count(carrier.roles.begin(), carrier.roles.end(), role) > 1)
      return fail("--role names " + role + " twice");
  }
  return {};
}

// The Compliance Operator's scans are named by its profiles; those of e8 are what most clusters run.
std::string scan_of(const std::vector<std::string>& profiles) {
  for (const std::string& profile : profiles) {
    const std::string_view scan = operator_profile(profile);
    if (!scan.empty()) return std::string(scan);
  }
  return "rhcos4-e8";
}

Result<> read_form(const Arguments& arguments, FixOptions& options) {
  const std::string as = arguments.value("--as").value_or("diff");
  CarrierOptions& carrier = options.carrier;
  if (as == "rules") options.form = Form::Rules;
  if (as == "machineconfig" || as == "butane" || as == "ansible") options.form = Form::Carrier;
  if (as == "butane") carrier.carrier = Carrier::Butane;
  if (as == "ansible") carrier.carrier = Carrier::Ansible;
  if (as != "machineconfig") TRY(refuse_words(arguments, {"--per-check"}, "machineconfig"));
  if (as != "butane") TRY(refuse_words(arguments, {"--openshift"}, "butane"));
  if (as != "butane" && as != "machineconfig") TRY(refuse_words(arguments, {"--role"}, "machineconfig or butane"));
  carrier.butane = TRY(butane_version(arguments.value("--openshift").value_or("4.12")));
  if (arguments.has("--per-check")) carrier.scan = scan_of(arguments.values("--profile"));
  options.roles_named = arguments.has("--role");
  return read_roles(arguments, carrier);
}

Result<> read_act(const Arguments& arguments, FixOptions& options) {
  const bool install = arguments.has("--install");
  const bool load = arguments.has("--load");
  if (install || load) options.act = !load ? Act::Install : install ? Act::InstallAndLoad : Act::Load;
  if (arguments.has("--allow-changes")) options.changes = Changes::Allow;
  if (arguments.has("--allow-changes") && !install && !load)
    return fail("--allow-changes goes with --install and --load");
  if (options.act == Act::Print) return {};
  for (const char* word : {"--as", "--check", "--output"}) {
    if (arguments.has(word)) return fail(std::string(word) + " does not go with --install and --load");
  }
  if (!arguments.operands().empty()) return fail("--install and --load are for the running host: leave out the SOURCE");
  if (load && arguments.has("--root")) return fail("--load is for the running kernel: leave out --root");
  return {};
}

Result<FixOptions> read_options(const Arguments& arguments) {
  FixOptions options;
  TRY(read_form(arguments, options));
  TRY(read_act(arguments, options));
  if (arguments.has("--check")) options.form = Form::Check;
  if (arguments.value("--as") && arguments.has("--check")) return fail("--check writes nothing: leave out --as");
  if (arguments.value("--scope") == "logins") options.scope = Scope::Logins;
  options.profiles = arguments.values("--profile");
  options.controls = arguments.values("--control");
  options.file = arguments.value("--output").value_or("-");
  if (arguments.has("--quiet")) options.detail = Detail::Quiet;
  if (options.file == "-") options.color = choose_color(parse_color(arguments.value("--color")));
  options.scene = TRY(read_scene_options(arguments));
  return options;
}

Ink ink_of(const std::string& line) {
  if (line.starts_with("+")) return Ink::Green;
  return line.starts_with("-") ? Ink::Red : Ink::Plain;
}

// Colours are for terminals, where nothing may pass that drives them; a file gets the bytes as they are.
std::string painted(const std::string& diff, const FixOptions& options) {
  if (options.color == Color::Off) return diff;
  TextStyle style;
  style.color = options.color;
  std::string out;
  std::vector<std::string_view> lines = split(diff, '\n');
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  for (std::string_view line : lines) put_line(Pen{style, out}, ink_of(std::string(line)), line);
  return out;
}

bool is_pool(const Scene& scene) {
  return scene.target.kind == "pool";
}

// Each note and change of the pools' plans once; gaps with the pool's name.
void add_to(FixPlan& told, const FixPlan& plan, const std::string& pool) {
  const auto add = [](std::vector<std::string>& to, const std::string& line) {
    if (std::find(to.begin(), to.end(), line) == to.end()) to.push_back(line);
  };
  for (const std::string& note : plan.notes) add(told.notes, note);
  for (const std::string& gap : plan.remaining) add(told.remaining, "pool " + pool + ": " + gap);
  for (const std::string& rule : plan.rules) add(told.rules, rule);
  for (const std::string& setting : plan.settings) add(told.settings, setting);
  told.changes.insert(told.changes.end(), plan.changes.begin(), plan.changes.end());
  told.files.insert(told.files.end(), plan.files.begin(), plan.files.end());
}

Result<std::string> document(const FixPlan& plan, const FixOptions& options, const Scene& scene) {
  if (options.form == Form::Check) return std::string();
  if (is_empty(plan)) return std::string();
  const bool has_lines = !plan.rules.empty() || !plan.settings.empty() || !plan.first.empty();
  if (options.form == Form::Rules) return has_lines ? print_rules_file(plan) : std::string();
  if (options.form == Form::Carrier) return print_for_carrier(plan, scene.input, scene.world, options.carrier);
  std::string diff;
  const std::vector<FileEdit> edits = TRY(edits_of(plan, scene.input, scene.world));
  for (const FileEdit& edit : edits) {
    write_diff({edit.before ? edit.name : "/dev/null", edit.name, diff_lines(edit.before.value_or(""), edit.after)},
               diff);
  }
  if (edits.empty()) diff = print_rules_file(plan);  // a listing has no files
  return painted(diff, options);
}

// What the document does not do, on standard error.
void tell_rest(const FixPlan& plan, const FixOptions& options) {
  if (options.detail == Detail::Quiet) return;
  if (is_empty(plan) && plan.remaining.empty()) complain("nothing to fix");
  for (const LineChange& change : plan.changes) {
    if (options.form == Form::Diff || options.form == Form::Carrier) continue;
    complain(change.origin.file + ":" + std::to_string(change.origin.line) +
             ": no rule can make this line good: " + change.before + ": " + change.reason);
  }
  for (const WholeFile& file : plan.files) {
    if (options.form == Form::Rules) complain(file.name + " is to be a file of its own: take the diff");
  }
  if (options.form != Form::Check && !is_empty(plan)) {
    for (const std::string& note : plan.notes) complain("note: " + note);
    if (options.form == Form::Carrier) {
      for (const std::string& note : carrier_notes(options.carrier)) complain("note: " + note);
    }
  }
  for (const std::string& gap : plan.remaining) complain("rules cannot close this: " + gap);
}

int exit_code(const FixPlan& plan, Form form) {
  if (!plan.remaining.empty()) return kFail;
  switch (form) {
    case Form::Diff:
    case Form::Carrier:
      return kPass;
    case Form::Rules:
      return plan.changes.empty() && plan.files.empty() ? kPass : kFail;
    case Form::Check:
      return is_empty(plan) ? kPass : kFail;
  }
  return kFail;
}

Result<> write_document(const std::string& text, const std::string& file) {
  if (text.empty()) return {};
  return file == "-" ? write_standard_output(text) : write_file(file, text);
}

FixRequest request_of(const FixOptions& options, const Scene& scene) {
  FixRequest out;
  out.scope = options.scope;
  out.profiles = options.profiles;
  out.controls = options.controls;
  if (is_pool(scene)) out.pool = scene.target.name;
  if (options.form == Form::Carrier) ask_for_carrier(options.carrier, out);
  return out;
}

void tell_rest(const LoadPlan& plan, const FixOptions& options) {
  if (options.detail == Detail::Quiet) return;
  const bool acts = !plan.rules.empty() || !plan.changes.empty();
  if (!acts && plan.remaining.empty()) complain("nothing to load: the running kernel records all it can");
  for (const std::string& note : plan.notes) {
    if (acts) complain("note: " + note);
  }
  for (const std::string& gap : plan.remaining) complain("what is loaded does not close this: " + gap);
}

// What the running kernel lacks, whatever the files say.
Result<int> load_into_kernel(const Scene& scene, const FixOptions& options) {
  if (!scene.held) return fail(scene.unread);
  const KernelChanges changes = options.changes == Changes::Allow ? KernelChanges::Make : KernelChanges::Leave;
  LoadPlan plan = TRY(plan_load(*scene.held, scene.world, options.scope, changes));
  if (!options.profiles.empty() || !options.controls.empty()) {
    plan.notes.emplace_back("controls are fixed in the files: --install");
  }
  TRY(carry_out(plan, scene));
  tell_rest(plan, options);
  return plan.remaining.empty() ? kPass : kFail;
}

Result<int> fix_one(Scene scene, const FixOptions& options) {
  if (options.act == Act::Load) return load_into_kernel(scene, options);
  LaidOut laid;
  if (options.form == Form::Carrier && scene.input.kind == InputKind::File) {
    laid = TRY(lay_out(scene.input));
    scene.input = laid.input;
  }
  const FixPlan plan = TRY(plan_fix(scene.input, scene.world, request_of(options, scene)));
  const std::string text = TRY(document(plan, options, scene));
  TRY(write_document(text, options.file));
  if (options.act != Act::Print) TRY(install_plan(plan, scene, options.changes));
  tell_rest(plan, options);
  const int loaded = options.act == Act::InstallAndLoad ? TRY(load_into_kernel(scene, options)) : kPass;
  return std::max(exit_code(plan, options.form), loaded);
}

// The pools that get MachineConfigs: those named, else those of the documents, and masters and workers in any case.
std::vector<std::string> roles_of(const std::vector<Scene>& scenes, const FixOptions& options) {
  if (options.roles_named) return options.carrier.roles;
  if (options.scene.pool) return {*options.scene.pool};
  std::vector<std::string> out = options.carrier.roles;
  for (const Scene& scene : scenes) {
    if (std::find(out.begin(), out.end(), scene.target.name) == out.end()) out.push_back(scene.target.name);
  }
  return out;
}

// An object that is refused goes on standing in the way of those that replace it.
void tell_refused(const std::vector<Scene>& scenes, const FixOptions& options) {
  std::set<std::string> told;
  for (const Scene& scene : scenes) {
    for (const Diagnostic& notice : scene.input.notices) {
      const std::string place = notice.origin.file + ":" + std::to_string(notice.origin.line);
      if (notice.level != Level::Error || options.detail == Detail::Quiet || !told.insert(place).second) continue;
      complain("note: " + place + ": take this object out of the cluster: " + notice.message);
    }
  }
}

// A cluster as it is given, and what has been written for its workers.
struct Cluster {
  std::vector<Given> documents;
  std::vector<Scene> scenes;
  std::string for_workers;
};

bool is_custom(const std::string& role) {
  return role != "master" && role != "worker" && role != "arbiter";
}

// A custom pool takes the workers' configurations too, those among them that are written here.
Result<> compose_again(Cluster& cluster, const FixOptions& options, const std::string& role) {
  Sources sources{{}, cluster.documents};
  const std::string named =
      "apiVersion: machineconfiguration.openshift.io/v1\nkind: MachineConfig\n"
      "metadata: {name: 0-modtrail-names-" +
      role + ", labels: {machineconfiguration.openshift.io/role: '" + role + "'}}\nspec: {}\n";
  sources.documents.push_back({"a pool", InputOption::MachineConfig, named});
  if (!cluster.for_workers.empty()) {
    sources.documents.push_back({"written for workers", InputOption::MachineConfig, cluster.for_workers});
  }
  std::vector<Scene> scenes = TRY(open_scenes(options.scene, std::move(sources)));
  for (Scene& scene : scenes) {
    if (scene.target.name == role) cluster.scenes.push_back(std::move(scene));
  }
  return {};
}

// The latest; opened where no document names it.
Result<const Scene*> find_pool(Cluster& cluster, const FixOptions& options, const std::string& role) {
  if (is_custom(role)) TRY(compose_again(cluster, options, role));
  for (std::size_t i = cluster.scenes.size(); i-- > 0;) {
    if (cluster.scenes[i].target.name == role) return &cluster.scenes[i];
  }
  cluster.scenes.push_back(TRY(open_bare_pool(options.scene, role)));
  return &cluster.scenes.back();
}

Result<int> fix_pools(Cluster cluster, FixOptions options) {
  std::string text;
  FixPlan told;  // what is said of all pools, once
  std::vector<std::string> roles = roles_of(cluster.scenes, options);
  std::stable_partition(roles.begin(), roles.end(), [](const std::string& role) { return !is_custom(role); });
  for (const std::string& role : roles) {
    const Scene& scene = *TRY(find_pool(cluster, options, role));
    const FixPlan plan = TRY(plan_fix(scene.input, scene.world, request_of(options, scene)));
    options.carrier.roles = {role};
    const std::string one = TRY(document(plan, options, scene));
    text += (text.empty() || one.empty() ? "" : "---\n") + one;
    if (role == "worker") cluster.for_workers = one;
    add_to(told, plan, role);
  }
  TRY(write_document(text, options.file));
  tell_rest(told, options);
  tell_refused(cluster.scenes, options);
  return exit_code(told, options.form);
}

Result<int> undo(const Arguments& arguments) {
  const Root root = TRY(open_root(arguments.value("--root").value_or("/")));
  TRY(undo_plan(root.name));
  return kPass;
}

Result<int> fix(const Arguments& arguments) {
  if (arguments.has("--undo")) return undo(arguments);
  FixOptions options = TRY(read_options(arguments));
  Sources sources = TRY(look_at_operands(options.scene, arguments));
  std::vector<Given> documents = sources.documents;
  std::vector<Scene> scenes = TRY(open_scenes(options.scene, std::move(sources)));
  const bool pools = std::all_of(scenes.begin(), scenes.end(), is_pool);
  if (pools && options.form == Form::Carrier && options.carrier.carrier != Carrier::Ansible) {
    return fix_pools({std::move(documents), std::move(scenes), ""}, std::move(options));
  }
  if (scenes.size() != 1 && pools) return fail("fix takes one pool at a time: choose it with --pool");
  if (scenes.size() != 1) return fail("fix takes one SOURCE");
  return fix_one(std::move(scenes.front()), options);
}

}  // namespace

int run_fix(const Program&, const Arguments& arguments) {
  const Result<int> code = fix(arguments);
  return code ? *code : complain(code.error());
}

}  // namespace modtrail
