#include "modtrail/report/document.h"

#include <gtest/gtest.h>

#include "modtrail/base/json.h"

namespace modtrail {
namespace {

Finding finding_at(std::uint32_t column, std::uint32_t width, std::string source) {
  Finding finding;
  finding.id = "tab";
  finding.level = Level::Error;
  finding.message = "a tab";
  finding.origin = {"rules.d/1 #.rules", 2, column};
  finding.width = width;
  finding.source = std::move(source);
  return finding;
}

Assessment failed() {
  Assessment out;
  out.verdict = CheckVerdict::Fail;
  out.target = {"directory", "rules.d"};
  Row row;
  row.witness = SyscallEvent{};
  row.reason = "no rule";
  out.coverage = {row};
  return out;
}

Report document_of(Assessment assessment) {
  Report out;
  Judged judged;
  judged.assessment = std::move(assessment);
  out.targets = {judged};
  out.time = 1790000000;
  out.version = "1.2.3";
  out.pages = "https://example.org/";
  return out;
}

std::string written(void (*write)(const Report&, std::string&), const Report& report) {
  std::string out;
  write(report, out);
  return out;
}

// By names and numbers: "runs/0/results/1".
Json at(const Json& json, std::string_view path) {
  if (path.empty()) return json;
  const std::size_t slash = std::min(path.find('/'), path.size());
  const std::string_view step = path.substr(0, slash);
  const std::string_view rest = path.substr(std::min(slash + 1, path.size()));
  if (json.kind == Json::Kind::Array) {
    const std::size_t index = std::stoul(std::string(step));
    return index < json.items.size() ? at(json.items[index], rest) : Json();
  }
  for (const Json::Member& member : json.members) {
    if (member.name == step) return at(member.value, rest);
  }
  return Json();
}

Json sarif_of(const Report& report) {
  return parse_json(written(write_sarif, report)).value_or(Json());
}

std::size_t count(std::string_view text, std::string_view what) {
  std::size_t out = 0;
  for (std::size_t at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++out;
  return out;
}

TEST(Html, ATimelineHasItsGapsAmongItsEvents) {
  Report report = document_of(failed());
  report.timeline = Timeline();
  for (const std::uint64_t time : {1000U, 9000U}) {
    ModuleEvent event;
    event.id.time = time;
    event.module = "<script>x\x1b[2J";
    event.exe = "/tmp/\"><b>";
    report.timeline->events.push_back(event);
  }
  report.timeline->gaps = {{LossCause::SerialGap, 3, 2000, 4000, "<i>", "", 7, 9}};
  const std::string html = written(write_html, report);
  const std::size_t gap = html.find("<tr class=\"gap\">");
  EXPECT_LT(html.find("1970-01-01T00:00:01.000Z</th>"), gap);
  EXPECT_LT(gap, html.find("1970-01-01T00:00:09.000Z</th>"));
  EXPECT_NE(html.find("3 events missing: serials 7 to 9, on &lt;i&gt;"), std::string::npos);
  EXPECT_EQ(count(html, "<rect "), 3U);
  EXPECT_EQ(html.find("<script"), std::string::npos);
  EXPECT_EQ(html.find('\x1b'), std::string::npos);
  EXPECT_EQ(html.find("<i>"), std::string::npos);
}

TEST(Html, ATimelineOfASealedTrailTellsNoGaps) {
  Report report = document_of(failed());
  report.timeline = Timeline();
  report.timeline->gaps_told = GapsTold::No;
  const std::string html = written(write_html, report);
  EXPECT_NE(html.find("0 module events in the logs. A sealed trail holds"), std::string::npos);
  EXPECT_EQ(count(html, "<rect "), 0U);
}

TEST(Sarif, ColumnsAreUtf16Units) {
  Assessment assessment = failed();
  assessment.findings = {finding_at(7, 1, "\xF0\x9F\x94\x92\xC3\xA9\tx"),  // a lock, an e with acute, a tab
                         finding_at(2, 1, "\xFF\tx")};
  const Json json = sarif_of(document_of(assessment));
  const std::string region = "/locations/0/physicalLocation/region";
  EXPECT_EQ(at(json, "runs/0/results/0" + region + "/startLine").number, 2U);
  EXPECT_EQ(at(json, "runs/0/results/0" + region + "/startColumn").number, 4U);
  EXPECT_EQ(at(json, "runs/0/results/0" + region + "/endColumn").number, 5U);
  EXPECT_EQ(at(json, "runs/0/results/1" + region + "/startColumn").number, 2U);
  EXPECT_EQ(at(json, "runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri").text,
            "rules.d/1%20%23.rules");
  EXPECT_EQ(at(json, "runs/0/tool/driver/rules/0/helpUri").text, "https://example.org/tab.md");
}

TEST(Sarif, FingerprintsStayWhenLinesMove) {
  Assessment before = failed();
  before.findings = {finding_at(3, 1, "-a\tx"), finding_at(3, 1, "-a\tx")};
  Assessment after = before;
  for (Finding& finding : after.findings) finding.origin.line += 10;
  const std::string place = "/partialFingerprints/primaryLocationLineHash";
  const Json one = sarif_of(document_of(before));
  const Json two = sarif_of(document_of(after));
  EXPECT_FALSE(at(one, "runs/0/results/0" + place).text.empty());
  EXPECT_EQ(at(one, "runs/0/results/0" + place).text, at(two, "runs/0/results/0" + place).text);
  EXPECT_EQ(at(one, "runs/0/results/1" + place).text, at(two, "runs/0/results/1" + place).text);
  EXPECT_NE(at(one, "runs/0/results/0" + place).text, at(one, "runs/0/results/1" + place).text);
}

TEST(Sarif, AFailureIsNeverAnEmptyList) {
  const Json json = sarif_of(document_of(failed()));
  EXPECT_EQ(at(json, "runs/0/results/0/ruleId").text, "unrecorded-way");
  EXPECT_EQ(at(json, "runs/0/results/0/level").text, "error");
}

TEST(Sarif, WhatPoolsShareIsOneResult) {
  Assessment assessment = failed();
  assessment.findings = {finding_at(3, 1, "-a\tx")};
  Report report = document_of(assessment);
  report.targets.push_back(report.targets[0]);
  report.targets[1].assessment.target.name = "other";
  const Json json = sarif_of(report);
  EXPECT_EQ(at(json, "runs/0/results").items.size(), 1U);
  EXPECT_EQ(at(json, "runs/0/results/0/properties/targets/1").text, "other");
}

// The lines that a fix takes out and puts in, applied, make the file it wants.
TEST(Sarif, FixesMakeTheFile) {
  const std::vector<std::pair<std::string, std::string>> edits = {
      {"a\nb\nc\n", "a\nx\nb\nc\n"}, {"a\nb\n", "a\nb\nc\n"},    {"a\nb", "a\nb\nc\n"}, {"", "a\n"},
      {"a\na\na\n", "a\na\n"},       {"a\nb\nc\n", "x\nb\ny\n"}, {"a\n", "\na\n"},      {"a\na\n", "a\na\na\n"}};
  for (const auto& [before, after] : edits) {
    Assessment assessment = failed();
    assessment.findings = {finding_at(1, 1, "a")};
    Report report = document_of(assessment);
    report.targets[0].repair.edits = {{"/a.rules", "a.rules", before, after}};
    const Json replacement = at(sarif_of(report), "runs/0/results/0/fixes/0/artifactChanges/0/replacements/0");
    std::vector<std::size_t> starts = {0};
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (before[i] == '\n') starts.push_back(i + 1);
    }
    const std::size_t from = starts.at(at(replacement, "deletedRegion/startLine").number - 1);
    const std::size_t to = starts.at(at(replacement, "deletedRegion/endLine").number - 1) +
                           at(replacement, "deletedRegion/endColumn").number - 1;
    EXPECT_EQ(before.substr(0, from) + at(replacement, "insertedContent/text").text + before.substr(to), after);
  }
}

TEST(Junit, NothingFailsWhereTheTargetDoesNot) {
  Assessment assessment = failed();
  assessment.findings = {finding_at(1, 1, "a")};
  const std::string fails = written(write_junit, document_of(assessment));
  EXPECT_NE(fails.find("failures=\"3\" errors=\"0\" skipped=\"0\""), std::string::npos) << fails;
  assessment.verdict = CheckVerdict::Pass;  // its controls pass, say
  const std::string passes = written(write_junit, document_of(assessment));
  EXPECT_NE(passes.find("failures=\"0\" errors=\"0\" skipped=\"2\""), std::string::npos) << passes;
  EXPECT_NE(passes.find("timestamp=\"2026-09-21T14:13:20\""), std::string::npos) << passes;
}

TEST(Csv, ASpreadsheetComputesNothing) {
  Assessment assessment = failed();
  assessment.target.name = "=1+1";
  const std::string out = written(write_csv, document_of(assessment));
  EXPECT_NE(out.find("\n\"'=1+1\",verdict,"), std::string::npos) << out;
}

TEST(Markdown, ACodeSpanHoldsBackticks) {
  Assessment assessment = failed();
  SourceFile file;
  file.path = "`a``b`";
  assessment.sources = {file};
  const std::string out = written(write_markdown, document_of(assessment));
  EXPECT_NE(out.find("- ``` `a``b` ```: 0 lines"), std::string::npos) << out;
}

TEST(Documents, AcceptedWaysAreToldAndDoNotFail) {
  Assessment assessment = failed();
  Accepted accepted;
  accepted.kind = "way";
  accepted.name = way_name(assessment.coverage[0]);
  accepted.reason = "the vendor's agent";
  accepted.owner = "ops";
  accepted.until = "2030-01-31";
  assessment.accepted = {accepted};
  assessment.verdict = verdict_of(assessment);
  EXPECT_EQ(assessment.verdict, CheckVerdict::Pass);
  const Report report = document_of(assessment);
  for (auto* write : {write_sarif, write_junit, write_html, write_markdown, write_xccdf, write_csv}) {
    EXPECT_NE(written(write, report).find("the vendor"), std::string::npos) << written(write, report);
  }
  const Json json = sarif_of(report);
  EXPECT_EQ(at(json, "runs/0/results/0/suppressions/0/kind").text, "external");
  EXPECT_NE(written(write_xccdf, report).find("<new-result>informational</new-result>"), std::string::npos);
}

}  // namespace
}  // namespace modtrail
