#include "modtrail/controls/assess.h"

#include <algorithm>
#include <array>
#include <utility>

#include "controls/assess_reading.h"
#include "controls/choose.h"
#include "modtrail/base/sha256.h"
#include "modtrail/base/text.h"
#include "modtrail/controls/findings.h"
#include "modtrail/controls/judge.h"
#include "modtrail/controls/relocate.h"

// `check` from input to verdict.
namespace modtrail {
namespace {

std::vector<std::string> limits() {
  return {
      "the registered audit daemon's own calls are not recorded",
      "tasks older than the first rule are not recorded unless the kernel was started with audit=1",
      "calls that seccomp denies never reach the filter",
      "modules loaded before the rules, in the initramfs and at early boot, leave no record",
      "a call under way while the rules change may be lost: the record is made when it ends",
      "records can be lost later: a full queue, a stopped daemon, a full disk",
  };
}

std::string kind_of(const RuleInput& input) {
  switch (input.kind) {
    case InputKind::File:
      return "file";
    case InputKind::Directory:
      return "directory";
    case InputKind::Root:
      return input.name.empty() || input.name == "/" ? "host" : "root";
    case InputKind::Listing:
      break;
  }
  return "listing";
}

// Facts the result can rest on; the others are not printed.
bool is_used(std::string_view fact, const RuleInput& input, const Machine& machine, Scope scope) {
  if (fact == "x32") return machine.arch.value == Arch::X86_64;
  if (fact == "ia32") return abis(machine.arch.value).size() > 1;
  if (fact == "uid-min") return scope == Scope::Logins;
  if (fact == "loader") return input.kind == InputKind::Root;
  if (fact == "awk") return input.kind == InputKind::Root || input.kind == InputKind::Directory;
  if (fact == "commit") return input.kind != InputKind::Listing;
  // No verdict rests on these; of the running host they are told all the same.
  constexpr std::array kOfHost = {"loaded-rules",     "kmod",    "module-compression", "auditd-registered",
                                  "modules-disabled", "lockdown"};
  const bool of_host = std::find(kOfHost.begin(), kOfHost.end(), fact) != kOfHost.end();
  return !of_host || kind_of(input) == "host";
}

std::vector<NamedFact> used_facts(const RuleInput& input, const Machine& machine, Scope scope) {
  std::vector<NamedFact> out;
  for (const std::string_view name : fact_names()) {
    if (is_used(name, input, machine, scope)) out.push_back({std::string(name), fact(machine, name)});
  }
  return out;
}

std::size_t count_lines(std::string_view content) {
  const auto newlines = static_cast<std::size_t>(std::count(content.begin(), content.end(), '\n'));
  return newlines + (content.empty() || content.back() == '\n' ? 0U : 1U);
}

std::vector<SourceFile> source_files(const Reading& reading) {
  std::vector<SourceFile> out;
  for (const ReadFile& file : reading.merged.files) {
    SourceFile source;
    source.path = file.path;
    source.sha256 = sha256_hex(file.content);
    source.lines = count_lines(file.content);
    out.push_back(std::move(source));
  }
  const auto file_of = [&](const Origin& origin) {
    return std::find_if(out.begin(), out.end(), [&](const SourceFile& source) { return source.path == origin.file; });
  };
  for (std::size_t i = 0; i < reading.ruleset.statements.size() && i < reading.loaded.lines.size(); ++i) {
    const Origin& origin = reading.ruleset.statements[i].origin;
    const auto source = file_of(origin);
    if (source == out.end()) continue;
    if (reading.loaded.lines[i].outcome == LineOutcome::Done) ++source->loaded;
    if (reading.loaded.stop != i) continue;
    source->stopped_at = origin;
    source->stop_reason = reading.loaded.lines[i].reason;
  }
  return out;
}

// The security modules are the one assumed fact that running a tool turns on.
std::vector<ExecuteRow> executions(const Reading& reading, const World& world) {
  std::vector<ExecuteRow> rows = execute_rows(reading.loaded.filter, world);
  if (world.machine.lsm.source != FactSource::Assumed) return rows;
  for (const std::string& value : alternatives(world.machine, "lsm")) {
    World other = world;
    if (!set_fact(other.machine, "lsm", value, FactSource::Assumed)) continue;
    const std::vector<ExecuteRow> others = execute_rows(reading.loaded.filter, other);
    for (std::size_t i = 0; i < rows.size() && i < others.size(); ++i) {
      const bool changes = rows[i].recorded != others[i].recorded;
      if (changes && rows[i].assuming.empty()) rows[i].assuming.emplace_back("lsm");
    }
  }
  return rows;
}

// What the scanner would say of the controls that name its rules.
void predict(const RuleInput& input, const Machine& machine, const std::vector<ChosenControl>& chosen,
             std::vector<ControlResult>& results) {
  std::vector<ScannerChecks> checks;
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    const Control& control = *chosen[i].control;
    const bool of_other_nodes = !control.pool.empty() && results[i].verdict == CheckVerdict::NotApplicable;
    if (!control.checks || of_other_nodes) continue;
    checks.push_back(*control.checks);
    places.push_back(i);
  }
  if (checks.empty()) return;
  const auto predictions = predict_scanner(input, machine, checks);
  for (std::size_t i = 0; i < places.size(); ++i) results[places[i]].scanner = predictions[i];
}

bool asks_for_controls(const AssessOptions& options) {
  return !options.profiles.empty() || !options.controls.empty();
}

Result<std::vector<ControlResult>> judge_controls(const RuleInput& input, const Reading& reading, const World& world,
                                                  const Assessment& assessment, const AssessOptions& options) {
  std::vector<ControlResult> out;
  if (!asks_for_controls(options)) return out;
  const std::vector<Profile> all = TRY(profiles());
  const std::vector<ChosenControl> chosen = TRY(choose_controls(all, options.profiles, options.controls));
  std::vector<const Control*> controls;
  for (const ChosenControl& one : chosen) controls.push_back(one.control);
  ControlEvidence evidence = gather(controls, {input, reading, world}, assessment.coverage, options.scope);
  evidence.pool = options.pool;
  for (const ChosenControl& one : chosen) out.push_back(judge_control(*one.profile, *one.control, evidence));
  out = with_assumptions(std::move(out), controls, {input, reading, world}, options.pool);
  predict(input, world.machine, chosen, out);
  return out;
}

// Rules that cannot be read decide no control, but the scanner has its answer all the same.
Result<Assessment> without_rules(const RuleInput& input, const World& world, const AssessOptions& options,
                                 const Error& error) {
  if (!asks_for_controls(options) || input.kind != InputKind::Root) return tl::unexpected(error);
  Assessment out;
  out.target = {kind_of(input), input.name};
  out.scope = options.scope;
  out.facts = used_facts(input, world.machine, options.scope);
  out.unread = error.message;
  const std::vector<Profile> all = TRY(profiles());
  const std::vector<ChosenControl> chosen = TRY(choose_controls(all, options.profiles, options.controls));
  for (const ChosenControl& one : chosen) {
    ControlResult result;
    result.profile = one.profile->name;
    result.id = one.control->id;
    result.title = one.control->title;
    result.reason = error.message;
    out.controls.push_back(std::move(result));
  }
  predict(input, world.machine, chosen, out.controls);
  out.limits = limits();
  return input.places == nullptr ? out : relocated(std::move(out), *input.places);
}

bool accepts(const Assessment& assessment, std::string_view kind, const std::string& name) {
  return std::any_of(assessment.accepted.begin(), assessment.accepted.end(),
                     [&](const Accepted& each) { return each.kind == kind && each.name == name; });
}

CheckVerdict verdict_of(Recorded recorded) {
  switch (recorded) {
    case Recorded::Partly:
    case Recorded::Never:
      return CheckVerdict::Fail;
    case Recorded::Undecided:
      return CheckVerdict::Undecided;
    case Recorded::Always:
    case Recorded::Unreachable:
      break;
  }
  return CheckVerdict::Pass;
}

}  // namespace

std::string way_name(const Row& row) {
  return std::string(name(row.abi)) + " " + std::string(name(row.syscall));
}

std::string control_name(const ControlResult& control) {
  return control.profile + " " + control.id;
}

bool is_accepted(const Assessment& assessment, const Row& row) {
  return accepts(assessment, "way", way_name(row));
}

bool is_accepted(const Assessment& assessment, const ControlResult& control) {
  return accepts(assessment, "control", control_name(control));
}

CheckVerdict verdict_of(const Assessment& assessment) {
  if (!assessment.controls.empty()) {
    CheckVerdict out = CheckVerdict::NotApplicable;
    for (const ControlResult& control : assessment.controls) {
      out = worse(out, is_accepted(assessment, control) ? CheckVerdict::Pass : control.verdict);
    }
    return out;
  }
  CheckVerdict out = CheckVerdict::Pass;
  for (const std::vector<Row>* rows : {&assessment.coverage, &assessment.restart}) {
    for (const Row& row : *rows) {
      if (!is_accepted(assessment, row)) out = worse(out, verdict_of(row.recorded));
    }
  }
  for (const Finding& finding : assessment.findings) {
    if (finding.level == Level::Error) out = CheckVerdict::Fail;
  }
  return out;
}

CheckVerdict worse(CheckVerdict a, CheckVerdict b) {
  for (const CheckVerdict verdict : {CheckVerdict::Fail, CheckVerdict::Undecided, CheckVerdict::Pass}) {
    if (a == verdict || b == verdict) return verdict;
  }
  return CheckVerdict::NotApplicable;
}

Result<Assessment> assess(const RuleInput& input, const World& world, const AssessOptions& options) {
  const Result<Reading> reading = read_rules(input, world);
  if (!reading) return without_rules(input, world, options, reading.error());
  return assess_reading(input, *reading, world, options);
}

Result<Assessment> assess_reading(const RuleInput& input, const Reading& reading, const World& world,
                                  const AssessOptions& options) {
  Assessment out;
  out.target = {kind_of(input), input.name};
  out.scope = options.scope;
  out.facts = used_facts(input, world.machine, options.scope);
  out.sources = source_files(reading);
  out.coverage = judge(input, reading, world, options.scope);
  out.execute = executions(reading, world);
  out.findings = find_problems({input, world, reading, out.coverage, options.scope});
  out.controls = TRY(judge_controls(input, reading, world, out, options));
  out.limits = limits();
  out.verdict = verdict_of(out);
  return input.places == nullptr ? out : relocated(std::move(out), *input.places);
}

}  // namespace modtrail
