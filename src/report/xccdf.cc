#include <algorithm>
#include <map>
#include <set>

#include "modtrail/controls/findings.h"
#include "modtrail/report/document.h"
#include "report/words.h"
#include "report/xml_writer.h"

// XCCDF 1.2 (NIST IR 7275r4) in one file that stands alone: a Benchmark with a Rule for each way, control and kind of
// finding, a Profile that selects them all, and a TestResult for each target.  Tools that read results alone refuse
// rule-results whose Rule they cannot find.
//
// Verdicts are ours.  A Rule for a control names the official scanner's rules as idents, and its result says in a
// message what that scanner is predicted to answer.
namespace modtrail {

namespace {

constexpr std::string_view kIdents = "https://github.com/ComplianceAsCode/content";
constexpr std::string_view kAcceptedResult = "informational";
constexpr std::string_view kRulePrefix = "xccdf_org.ssgproject.content_rule_";

// What an NCName can hold; everything else becomes '-'.
std::string ncname(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.';
    out += plain ? c : '-';
  }
  return out;
}

std::string rule_id(std::string_view kind, std::string_view name) {
  return "xccdf_modtrail_rule_" + std::string(kind) + "-" + ncname(name);
}

struct XccdfRule {
  std::string group;
  std::string title;
  std::string_view severity;
  std::vector<std::string> idents;
  std::string fix;
};

struct Message {
  std::string_view severity;
  std::string text;
};

struct RuleResult {
  std::string id;
  const Accepted* accepted = nullptr;
  std::string_view severity;
  std::string_view result;
  std::vector<Message> messages;
};

// By id.
using Rules = std::map<std::string, XccdfRule>;

// ---- ways ----

std::string_view result_of(Recorded recorded) {
  switch (recorded) {
    case Recorded::Always:
      return "pass";
    case Recorded::Partly:
    case Recorded::Never:
      return "fail";
    case Recorded::Unreachable:
      return "notapplicable";
    case Recorded::Undecided:
      return "unknown";
  }
  return "unknown";
}

void add_rule(const Row& row, Rules& rules) {
  const std::string title = "Every " + std::string(name(row.syscall)) + " through the ABI " +
                            std::string(name(row.abi)) + " leaves an audit record";
  rules.try_emplace(rule_id("way", way_name(row)),
                    XccdfRule{"Ways to load and unload a module", title, "high", {}, ""});
}

RuleResult result_for(const Row& row) {
  RuleResult out{rule_id("way", way_name(row)), nullptr, "high", result_of(row.recorded), {}};
  if (row.witness || is_open(row)) out.messages.push_back({"error", row_sentence(row)});
  return out;
}

// ---- controls ----

std::string_view result_of(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::Pass:
      return "pass";
    case CheckVerdict::Fail:
      return "fail";
    case CheckVerdict::NotApplicable:
      return "notapplicable";
    case CheckVerdict::Undecided:
      return "unknown";
  }
  return "unknown";
}

std::string control_id(const ControlResult& control) {
  return rule_id("control", control.profile + "-" + control.id);
}

void add_rule(const ControlResult& control, Rules& rules) {
  rules.try_emplace(control_id(control), XccdfRule{"Controls of " + control.profile, control.id + ": " + control.title,
                                                   "medium", control.checks, ""});
}

RuleResult result_for(const ControlResult& control) {
  RuleResult out{control_id(control), nullptr, "medium", result_of(control.verdict), {}};
  if (!control.reason.empty()) out.messages.push_back({"info", control.reason});
  if (control.blind_to) out.messages.push_back({"warning", "blind to " + attempt_sentence(*control.blind_to)});
  if (control.scanner) out.messages.push_back({"info", prediction_text(control)});
  return out;
}

// ---- findings: a kind is a rule ----

std::string_view title_of(const std::string& id) {
  const FindingInfo* const info = find_finding(id);
  return info != nullptr ? info->title : "";
}

std::string_view severity_of(Level level) {
  switch (level) {
    case Level::Error:
      return "high";
    case Level::Warning:
      return "medium";
    case Level::Note:
      return "low";
  }
  return "low";
}

std::string_view message_severity(Level level) {
  switch (level) {
    case Level::Error:
      return "error";
    case Level::Warning:
      return "warning";
    case Level::Note:
      return "info";
  }
  return "info";
}

void add_rule(const Finding& finding, Rules& rules) {
  const std::string title = "Not found: " + std::string(title_of(finding.id)) + " (" + finding.id + ")";
  XccdfRule& rule =
      rules
          .try_emplace(rule_id("finding", finding.id), XccdfRule{"Findings", title, severity_of(finding.level), {}, ""})
          .first->second;
  if (rule.fix.empty()) rule.fix = finding.hint;
}

// Of all findings of a kind: a failure if one is an error.
std::vector<RuleResult> results_for(const std::vector<Finding>& findings) {
  std::map<std::string, RuleResult> out;
  for (const Finding& finding : findings) {
    RuleResult& result = out[rule_id("finding", finding.id)];
    if (result.result != "fail") result.severity = severity_of(finding.level);
    if (finding.level == Level::Error) result.result = "fail";
    if (result.result.empty()) result.result = "informational";
    const std::string place = finding.origin.file.empty() ? "" : place_text(finding.origin) + ": ";
    result.messages.push_back({message_severity(finding.level), place + finding.message});
  }
  std::vector<RuleResult> list;
  for (auto& [id, result] : out) {
    result.id = id;
    list.push_back(std::move(result));
  }
  return list;
}

// ---- the document ----

Rules rules_of(const Report& report) {
  Rules rules;
  for (const Judged& judged : report.targets) {
    for (const Row& row : judged.assessment.coverage) add_rule(row, rules);
    for (const ControlResult& control : judged.assessment.controls) add_rule(control, rules);
    for (const Finding& finding : judged.assessment.findings) add_rule(finding, rules);
  }
  return rules;
}

const Accepted* find_accepted(const Assessment& assessment, std::string_view kind, const std::string& name) {
  for (const Accepted& each : assessment.accepted) {
    if (each.kind == kind && each.name == name) return &each;
  }
  return nullptr;
}

std::vector<RuleResult> results_of(const Assessment& assessment) {
  std::vector<RuleResult> out;
  for (const Row& row : assessment.coverage) {
    out.push_back(result_for(row));
    out.back().accepted = find_accepted(assessment, "way", way_name(row));
  }
  for (const ControlResult& control : assessment.controls) {
    out.push_back(result_for(control));
    out.back().accepted = find_accepted(assessment, "control", control_name(control));
  }
  for (RuleResult& result : results_for(assessment.findings)) out.push_back(std::move(result));
  return out;
}

void put_rule(const std::string& id, const XccdfRule& rule, XmlWriter& xml) {
  xml.open("Rule").attribute("id", id).attribute("severity", rule.severity).attribute("selected", "true");
  xml.leaf("title", rule.title);
  for (const std::string& check : rule.idents) {
    xml.open("ident").attribute("system", kIdents).text(std::string(kRulePrefix) + check).close();
  }
  if (!rule.fix.empty()) xml.leaf("fixtext", rule.fix);
  xml.close();
}

void put_groups(const Rules& rules, XmlWriter& xml) {
  std::set<std::string> groups;
  for (const auto& [id, rule] : rules) groups.insert(rule.group);
  for (const std::string& group : groups) {
    xml.open("Group").attribute("id", "xccdf_modtrail_group_" + ncname(group)).leaf("title", group);
    for (const auto& [id, rule] : rules) {
      if (rule.group == group) put_rule(id, rule, xml);
    }
    xml.close();
  }
}

void put_profile(const Rules& rules, XmlWriter& xml) {
  xml.open("Profile").attribute("id", "xccdf_modtrail_profile_all").leaf("title", "All that modtrail judged");
  for (const auto& [id, rule] : rules) xml.open("select").attribute("idref", id).attribute("selected", "true").close();
  xml.close();
}

void put_facts(const Assessment& assessment, XmlWriter& xml) {
  xml.open("target-facts");
  for (const NamedFact& fact : assessment.facts) {
    xml.open("fact").attribute("name", "urn:modtrail:fact:" + fact.name).attribute("type", "string");
    xml.text(fact.fact.value + " (" + std::string(name(fact.fact.source)) + ")").close();
  }
  for (const SourceFile& file : assessment.sources) {
    xml.open("fact").attribute("name", "urn:modtrail:sha256:" + file.sha256).attribute("type", "string");
    xml.text(file.path).close();
  }
  xml.close();
}

// XCCDF's own way of saying that somebody took a failure upon himself.
void put_override(const RuleResult& result, const std::string& time, XmlWriter& xml) {
  xml.open("override").attribute("time", time);
  xml.attribute("authority", result.accepted->owner.empty() ? "baseline" : result.accepted->owner);
  xml.leaf("old-result", result.result).leaf("new-result", kAcceptedResult);
  xml.leaf("remark", accepted_text(*result.accepted)).close();
}

void put_result(const RuleResult& result, const std::string& time, XmlWriter& xml) {
  xml.open("rule-result").attribute("idref", result.id).attribute("time", time).attribute("severity", result.severity);
  xml.leaf("result", result.accepted != nullptr ? kAcceptedResult : result.result);
  if (result.accepted != nullptr) put_override(result, time, xml);
  for (const Message& message : result.messages) {
    xml.open("message").attribute("severity", message.severity).text(message.text).close();
  }
  xml.close();
}

// How many of the rules that passed or did not have passed.
void put_score(const std::vector<RuleResult>& results, XmlWriter& xml) {
  const auto count = [&](std::string_view word) {
    return std::count_if(results.begin(), results.end(), [&](const RuleResult& each) { return each.result == word; });
  };
  const auto passed = count("pass");
  xml.open("score").attribute("system", "urn:xccdf:scoring:flat-unweighted");
  xml.attribute("maximum", std::to_string(passed + count("fail") + count("unknown")));
  xml.text(std::to_string(passed)).close();
}

void put_target(const Judged& judged, std::size_t number, const Report& report, XmlWriter& xml) {
  const Assessment& assessment = judged.assessment;
  const std::string time = time_text(report.time);
  const std::vector<RuleResult> results = results_of(assessment);
  xml.open("TestResult").attribute("id", "xccdf_modtrail_testresult_" + std::to_string(number));
  xml.attribute("start-time", time).attribute("end-time", time).attribute("version", report.version);
  xml.attribute("test-system", "cpe:/a:modtrail:modtrail:" + report.version);
  xml.leaf("title", target_text(assessment.target) + ": " + std::string(name(assessment.verdict)));
  xml.leaf("remark", summary_text(assessment));
  xml.open("profile").attribute("idref", "xccdf_modtrail_profile_all").close();
  xml.leaf("target", target_text(assessment.target));
  put_facts(assessment, xml);
  for (const RuleResult& result : results) put_result(result, time, xml);
  put_score(results, xml);
  xml.close();
}

}  // namespace

void write_xccdf(const Report& report, std::string& out) {
  const Rules rules = rules_of(report);
  XmlWriter xml(out);
  xml.open("Benchmark").attribute("xmlns", "http://checklists.nist.gov/xccdf/1.2");
  xml.attribute("id", "xccdf_modtrail_benchmark_module-records").attribute("resolved", "true");
  xml.attribute("xml:lang", "en");
  xml.open("status").attribute("date", time_text(report.time).substr(0, 10)).text("accepted").close();
  xml.leaf("title", "Records of kernel modules");
  xml.leaf("description", "Would every load and unload of a kernel module leave an audit record?");
  xml.leaf("version", report.version);
  put_profile(rules, xml);
  put_groups(rules, xml);
  for (std::size_t i = 0; i < report.targets.size(); ++i) put_target(report.targets[i], i + 1, report, xml);
  xml.close();
}

}  // namespace modtrail
