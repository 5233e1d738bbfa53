#include <gtest/gtest.h>

#include <algorithm>

#include "modtrail/base/json.h"
#include "modtrail/report/document.h"

namespace modtrail {
namespace {

Assessment sample() {
  Assessment assessment;
  assessment.verdict = CheckVerdict::Fail;
  assessment.target = {"file", "a.rules"};
  assessment.facts = {{"x32", {"off", FactSource::Assumed}}, {"auditctl", {"3.0.9", FactSource::Root}}};
  SourceFile file;
  file.path = "a.rules";
  file.sha256 = std::string(64, '0');
  file.lines = 3;
  file.loaded = 1;
  file.stopped_at = Origin{"a.rules", 2, 1};
  file.stop_reason = "unknown field";
  assessment.sources = {file};
  Row never;
  never.syscall = Syscall::FinitModule;
  never.witness = SyscallEvent{};
  never.reason = "no rule names finit_module for b64";
  never.assuming = {"x32"};
  Row always;
  always.syscall = Syscall::DeleteModule;
  always.recorded = Recorded::Always;
  always.keys = {std::nullopt, "a\x01z"};
  assessment.coverage = {never, always};
  Finding finding;
  finding.id = "rules-lost-after-error";
  finding.level = Level::Error;
  finding.message = "loading stops here";
  finding.origin = {"a.rules", 2, 4};
  finding.source = "-a \x1b[31m";
  finding.fix = {"-a always,exit -F arch=b64 -S finit_module -k modules"};
  assessment.findings = {finding};
  assessment.limits = {"calls denied by seccomp"};
  return assessment;
}

Report document_of(const std::vector<Assessment>& assessments) {
  Report report;
  for (const Assessment& assessment : assessments) report.targets.push_back({assessment, "", {}});
  report.layout = ReportLayout::List;
  return report;
}

const Json* member(const Json& json, std::string_view name) {
  for (const Json::Member& each : json.members) {
    if (each.name == name) return &each.value;
  }
  return nullptr;
}

TEST(ReportTest, JsonHoldsTheAssessment) {
  std::string out;
  write_json(sample(), out);
  const Result<Json> json = parse_json(out);
  ASSERT_TRUE(json) << json.error().message;
  EXPECT_EQ(member(*json, "schema")->text, "modtrail.assessment/1");
  EXPECT_EQ(member(*json, "verdict")->text, "fail");
  const Json& rows = *member(*json, "coverage");
  ASSERT_EQ(rows.items.size(), 2U);
  EXPECT_EQ(member(rows.items[0], "witness")->kind, Json::Kind::Object);
  EXPECT_EQ(member(rows.items[0], "origin")->kind, Json::Kind::Null);
  EXPECT_EQ(member(rows.items[1], "keys")->items[0].kind, Json::Kind::Null);
  EXPECT_EQ(member(rows.items[1], "keys")->items[1].text, "a\x01z");
  EXPECT_EQ(member(*member(*json, "facts"), "x32")->members[1].value.text, "assumed");
}

TEST(ReportTest, SeveralAssessmentsHaveTheWorstVerdict) {
  Assessment pass = sample();
  pass.verdict = CheckVerdict::Pass;
  Assessment undecided = sample();
  undecided.verdict = CheckVerdict::Undecided;
  EXPECT_EQ(worst(document_of({pass, undecided, pass})), CheckVerdict::Undecided);
  EXPECT_EQ(worst(document_of({undecided, sample(), pass})), CheckVerdict::Fail);
  std::string out;
  write_json(document_of({pass, undecided}), out);
  EXPECT_EQ(member(*parse_json(out), "schema")->text, "modtrail.assessments/1");
  EXPECT_EQ(member(*parse_json(out), "verdict")->text, "undecided");
}

TEST(ReportTest, TextTellsAllAndDrivesNoTerminal) {
  std::string out;
  TextStyle style;
  style.replay = " a.rules";
  write_text(sample(), style, out);
  for (std::string_view part : {"a.rules: fail", "never", "always (no key, a+z)", "no rule names finit_module for b64",
                                "modtrail explain --attempt 'abi=b64 syscall=finit_module' a.rules",
                                "stopped at line 2: unknown field", "error[rules-lost-after-error]", "--> a.rules:2:4",
                                "-a \\x1b[31m", "-a always,exit -F arch=b64 -S finit_module -k modules", "x32 off",
                                "auditctl 3.0.9 (root)", "calls denied by seccomp"}) {
    EXPECT_NE(out.find(part), std::string::npos) << part << " in:\n" << out;
  }
  EXPECT_EQ(out.find('\x1b'), std::string::npos);
}

TEST(ReportTest, QuietIsOneLine) {
  std::string out;
  TextStyle style;
  style.detail = Detail::Quiet;
  write_text(sample(), style, out);
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 1);
}

}  // namespace
}  // namespace modtrail
