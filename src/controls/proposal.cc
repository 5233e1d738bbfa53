#include "controls/proposal.h"

#include <optional>
#include <utility>

#include "controls/scanner/content.h"
#include "modtrail/filter/watch.h"

namespace modtrail {
namespace {

constexpr std::string_view kProgram = "/usr/bin/kmod";  // where distributions put it

// For requirements.

std::string program_of(const std::string& tool, const Outcome& outcome, const World& world) {
  for (const ExecuteRow& row : execute_rows(outcome.reading.loaded.filter, world)) {
    if (row.tool.substr(row.tool.rfind('/') + 1) == tool && !row.resolved.empty()) return row.resolved;
  }
  return std::string(kProgram);
}

Proposal propose_setting(SettingDemand setting) {
  Proposal out;
  switch (setting) {
    case SettingDemand::Locked:
      out.settings.emplace_back("-e 2");
      break;
    case SettingDemand::GoesOnAfterErrors:
      out.first.emplace_back("-c");
      break;
    case SettingDemand::TasksAudited:     // never,task is in coverage's way, and taken out
    case SettingDemand::AuditedFromBoot:  // not for rules to say
      break;
  }
  return out;
}

Proposal propose_for(const Requirement& demand, const FixCase& subject, const Outcome& outcome,
                     const std::string& key) {
  if (demand.setting) return propose_setting(*demand.setting);
  Proposal out;
  RuleText rule;
  rule.scope = demand.scope;
  rule.uid_min = subject.world.machine.uid_min.value;
  rule.key = demand.key == KeyDemand::Given ? demand.key_name : key;
  const Arch arch = subject.world.machine.arch.value;
  for (const Abi abi : abis(arch)) {
    if (abi == Abi::X32 || !demand.tools.empty() || !wants_abi(demand, arch, abi)) continue;
    rule.abi = abi;
    rule.calls.clear();
    for (const Syscall call : demand.syscalls) {
      if (entry(arch, abi, call)) rule.calls.push_back(call);
    }
    if (!rule.calls.empty()) out.rules.push_back(rule);
  }
  rule.abi.reset();
  rule.calls.clear();
  for (const std::string& tool : demand.tools) {
    rule.program = program_of(tool, outcome, subject.world);
    out.rules.push_back(rule);
  }
  return out;
}

// For the scanner's rules, by their ids.

bool reads_logins(std::string_view product) {
  return product.starts_with("rhel") || product.starts_with("ubuntu");
}

std::vector<Syscall> calls_of(std::string_view check) {
  if (check == "audit_rules_kernel_module_loading") {
    return {Syscall::InitModule, Syscall::FinitModule, Syscall::DeleteModule};
  }
  constexpr std::string_view kStem = "audit_rules_kernel_module_loading_";
  if (!check.starts_with(kStem)) return {};
  const std::optional<Syscall> call = parse_syscall(std::string(check.substr(kStem.size())) + "_module");
  return call ? std::vector<Syscall>{*call} : std::vector<Syscall>();
}

RuleText written(std::string line) {
  RuleText out;
  out.verbatim = std::move(line);
  return out;
}

std::vector<RuleText> lines_about_kmod(std::string_view product, const std::string& key) {
  const auto line = [&](std::string_view arch, std::string_view perm) {
    return written("-a always,exit" + std::string(arch) + " -F path=/usr/bin/kmod" + std::string(perm) +
                   " -F auid>=1000 -F auid!=unset -k " + key);
  };
  if (product == "rhel10") return {line(" -F arch=b32", " -F perm=x"), line(" -F arch=b64", " -F perm=x")};
  return {line("", product == "rhcos4" ? "" : " -F perm=x")};
}

Proposal propose_for(const ScannerChecks& check, Arch arch, const std::string& key) {
  const std::string& id = check.rules.front();
  Proposal out;
  RuleText rule;
  rule.place = Place::Append;
  rule.calls = calls_of(id);
  rule.key = key;
  if (reads_logins(check.product)) rule.scope = Scope::Logins;
  for (const Abi abi : abis(arch)) {
    rule.abi = abi;
    if (!rule.calls.empty() && abi != Abi::X32) out.rules.push_back(rule);
  }
  constexpr std::string_view kTool = "audit_rules_privileged_commands_";
  if (id == "audit_rules_privileged_commands_kmod") {
    out.rules = lines_about_kmod(check.product, key);
  } else if (id.starts_with(kTool)) {
    out.rules = {written("-w /sbin/" + id.substr(kTool.size()) + " -p x -k " + key)};
  }
  if (id == "audit_rules_continue_loading") out.first.emplace_back("-c");
  if (id == "audit_rules_immutable") out.settings.emplace_back("-e 2");
  out.files = files_of(check);
  return out;
}

}  // namespace

std::vector<WholeFile> files_of(const ScannerChecks& check) {
  const auto rule = scanner::find_rule(check.product, check.rules.front(), ContentVersion::V0_1_83);
  if (!rule || !rule->criteria.test.text) return {};
  const std::string& path = rule->criteria.test.files.start;
  return {{path.substr(path.rfind('/') + 1), *rule->criteria.test.text}};
}

Proposal propose_for(const Aim& aim, const FixCase& subject, const Outcome& outcome, const std::string& key) {
  return aim.requirement ? propose_for(*aim.requirement, subject, outcome, key)
                         : propose_for(aim.check, subject.world.machine.arch.value, key);
}

}  // namespace modtrail
