#include <algorithm>
#include <map>

#include "modtrail/base/text.h"
#include "modtrail/controls/profile.h"
#include "modtrail/report/document.h"
#include "report/words.h"

// ComplianceCheckResults as the Compliance Operator makes them: the same names, ids and statuses, so that `oc get
// compliancecheckresults` and these can be joined by name.  The status is our verdict; what the operator's scanner is
// predicted to say is an annotation.
//
// A control is a result for each of the scanner's rules that stand for it.  One without, and a way where no control was
// asked for, has a name of our own.
namespace modtrail {

namespace {

constexpr std::string_view kGroup = "compliance.openshift.io/";
constexpr std::string_view kRulePrefix = "xccdf_org.ssgproject.content_rule_";
constexpr std::size_t kLongestLabel = 63;
constexpr std::size_t kLongestName = 253;

// As Kubernetes takes names: lower case, digits, '-' and '.', a letter or digit at both ends.
std::string name_of(std::string_view text, std::size_t longest) {
  std::string out;
  for (const char c : lower(text)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    const bool follows = !out.empty() && out.back() != '-' && out.back() != '.';
    if (plain || follows) out += plain || c == '.' ? c : '-';
  }
  if (out.size() > longest) out.resize(longest);
  while (!out.empty() && (out.back() == '-' || out.back() == '.')) out.pop_back();
  return out.empty() ? "x" : out;
}

// YAML takes JSON's strings; what is printable needs no escape that YAML has not.
std::string quoted(std::string_view text) {
  std::string out;
  JsonWriter(out, JsonWriter::Layout::OneLine).string(printable(text));
  return out;
}

struct CheckResult {
  std::string id;
  std::string rule;
  std::string scan;
  std::string suite;
  std::string severity;
  CheckVerdict verdict = CheckVerdict::NotApplicable;
  std::string description;
  std::string rationale;
  std::string predicted;
  bool accepted = false;
};

// By name.  What two targets or controls share has the worse verdict.
using Results = std::map<std::string, CheckResult>;

void add(Results& results, CheckResult result) {
  const std::string name = name_of(result.scan + "-" + result.rule, kLongestName);
  const auto [at, is_new] = results.try_emplace(name, result);
  if (!is_new && worse(at->second.verdict, result.verdict) != at->second.verdict) at->second = std::move(result);
}

CheckVerdict verdict_of(Recorded recorded) {
  switch (recorded) {
    case Recorded::Always:
      return CheckVerdict::Pass;
    case Recorded::Partly:
    case Recorded::Never:
      return CheckVerdict::Fail;
    case Recorded::Unreachable:
      return CheckVerdict::NotApplicable;
    case Recorded::Undecided:
      return CheckVerdict::Undecided;
  }
  return CheckVerdict::Undecided;
}

std::string_view status_of(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::Pass:
      return "PASS";
    case CheckVerdict::Fail:
      return "FAIL";
    case CheckVerdict::NotApplicable:
      return "NOT-APPLICABLE";
    case CheckVerdict::Undecided:
      return "ERROR";
  }
  return "ERROR";
}

std::string_view status_of(ScannerVerdict verdict) {
  switch (verdict) {
    case ScannerVerdict::Pass:
      return "PASS";
    case ScannerVerdict::Fail:
      return "FAIL";
    case ScannerVerdict::NotApplicable:
      return "NOT-APPLICABLE";
    case ScannerVerdict::Error:
      return "ERROR";
  }
  return "ERROR";
}

// "rhcos4-e8-worker" of a pool; "cis-rhel9-a.rules" of what is no node of a cluster.
std::string scan_of(const std::string& suite, const Target& target) {
  return name_of(suite + "-" + (target.kind == "host" ? "host" : target.name), kLongestLabel);
}

void add_way(const Row& row, const Assessment& assessment, Results& results) {
  CheckResult out;
  out.rule = "way-" + std::string(name(row.abi)) + "-" + std::string(name(row.syscall));
  out.id = "modtrail_" + out.rule;
  out.suite = "modtrail";
  out.scan = scan_of(out.suite, assessment.target);
  out.severity = "high";
  out.verdict = verdict_of(row.recorded);
  out.accepted = is_accepted(assessment, row);
  out.description = "Every " + std::string(name(row.syscall)) + " in " + std::string(name(row.abi)) + " is recorded";
  if (row.witness || is_open(row)) out.rationale = row_sentence(row);
  add(results, std::move(out));
}

void add_control(const ControlResult& control, const Assessment& assessment, Results& results) {
  CheckResult out;
  const std::string_view scan = operator_profile(control.profile);
  out.suite = scan.empty() ? name_of(control.profile, kLongestLabel) : std::string(scan);
  out.scan = scan_of(out.suite, assessment.target);
  out.severity = "medium";
  out.verdict = control.verdict;
  out.accepted = is_accepted(assessment, control);
  out.description = control.title;
  out.rationale = control.reason;
  if (control.scanner) out.predicted = status_of(control.scanner->verdict);
  if (control.checks.empty()) {
    out.rule = control.id;
    out.id = "modtrail_" + control.profile + "_" + control.id;
    add(results, std::move(out));
    return;
  }
  for (const std::string& check : control.checks) {
    out.rule = check;
    out.id = std::string(kRulePrefix) + check;
    add(results, out);
  }
}

void put(const std::string& name, const CheckResult& result, const std::string& time, std::string& out) {
  const std::string group(kGroup);
  const std::string status(status_of(result.verdict));
  out += "---\napiVersion: compliance.openshift.io/v1alpha1\nkind: ComplianceCheckResult\nmetadata:\n";
  out += "  name: " + quoted(name) + "\n  namespace: openshift-compliance\n  labels:\n";
  out += "    " + group + "check-severity: " + result.severity + "\n    " + group + "check-status: " + status + "\n";
  out +=
      "    " + group + "scan-name: " + quoted(result.scan) + "\n    " + group + "suite: " + quoted(result.suite) + "\n";
  out += "  annotations:\n    " + group + "last-scanned-timestamp: " + quoted(time) + "\n";
  out += "    " + group + "rule: " + quoted(name_of(result.rule, kLongestLabel)) + "\n";
  if (!result.predicted.empty()) out += "    modtrail-predicted-scanner: " + quoted(result.predicted) + "\n";
  if (result.accepted) out += "    modtrail-accepted: \"true\"\n";
  out += "id: " + quoted(result.id) + "\nseverity: " + result.severity + "\nstatus: " + status + "\n";
  out += "description: " + quoted(result.description) + "\nrationale: " + quoted(result.rationale) + "\n";
}

}  // namespace

void write_check_results(const Report& report, std::string& out) {
  Results results;
  for (const Judged& judged : report.targets) {
    const Assessment& assessment = judged.assessment;
    for (const ControlResult& control : assessment.controls) add_control(control, assessment, results);
    if (!assessment.controls.empty()) continue;
    for (const Row& row : assessment.coverage) add_way(row, assessment, results);
  }
  out += "# Made by modtrail, not by the Compliance Operator.\n";
  for (const auto& [name, result] : results) put(name, result, time_text(report.time) + "Z", out);
}

}  // namespace modtrail
