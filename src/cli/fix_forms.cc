#include "cli/fix_forms.h"

#include <algorithm>
#include <map>
#include <utility>

#include "modtrail/base/text.h"
#include "modtrail/base/utf8.h"
#include "modtrail/source/encode.h"

namespace modtrail {
namespace {

constexpr std::string_view kRulesPlace = "/etc/audit/rules.d/";
constexpr std::string_view kRulesFile = "/etc/audit/audit.rules";
constexpr std::string_view kStem = "audit-modules";
constexpr std::string_view kCheckStem = "kernel-module-loading";
constexpr std::string_view kLockFile = "90-immutable.rules";
constexpr std::string_view kIgnition = "3.2.0";       // every OpenShift 4 takes it
constexpr std::string_view kCheckIgnition = "3.1.0";  // what the Compliance Operator writes

std::string_view name_of(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

// Where a file of the input's tree lies on the machine.
std::string machine_path(const RuleInput& input, const std::string& path) {
  return input.kind == InputKind::Root ? path : std::string(kRulesPlace) + std::string(name_of(path));
}

std::vector<std::string> lines_of(std::string_view text) {
  std::vector<std::string> out;
  for (const std::string_view line : split(text, '\n')) {
    if (!line.empty()) out.emplace_back(line);
  }
  return out;
}

enum class IsThere : std::uint8_t { No, Yes };

struct CarriedFile {
  NodeFile file;
  IsThere is_there = IsThere::No;  // in another object of the cluster
  std::vector<std::string> told;   // for the comments: what it holds, or what is changed in it
};

std::vector<std::string> told_changes(const FixPlan& plan, const std::string& name) {
  std::vector<std::string> out;
  for (const LineChange& change : plan.changes) {
    if (change.origin.file != name) continue;
    const std::string line = "line " + std::to_string(change.origin.line);
    out.push_back(change.before == change.after ? line + " ended with a newline"
                                                : line + " commented out: " + change.before + ": " + change.reason);
  }
  return out;
}

Result<std::vector<CarriedFile>> carried_files(const FixPlan& plan, const RuleInput& input, const World& world) {
  std::vector<CarriedFile> out;
  for (const FileEdit& edit : TRY(edits_of(plan, input, world))) {
    CarriedFile carried{{machine_path(input, edit.path), 0600, edit.after}, IsThere::No, {}};
    if (edit.before && input.places != nullptr) carried.is_there = IsThere::Yes;
    carried.told = edit.before ? told_changes(plan, edit.name) : lines_of(edit.after);
    if (edit.before) carried.told.insert(carried.told.begin(), "as it was, but");
    out.push_back(std::move(carried));
  }
  if (input.kind == InputKind::Listing) {
    const std::string path = std::string(kRulesPlace) + "75-" + std::string(kStem) + ".rules";
    out.push_back({{path, 0600, print_rules_file(plan)}, IsThere::No, plan.rules});
  }
  return out;
}

std::vector<std::string> comments_for(const std::vector<CarriedFile>& files) {
  std::vector<std::string> out = {"Written by modtrail fix: audit rules for loads and unloads of kernel modules."};
  for (const CarriedFile& carried : files) {
    out.emplace_back();
    out.push_back(carried.file.path + ":");
    for (const std::string& line : carried.told) out.push_back("  " + line);
  }
  return out;
}

std::vector<std::string> reboot_comment() {
  return {"", "Applying it drains and reboots each node of the pool, one after the other, and that loads the rules.",
          "A node disruption policy for these paths can do without, but not where -e 2 locks the rules."};
}

template <typename T>
void append(std::vector<T>& to, std::vector<T> more) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::vector<NodeFile> files_of(const std::vector<CarriedFile>& carried) {
  std::vector<NodeFile> out;
  for (const CarriedFile& one : carried) out.push_back(one.file);
  return out;
}

// Of several objects that carry one path, the last by name wins: a file that is changed has to come last.  A name that
// is used has its file beside it.
std::string config_name(const std::string& role, const std::vector<CarriedFile>& files) {
  std::string number = "75-";
  std::string stem(kStem);
  for (const CarriedFile& carried : files) {
    const std::string_view name = name_of(carried.file.path);
    if (carried.is_there == IsThere::Yes) number = "zz-";
    const std::size_t at = name.find(kStem);
    if (at != std::string_view::npos && carried.is_there == IsThere::No) {
      stem = name.substr(at, name.size() - at - std::string_view(".rules").size());
    }
  }
  return number + stem + "-" + role;
}

NodeConfig config_for(const std::string& role, const std::vector<CarriedFile>& files) {
  NodeConfig out;
  out.name = config_name(role, files);
  out.role = role;
  out.version = kIgnition;
  out.comments = comments_for(files);
  append(out.comments, reboot_comment());
  out.files = files_of(files);
  return out;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto point = decode_utf8(text);
    if (!point) return false;
    text.remove_prefix(point->bytes);
  }
  return true;
}

// A MachineConfig's data URL holds any bytes.
Result<> check_text(const std::vector<CarriedFile>& files) {
  for (const CarriedFile& carried : files) {
    if (!is_utf8(carried.file.content)) {
      return fail(carried.file.path + " is not UTF-8, which YAML cannot hold: take the diff, or a MachineConfig");
    }
  }
  return {};
}

// One check, one MachineConfig.

struct Check {
  std::string call;    // "init_module"
  std::string suffix;  // "init"
};

std::string check_rules(Place place, std::string_view call) {
  std::string out;
  for (const char* abi : {"b32", "b64"}) {
    out += std::string(place == Place::Append ? "-a" : "-A") + " always,exit -F arch=" + std::string(abi) + " -S " +
           std::string(call) + " -k modules\n";
  }
  return out;
}

bool is_for(const std::string& rule, std::string_view call) {
  return rule.find(" -S " + std::string(call) + " ") != std::string::npos;
}

// The plan's rules for one call, those of the 32-bit ABI first as the Operator writes them.
std::string planned_rules(const FixPlan& plan, std::string_view call) {
  std::vector<std::string> lines;
  for (const std::string& rule : plan.rules) {
    if (is_for(rule, call)) lines.push_back(rule);
  }
  std::sort(lines.begin(), lines.end());
  std::string out;
  for (const std::string& line : lines) out += line + "\n";
  return out;
}

std::string check_path(const FixPlan& plan, std::string_view call) {
  const std::string number = plan.file.substr(0, plan.file.find('-') + 1);
  return (number.empty() ? "75-" : number) + std::string(kCheckStem) + "-" + std::string(call) + ".rules";
}

bool is_there(const RuleInput& input, const std::string& name) {
  const std::string directory = input.kind == InputKind::Root ? std::string(kRulesPlace) : input.path + "/";
  return input.kind != InputKind::Listing && input.tree->lstat(directory + name).has_value();
}

// Where the check's own file is there and does not do, the whole of it is written anew.
CarriedFile check_file(const FixPlan& plan, const RuleInput& input, const Check& check) {
  const std::string name = check_path(plan, check.call);
  const std::string rules =
      is_there(input, name) ? check_rules(plan.place, check.call) : planned_rules(plan, check.call);
  return {{std::string(kRulesPlace) + name, 0600, rules}, IsThere::No, lines_of(rules)};
}

NodeConfig check_config(const std::string& scan, const std::string& role, const Check& check, CarriedFile file) {
  NodeConfig out = config_for(role, {std::move(file)});
  out.name = "75-" + scan + "-" + role + "-audit-rules-kernel-module-loading-" + check.suffix;
  out.version = kCheckIgnition;
  return out;
}

constexpr std::string_view kCalls[] = {"delete_module", "finit_module", "init_module"};

std::vector<std::string> rules_of_no_check(const FixPlan& plan) {
  std::vector<std::string> out;
  for (const std::string& rule : plan.rules) {
    const auto names = [&](std::string_view call) { return is_for(rule, call); };
    if (std::none_of(std::begin(kCalls), std::end(kCalls), names)) out.push_back(rule);
  }
  return out;
}

Result<std::vector<NodeConfig>> check_configs(const FixPlan& plan, const RuleInput& input, const World& world,
                                              const CarrierOptions& options, const std::string& role) {
  std::vector<NodeConfig> out;
  for (const std::string_view call : kCalls) {
    const Check check{std::string(call), std::string(call.substr(0, call.find('_')))};
    if (planned_rules(plan, check.call).empty()) continue;
    out.push_back(check_config(options.scan, role, check, check_file(plan, input, check)));
  }
  FixPlan rest = plan;
  rest.rules = rules_of_no_check(plan);
  if (plan.settings == std::vector<std::string>{"-e 2"} && !is_there(input, std::string(kLockFile))) {
    NodeConfig lock = config_for(
        role, {{{std::string(kRulesPlace) + std::string(kLockFile), 0600, "-e 2\n"}, IsThere::No, {"-e 2"}}});
    lock.name = "75-" + options.scan + "-" + role + "-audit-rules-immutable";
    lock.version = kCheckIgnition;
    out.push_back(std::move(lock));
    rest.settings.clear();
  }
  const std::vector<CarriedFile> others =
      is_empty(rest) ? std::vector<CarriedFile>() : TRY(carried_files(rest, input, world));
  if (!others.empty()) out.push_back(config_for(role, others));
  return out;
}

Result<std::string> print_machine_configs(const FixPlan& plan, const RuleInput& input, const World& world,
                                          const CarrierOptions& options) {
  std::string out;
  for (const std::string& role : options.roles) {
    const std::vector<NodeConfig> configs =
        options.scan.empty() ? std::vector<NodeConfig>(1, config_for(role, TRY(carried_files(plan, input, world))))
                             : TRY(check_configs(plan, input, world, options, role));
    for (const NodeConfig& config : configs) out += (out.empty() ? "" : "---\n") + print_machine_config(config);
  }
  return out;
}

Result<std::string> print_butanes(const std::vector<CarriedFile>& files, const CarrierOptions& options) {
  TRY(check_text(files));
  std::string out;
  for (const std::string& role : options.roles) {
    NodeConfig config = config_for(role, files);
    config.version = options.butane;
    out += (out.empty() ? "" : "---\n") + print_butane(config);
  }
  return out;
}

Result<std::string> print_ansible(std::vector<CarriedFile> files) {
  TRY(check_text(files));
  Playbook playbook;
  playbook.comments = comments_for(files);
  for (CarriedFile& carried : files) {
    carried.file.mode = 0640;
    if (carried.file.path == kRulesFile) playbook.load = LoadCommand::Auditctl;
    playbook.files.push_back(std::move(carried.file));
  }
  return print_playbook(playbook);
}

}  // namespace

void ask_for_carrier(const CarrierOptions& options, FixRequest& request) {
  request.file = {std::string(kStem), ""};
  if (options.scan.empty()) return;
  request.file.stem = kCheckStem;
  request.cut = RuleCut::PerCall;
  request.key = "modules";
}

Result<LaidOut> lay_out(const RuleInput& file) {
  std::string name(name_of(file.name));
  if (!name.ends_with(".rules")) name = "rules.rules";
  LaidOut out;
  out.tree = std::make_unique<MemoryTree>();
  out.tree->add_file("/" + name, TRY(file.tree->read(file.path, kFileLimit)));
  out.input = {InputKind::Directory, "/etc/audit/rules.d", out.tree.get(), "/"};
  return out;
}

Result<std::string> print_for_carrier(const FixPlan& plan, const RuleInput& input, const World& world,
                                      const CarrierOptions& options) {
  switch (options.carrier) {
    case Carrier::MachineConfig:
      return print_machine_configs(plan, input, world, options);
    case Carrier::Butane:
      return print_butanes(TRY(carried_files(plan, input, world)), options);
    case Carrier::Ansible:
      break;
  }
  return print_ansible(TRY(carried_files(plan, input, world)));
}

std::vector<std::string> carrier_notes(const CarrierOptions& options) {
  if (options.carrier == Carrier::Ansible) return {};
  std::vector<std::string> out = {
      "applying it reboots each node of the pool in turn; a node disruption policy can do without, unless -e 2 locks "
      "the rules (docs/openshift.md)"};
  if (options.carrier == Carrier::Butane && options.roles.size() > 1) {
    out.emplace_back("butane reads one document a file: name one with --role, or split it");
  }
  return out;
}

}  // namespace modtrail
