#include <algorithm>
#include <set>
#include <tuple>
#include <utility>
#include <variant>

#include "modtrail/controls/judge.h"

// What controls are judged by, as far as they ask for it: rows of the search, runs of programs, and how auditing is set
// once everything is loaded.  Entry point: gather.
namespace modtrail {
namespace {

// What is asked for, once each.
struct Asked {
  std::set<std::pair<Scope, Syscall>> calls;
  std::set<std::tuple<std::string, Scope, Abi>> runs;
  std::set<SettingDemand> settings;
};

void ask(const Requirement& requirement, Arch arch, Asked& asked) {
  if (requirement.setting) asked.settings.insert(*requirement.setting);
  for (const Syscall syscall : requirement.syscalls) asked.calls.insert({requirement.scope, syscall});
  for (const std::string& tool : requirement.tools) {
    for (const Abi abi : abis(arch)) {
      if (wants_abi(requirement, arch, abi)) asked.runs.insert({tool, requirement.scope, abi});
    }
  }
}

std::string shown(const Origin& origin) {
  return origin.file + ":" + std::to_string(origin.line);
}

bool is_listing(const Inquest& inquest) {
  return inquest.input.kind == InputKind::Listing;
}

SettingEvidence undecided(SettingDemand setting, std::string reason) {
  return {setting, CheckVerdict::Undecided, std::move(reason)};
}

bool locks(const Step& step) {
  const SetSetting* set = std::get_if<SetSetting>(&step);
  return set != nullptr && set->setting == Setting::Enabled && set->value == 2;
}

// A line that would lock the rules, if only it were carried out.
const Statement* lost_lock(const Reading& reading) {
  for (std::size_t i = 0; i < reading.ruleset.statements.size() && i < reading.loaded.lines.size(); ++i) {
    const Statement& statement = reading.ruleset.statements[i];
    if (reading.loaded.lines[i].outcome == LineOutcome::Done) continue;
    if (std::any_of(statement.operations.begin(), statement.operations.end(), locks)) return &statement;
  }
  return nullptr;
}

SettingEvidence find_lock(const Inquest& inquest) {
  constexpr SettingDemand kSetting = SettingDemand::Locked;
  if (is_listing(inquest) && inquest.input.held == nullptr)
    return undecided(kSetting, "a listing does not tell whether the rules are locked");
  const Filter& filter = inquest.reading.loaded.filter;
  if (filter.enabled == 2) return {kSetting, CheckVerdict::Pass, ""};
  const Statement* lost = lost_lock(inquest.reading);
  if (lost != nullptr) return {kSetting, CheckVerdict::Fail, "-e 2 at " + shown(lost->origin) + " is not carried out"};
  if (filter.enabled_by)
    return {kSetting, CheckVerdict::Fail, shown(*filter.enabled_by) + " leaves the rules unlocked"};
  return {kSetting, CheckVerdict::Fail, "nothing locks the rules: there is no -e 2"};
}

// What can fail: a rule that is added or deleted, and a line that auditctl refuses.
bool can_fail(const Step& step) {
  return std::holds_alternative<AddRule>(step) || std::holds_alternative<DeleteRule>(step) ||
         std::holds_alternative<Refusal>(step);
}

SettingEvidence find_error_mode(const Inquest& inquest) {
  constexpr SettingDemand kSetting = SettingDemand::GoesOnAfterErrors;
  if (inquest.input.held != nullptr)
    return {kSetting, CheckVerdict::NotApplicable, "the rules are in the kernel already"};
  if (is_listing(inquest)) return undecided(kSetting, "a listing does not tell how the rules are loaded");
  const Ruleset& ruleset = inquest.reading.ruleset;
  const std::optional<std::size_t>& stop = inquest.reading.loaded.stop;
  if (stop) return {kSetting, CheckVerdict::Fail, "loading stops at " + shown(ruleset.statements[*stop].origin)};
  OnError mode = OnError::Stop;
  for (const Statement& statement : ruleset.statements) {
    for (const Step& step : statement.operations) {
      if (const SetOnError* set = std::get_if<SetOnError>(&step)) mode = set->mode;
      if (mode != OnError::Stop || !can_fail(step)) continue;
      return {kSetting, CheckVerdict::Fail,
              "no -c stands before " + shown(statement.origin) + ": an error there costs the rest"};
    }
  }
  if (mode == OnError::Stop) return {kSetting, CheckVerdict::Fail, "there is no -c"};
  return {kSetting, CheckVerdict::Pass, ""};
}

// With a rule that records every call, only a task without an audit context leaves no record.
SettingEvidence find_tasks(const Inquest& inquest) {
  Filter filter = inquest.reading.loaded.filter;
  filter.exclude.clear();
  filter.rate_limit = 0;
  FilterRule everything;
  everything.rule.mask.set();
  filter.exit = {everything};
  const Way way{abis(inquest.world.machine.arch.value).front(), Syscall::InitModule};
  const Row row = cover(filter, inquest.world, Scope::Everyone, way, KeyUse::Left);
  constexpr SettingDemand kSetting = SettingDemand::TasksAudited;
  if (row.recorded == Recorded::Always) return {kSetting, CheckVerdict::Pass, ""};
  if (row.recorded == Recorded::Undecided) return undecided(kSetting, row.reason);
  return {kSetting, CheckVerdict::Fail, row.reason + (row.origin ? " (" + shown(*row.origin) + ")" : "")};
}

SettingEvidence find_boot(const Inquest& inquest) {
  constexpr SettingDemand kSetting = SettingDemand::AuditedFromBoot;
  const Fact<AuditBoot>& audit = inquest.world.machine.audit;
  switch (audit.value) {
    case AuditBoot::Absent:
      return {kSetting, CheckVerdict::Fail, "the kernel is started without audit=1"};
    case AuditBoot::Off:
      return {kSetting, CheckVerdict::Fail, "the kernel is started with audit=0"};
    case AuditBoot::On:
      break;
  }
  const bool assumed = audit.source == FactSource::Assumed;
  return {kSetting, CheckVerdict::Pass, assumed ? "assuming audit 1: its command line was not shown" : ""};
}

SettingEvidence find_setting(SettingDemand setting, const Inquest& inquest) {
  switch (setting) {
    case SettingDemand::Locked:
      return find_lock(inquest);
    case SettingDemand::GoesOnAfterErrors:
      return find_error_mode(inquest);
    case SettingDemand::TasksAudited:
      return find_tasks(inquest);
    case SettingDemand::AuditedFromBoot:
      break;
  }
  return find_boot(inquest);
}

bool has_row(const std::vector<Row>& rows, Way way) {
  return std::any_of(rows.begin(), rows.end(),
                     [&](const Row& row) { return row.abi == way.abi && row.syscall == way.syscall; });
}

void find_rows(const Inquest& inquest, Scope scope, Syscall syscall, std::vector<Row>& rows) {
  for (const Abi abi : abis(inquest.world.machine.arch.value)) {
    const Way way{abi, syscall};
    if (!has_row(rows, way)) rows.push_back(judge_way(inquest.input, inquest.reading, inquest.world, scope, way));
  }
}

}  // namespace

ControlEvidence gather(const std::vector<const Control*>& controls, const Inquest& inquest,
                       const std::vector<Row>& coverage, Scope scope) {
  ControlEvidence out;
  out.arch = inquest.world.machine.arch.value;
  (scope == Scope::Everyone ? out.everyone : out.logins) = coverage;
  Asked asked;
  for (const Control* control : controls) {
    for (const Requirement& requirement : control->requirements) ask(requirement, out.arch, asked);
  }
  // What a pass is blind to is told of everyone.
  for (const Syscall syscall : kModuleSyscalls) asked.calls.insert({Scope::Everyone, syscall});
  for (const auto& [who, syscall] : asked.calls) {
    find_rows(inquest, who, syscall, who == Scope::Everyone ? out.everyone : out.logins);
  }
  for (const auto& [tool, who, abi] : asked.runs) {
    out.tools.push_back({tool, who, tool_row(inquest.reading.loaded.filter, inquest.world, who, abi, tool)});
  }
  for (const SettingDemand setting : asked.settings) out.settings.push_back(find_setting(setting, inquest));
  return out;
}

}  // namespace modtrail
