#include <algorithm>

#include "modtrail/report/document.h"
#include "report/words.h"
#include "report/xml_writer.h"

// JUnit's XML as Ant's schema has it (https://github.com/windyroad/JUnit-Schema), which CI systems read.
//
// A suite is a target; its cases are the verdict, the ways, the errors among the findings and the controls.  A case
// fails only where the target does: findings and ways that controls do not ask for break no build.  What needs no
// answer (warnings, notes, limits) is the suite's output.
namespace modtrail {

namespace {

enum class Outcome : std::uint8_t { Passed, Failed, Errored, Skipped };

struct Case {
  std::string group;
  std::string name;
  Outcome outcome = Outcome::Passed;
  std::string message;
};

Outcome outcome_of(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::Pass:
      return Outcome::Passed;
    case CheckVerdict::Fail:
      return Outcome::Failed;
    case CheckVerdict::Undecided:
      return Outcome::Errored;
    case CheckVerdict::NotApplicable:
      return Outcome::Skipped;
  }
  return Outcome::Errored;
}

Outcome outcome_of(Recorded recorded) {
  switch (recorded) {
    case Recorded::Always:
      return Outcome::Passed;
    case Recorded::Partly:
    case Recorded::Never:
      return Outcome::Failed;
    case Recorded::Undecided:
      return Outcome::Errored;
    case Recorded::Unreachable:
      return Outcome::Skipped;
  }
  return Outcome::Errored;
}

Case case_of(const Row& row) {
  Case out{"ways", std::string(name(row.abi)) + " " + std::string(name(row.syscall)), outcome_of(row.recorded), ""};
  if (row.witness || is_open(row)) out.message = row_sentence(row);
  return out;
}

Case case_of(const Finding& finding) {
  std::string title = finding.id;
  if (!finding.origin.file.empty()) title += " " + place_text(finding.origin);
  return {"findings", std::move(title), Outcome::Failed, finding.message};
}

Case case_of(const ControlResult& control) {
  std::string message = control.title;
  if (!control.reason.empty()) message += ": " + control.reason;
  if (control.scanner) message += "; " + prediction_text(control);
  return {"controls." + control.profile, control.id, outcome_of(control.verdict), std::move(message)};
}

std::vector<Case> cases_of(const Assessment& assessment) {
  std::vector<Case> out = {{"check", "verdict", outcome_of(assessment.verdict), summary_text(assessment)}};
  for (const Row& row : assessment.coverage) {
    out.push_back(case_of(row));
    if (is_accepted(assessment, row)) out.back().outcome = Outcome::Skipped;
  }
  for (const Finding& finding : assessment.findings) {
    if (finding.level == Level::Error) out.push_back(case_of(finding));
  }
  for (const ControlResult& control : assessment.controls) {
    out.push_back(case_of(control));
    if (is_accepted(assessment, control)) out.back().outcome = Outcome::Skipped;
  }
  const bool holds = assessment.verdict == CheckVerdict::Pass || assessment.verdict == CheckVerdict::NotApplicable;
  for (Case& each : out) {
    if (holds && (each.outcome == Outcome::Failed || each.outcome == Outcome::Errored)) each.outcome = Outcome::Skipped;
  }
  return out;
}

std::string count(const std::vector<Case>& cases, Outcome outcome) {
  return std::to_string(
      std::count_if(cases.begin(), cases.end(), [outcome](const Case& each) { return each.outcome == outcome; }));
}

void write_problem(const char* element, const Case& each, XmlWriter& xml) {
  xml.open(element).attribute("message", each.message).attribute("type", each.group).text(each.message).close();
}

void write_case(const Case& each, const std::string& suite, XmlWriter& xml) {
  xml.open("testcase").attribute("classname", suite + "." + each.group).attribute("name", each.name);
  xml.attribute("time", "0");
  switch (each.outcome) {
    case Outcome::Passed:
      break;
    case Outcome::Failed:
      write_problem("failure", each, xml);
      break;
    case Outcome::Errored:
      write_problem("error", each, xml);
      break;
    case Outcome::Skipped:
      xml.open("skipped").close();
      break;
  }
  xml.close();
}

std::string output_of(const Assessment& assessment) {
  std::string out;
  for (const Finding& finding : assessment.findings) {
    if (finding.level == Level::Error) continue;
    out += std::string(name(finding.level)) + "[" + finding.id + "]: " + place_text(finding.origin) + ": " +
           finding.message + "\n";
  }
  for (const Accepted& accepted : assessment.accepted) out += "accepted: " + accepted_text(accepted) + "\n";
  if (assessment.known != 0) out += known_text(assessment.known) + "\n";
  for (const std::string& limit : assessment.limits) out += "not covered: " + limit + "\n";
  return out;
}

void write_suite(const Judged& judged, std::size_t number, const Report& report, XmlWriter& xml) {
  const Assessment& assessment = judged.assessment;
  const std::vector<Case> cases = cases_of(assessment);
  const std::string suite = target_text(assessment.target);
  xml.open("testsuite").attribute("id", std::to_string(number)).attribute("package", "modtrail");
  xml.attribute("name", suite).attribute("hostname", "localhost").attribute("timestamp", time_text(report.time));
  xml.attribute("tests", std::to_string(cases.size())).attribute("failures", count(cases, Outcome::Failed));
  xml.attribute("errors", count(cases, Outcome::Errored)).attribute("skipped", count(cases, Outcome::Skipped));
  xml.attribute("time", "0").open("properties");
  for (const NamedFact& fact : assessment.facts) {
    xml.open("property").attribute("name", fact.name);
    xml.attribute("value", fact.fact.value + " (" + std::string(name(fact.fact.source)) + ")").close();
  }
  xml.close();
  for (const Case& each : cases) write_case(each, suite, xml);
  xml.leaf("system-out", output_of(assessment)).leaf("system-err", "").close();
}

}  // namespace

void write_junit(const Report& report, std::string& out) {
  XmlWriter xml(out);
  xml.open("testsuites");
  for (std::size_t i = 0; i < report.targets.size(); ++i) write_suite(report.targets[i], i, report, xml);
  xml.close();
}

}  // namespace modtrail
