#include "modtrail/controls/exceptions.h"

#include <gtest/gtest.h>

#include "modtrail/controls/baseline.h"
#include "modtrail/controls/fingerprint.h"

namespace modtrail {
namespace {

Finding error_at(std::string file, std::uint32_t line) {
  Finding finding;
  finding.id = "no-arch";
  finding.level = Level::Error;
  finding.message = "no arch";
  finding.origin = {std::move(file), line, 1};
  finding.source = "-a always,exit -S init_module";
  return finding;
}

Assessment sample() {
  Assessment out;
  out.target = {"file", "a.rules"};
  Row lost;
  lost.abi = Abi::X32;
  lost.syscall = Syscall::FinitModule;
  Row kept;
  kept.recorded = Recorded::Always;
  out.coverage = {lost, kept};
  out.findings = {error_at("rules.d/a.rules", 3), error_at("rules.d/b.rules", 4)};
  out.verdict = CheckVerdict::Fail;
  return out;
}

std::string complaint_about(std::string_view text) {
  const auto parsed = parse_exceptions(text, "e.toml");
  return parsed ? "" : parsed.error().message;
}

Assessment excepted(std::string_view text, std::string_view today = "2027-01-31") {
  const auto parsed = parse_exceptions(text, "e.toml");
  EXPECT_TRUE(parsed.has_value()) << (parsed ? "" : parsed.error().message);
  return with_exceptions(sample(), parsed.value_or(std::vector<Exception>()), today);
}

constexpr std::string_view kBoth = R"([[exception]]
way = "x32"
reason = "no x32 program"
owner = "ops"
expires = 2027-01-31

[[exception]]
finding = "no-arch"
file = "a.rules"
reason = "read"
owner = "ops"
expires = 2027-02-01
)";

TEST(Exceptions, WhatFitsIsAcceptedAndCountsNoMore) {
  const Assessment out = excepted(kBoth);
  ASSERT_EQ(out.accepted.size(), 2U);
  EXPECT_EQ(out.accepted[0].name, "x32 finit_module");
  EXPECT_EQ(out.accepted[0].until, "2027-01-31");
  EXPECT_EQ(out.accepted[1].origin.file, "rules.d/a.rules");
  ASSERT_EQ(out.findings.size(), 1U);  // that of b.rules
  EXPECT_EQ(out.verdict, CheckVerdict::Fail);
}

TEST(Exceptions, AllExceptedPasses) {
  const Assessment out = excepted(std::string(kBoth) +
                                  "[[exception]]\nfinding = \"no-arch\"\nfile = \"rules.d/b.rules\"\nreason = \"r\"\n"
                                  "owner = \"o\"\nexpires = 2028-01-01\n");
  EXPECT_TRUE(out.findings.empty());
  EXPECT_EQ(out.verdict, CheckVerdict::Pass);
}

TEST(Exceptions, ExpiredIsAFindingAndExceptsNothing) {
  const Assessment out = excepted(kBoth, "2027-02-01");
  ASSERT_EQ(out.accepted.size(), 1U);
  EXPECT_EQ(out.findings.back().id, "exception-expired");
  EXPECT_EQ(out.findings.back().origin, (Origin{"e.toml", 1, 1}));
  EXPECT_EQ(out.verdict, CheckVerdict::Fail);
}

TEST(Exceptions, OneOfAnotherTargetSaysNothingAndOneThatFitsNothingIsANote) {
  const std::string rest = "reason = \"r\"\nowner = \"o\"\nexpires = 2028-01-01\n";
  EXPECT_EQ(excepted("[[exception]]\nfinding = \"tab\"\ntarget = \"b.rules\"\n" + rest).findings.size(), 2U);
  const Assessment out = excepted("[[exception]]\nfinding = \"tab\"\n" + rest);
  EXPECT_EQ(out.findings.back().id, "exception-unused");
  EXPECT_EQ(out.findings.back().level, Level::Note);
}

TEST(Exceptions, ControlsAreNamedWithOrWithoutTheirProfile) {
  Assessment assessment = sample();
  ControlResult control;
  control.profile = "cis";
  control.id = "4.1";
  control.verdict = CheckVerdict::Fail;
  assessment.controls = {control};
  const std::string rest = "reason = \"r\"\nowner = \"o\"\nexpires = 2028-01-01\n";
  const auto with = [&](const std::string& subject) {
    return with_exceptions(assessment, *parse_exceptions("[[exception]]\n" + subject + rest, "e"), "2027-01-01")
        .verdict;
  };
  EXPECT_EQ(with("control = \"4.1\"\n"), CheckVerdict::Pass);
  EXPECT_EQ(with("control = \"4.1\"\nprofile = \"cis\"\n"), CheckVerdict::Pass);
  EXPECT_EQ(with("control = \"4.1\"\nprofile = \"stig\"\n"), CheckVerdict::Fail);
}

TEST(Exceptions, BadFilesAreRefusedWithTheirPlace) {
  const std::string rest = "reason = \"r\"\nowner = \"o\"\nexpires = 2028-01-01\n";
  EXPECT_EQ(complaint_about("[[exception]]\nway = \"x32\"\nreason = \"r\"\nowner = \"o\"\n"),
            "e.toml:1:1: an exception needs expires");
  EXPECT_EQ(complaint_about("[[exception]]\nway = \"x33\"\n" + rest),
            "e.toml:1:1: a way is an ABI, a call or both, as \"x32 finit_module\", not \"x33\"");
  EXPECT_EQ(complaint_about("[[exception]]\nfinding = \"nothing\"\n" + rest),
            "e.toml:1:1: no finding is named nothing");
  EXPECT_EQ(complaint_about("[[exception]]\nway = \"x32\"\nfinding = \"tab\"\n" + rest),
            "e.toml:1:1: an exception is of one finding, one control or one way");
  EXPECT_EQ(complaint_about("[[exception]]\nfindin = \"tab\"\n" + rest),
            "e.toml:2:10: unknown word findin; did you mean finding?");
  EXPECT_EQ(complaint_about("[[exception]]\nexpires = \"2028-01-01\"\n"),
            "e.toml:2:11: expires is a date, as 2027-01-31");
  EXPECT_EQ(complaint_about("[[exceptions]]\n" + rest),
            "e.toml:1:1: only [[exception]] can stand here, not exceptions");
  EXPECT_EQ(complaint_about("a = \n").substr(0, 9), "e.toml:1:");
}

std::string baseline_of(const Assessment& assessment) {
  std::string findings;
  for (const std::string& name : fingerprints(assessment.findings)) {
    findings += (findings.empty() ? "" : ",") + std::string(R"({"fingerprint":")") + name + "\"}";
  }
  return R"({"schema":"modtrail.assessment/1","target":{"kind":"file","name":"a.rules"},"findings":[)" + findings +
         R"(],"coverage":[{"abi":"x32","syscall":"finit_module","recorded":"never"}],"controls":[]})";
}

TEST(Baseline, WhatWasThereThenIsLeftOut) {
  const auto baseline = parse_baseline(baseline_of(sample()));
  ASSERT_TRUE(baseline.has_value());
  const Assessment out = since(sample(), *baseline);
  EXPECT_TRUE(out.findings.empty());
  EXPECT_EQ(out.known, 2U);
  ASSERT_EQ(out.accepted.size(), 1U);
  EXPECT_EQ(out.accepted[0].name, "x32 finit_module");
  EXPECT_EQ(out.verdict, CheckVerdict::Pass);
}

TEST(Baseline, WhatIsNewOrWorseCounts) {
  Assessment assessment = sample();
  const auto baseline = parse_baseline(baseline_of(assessment));
  assessment.findings[0].origin.line += 7;  // a line moved
  assessment.findings.push_back(error_at("rules.d/b.rules", 9));
  const Assessment one = since(assessment, *baseline);
  ASSERT_EQ(one.findings.size(), 1U);
  EXPECT_EQ(one.findings[0].origin.line, 9U);
  EXPECT_EQ(one.verdict, CheckVerdict::Fail);
  Assessment worse = sample();
  worse.coverage[1].recorded = Recorded::Partly;
  EXPECT_EQ(since(worse, *baseline).verdict, CheckVerdict::Fail);
}

TEST(Baseline, AnotherTargetIsAllNew) {
  Assessment assessment = sample();
  const auto baseline = parse_baseline(baseline_of(assessment));
  assessment.target.name = "b.rules";
  EXPECT_EQ(since(assessment, *baseline).findings.size(), 2U);
}

TEST(Baseline, OtherFilesAreRefused) {
  EXPECT_FALSE(parse_baseline("{").has_value());
  EXPECT_FALSE(parse_baseline("[]").has_value());
  EXPECT_FALSE(parse_baseline(R"({"schema":"modtrail.probe/1"})").has_value());
}

}  // namespace
}  // namespace modtrail
