#include "modtrail/controls/findings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>

namespace modtrail {
namespace {

constexpr char kAll[] =
    "-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules\n"
    "-a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules\n";

struct Judged {
  Reading reading;
  std::vector<Row> rows;
  std::vector<Finding> findings;
};

Judged judged(const std::string& rules, const Machine& machine = {}, Scope scope = Scope::Everyone,
              InputKind kind = InputKind::File) {
  MemoryTree tree;
  tree.add_file("/rules", rules);
  const RuleInput input{kind, "rules", &tree, "/rules"};
  const World world = assumed_world(machine);
  const Result<Reading> reading = read_rules(input, world);
  EXPECT_TRUE(reading.has_value());
  if (!reading) return {};
  Judged out{*reading, coverage(reading->loaded.filter, world, scope), {}};
  out.findings = find_problems({input, world, out.reading, out.rows, scope});
  return out;
}

std::vector<std::string> ids(const Judged& judged, Level level) {
  std::vector<std::string> out;
  for (const Finding& finding : judged.findings) {
    if (finding.level == level) out.push_back(finding.id);
  }
  return out;
}

using Ids = std::vector<std::string>;

std::string told(const Judged& judged) {
  std::string out;
  for (const Finding& finding : judged.findings) out += finding.id + ": " + finding.message + "\n";
  return out;
}

TEST(Findings, AWholeRulesetHasNone) {
  const Judged whole = judged(std::string("-D\n-b 8192\n") + kAll + "-e 2\n");
  EXPECT_TRUE(whole.findings.empty()) << told(whole);
}

// What OpenShift's machine configuration ships, and Debian.
TEST(Findings, CommonLinesAreNoneOfIt) {
  for (const char* line : {"-a exclude,always -F msgtype=NETFILTER_CFG",
                           "-a never,exit -F arch=b64 -S adjtimex -F auid=unset", "-a never,user -F subj_type=crond_t",
                           "--backlog_wait_time 60000", "-f 1", "-r 0", "-w /etc/passwd -p wa -k identity",
                           "-a always,exit -F arch=b64 -S openat -F exit=-EPERM -k d", "-a always,task -F uid=33"}) {
    const Judged whole = judged(std::string("-D\n-b 8192\n") + line + "\n" + kAll + "-e 2\n");
    EXPECT_TRUE(whole.findings.empty()) << line << "\n" << told(whole);
  }
}

TEST(Findings, EachRefusedLineTellsWhatItCosts) {
  const Judged stopped = judged(std::string("-D\n-w /etc/passwd -p z\n-b 8192\n") + kAll);
  EXPECT_EQ(ids(stopped, Level::Error), Ids{"rules-lost-after-error"});
  ASSERT_FALSE(stopped.findings.empty());
  EXPECT_NE(stopped.findings[0].message.find("; 3 rules and 1 setting are lost"), std::string::npos) << told(stopped);
  const Judged going_on = judged(std::string("-D\n-c\n-w /etc/passwd -p z\n-w /etc/group -p z\n-b 8192\n") + kAll);
  EXPECT_EQ(ids(going_on, Level::Error), (Ids{"rules-lost-after-error", "rules-lost-after-error"}));
  EXPECT_NE(going_on.findings[0].message.find("; 1 rule is lost"), std::string::npos) << told(going_on);
}

TEST(Findings, PointAtTheGuiltyWord) {
  const Judged success =
      judged("-D\n-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -F success=1\n");
  const auto found = std::find_if(success.findings.begin(), success.findings.end(),
                                  [](const Finding& finding) { return finding.id == "conditional"; });
  ASSERT_NE(found, success.findings.end()) << told(success);
  EXPECT_EQ(found->source.substr(found->origin.column - 1, found->width), "success=1");
}

// A condition that others make good is none.
TEST(Findings, ComplementsAreWhole) {
  const Judged whole = judged(
      "-D\n-b 8192\n"
      "-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -F auid>=1000 -F auid!=unset -k m\n"
      "-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -F auid<1000 -k m\n"
      "-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -F auid=unset -k m\n"
      "-a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k m\n-e 2\n");
  EXPECT_TRUE(whole.findings.empty()) << told(whole);
}

TEST(Findings, LoginsAreEnoughInTheirScope) {
  const std::string rules =
      "-D\n-b 8192\n"
      "-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -F auid>=1000 -F auid!=unset -k m\n"
      "-a always,exit -F arch=b32 -S init_module,finit_module,delete_module -F auid>=1000 -F auid!=unset -k m\n-e 2\n";
  EXPECT_EQ(ids(judged(rules), Level::Error), (Ids{"login-only", "login-only"}));
  EXPECT_TRUE(judged(rules, {}, Scope::Logins).findings.empty());
}

TEST(Findings, SeveralNeverRulesAreEachNamed) {
  const Judged hidden = judged(std::string("-D\n-a never,exit -F auid=unset\n-a never,exit -F exe=/usr/bin/kmod\n"
                                           "-a never,exit -F uid=33\n") +
                               kAll);
  EXPECT_EQ(ids(hidden, Level::Error), (Ids{"never-before", "never-before", "never-before"})) << told(hidden);
}

// A never rule that takes nothing from the always rules behind it.
TEST(Findings, ANeverRuleApartFromTheOthersIsNone) {
  const Judged apart = judged(
      "-D\n-b 8192\n-a never,exit -F auid=unset\n"
      "-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -F auid>=1000 -F auid!=unset -k m\n"
      "-a always,exit -F arch=b32 -S init_module,finit_module,delete_module -F auid>=1000 -F auid!=unset -k m\n");
  for (const Finding& finding : apart.findings) EXPECT_NE(finding.id, "never-before") << finding.message;
}

TEST(Findings, AListingIsKernelState) {
  const Judged listing =
      judged("-a never,task\n-a always,exit -F arch=b64 -S init_module,delete_module,finit_module -F key=modules\n", {},
             Scope::Everyone, InputKind::Listing);
  const Ids errors = ids(listing, Level::Error);
  EXPECT_EQ(errors, (Ids{"task-never", "missing-abi"})) << told(listing);
}

TEST(Findings, X32IsOpenUnlessATaskRuleRecordsIt) {
  Machine machine;
  machine.x32 = {Switch::On, FactSource::Option};
  EXPECT_EQ(ids(judged(std::string("-D\n") + kAll, machine), Level::Error), Ids{"x32-open"});
  EXPECT_EQ(ids(judged(std::string("-D\n-a always,task\n") + kAll, machine), Level::Error), Ids{});
}

// Random rulesets: no gap goes without a word, and no word is an error where nothing is lost.

const std::vector<std::string>& pool() {
  static const std::vector<std::string> lines = {
      "-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules",
      "-a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules",
      "-a always,exit -F arch=b64 -S init_module -S delete_module",
      "-a always,exit -F arch=b64 -S finit_module -F auid>=1000 -F auid!=unset -k kmod",
      "-a always,exit -F arch=b32 -S finit_module,init_module -F success=1",
      "-a always,exit -F arch=b64 -S finit_module -F perm=x",
      "-a always,exit -F arch=b64 -S finit_module -F exe=/sbin/insmod",
      "-a always,exit -F arch=b64 -F arch=b32 -S finit_module",
      "-a always,exit -F arch=b64 -S finit_module -F uid<10 -F uid>20",
      "-a always,exit -F arch=b64 -S finit_module -F exit>0",
      "-a always,exit -F arch=b64 -S finit_module -F a2&=1",
      "-a always,exit -F arch!=b64 -S 350,128,129",
      "-a always,exit -F arch=b64 -S finit_module -C uid!=euid",
      "-a always,exit -F arch=b64 -S init_module -F subj_type=foo_t",
      "-a always,exit -S delete_module -k modules",
      "-a always,exit -S all -k everything",
      "-a never,exit -F auid=unset",
      "-a never,exit -F arch=b64 -S finit_module -F uid=33",
      "-A never,exit -F exit=0",
      "-a never,exit -F devmajor=0",
      "-a never,task -F uid=1000",
      "-a always,task",
      "-a exclude,always -F msgtype=SYSCALL",
      "-a exclude,always -F auid>=1000",
      "-a exclude,always -F msgtype=KERN_MODULE",
      "-a always,exit -F arch=b64 -S nonsense -k x",
      "-w /sbin/insmod -p x -k modules",
      "-d always,exit -S all -k everything",
      "-D",
      "-e 2",
      "-e 0",
      "-c",
      "-r 100",
  };
  return lines;
}

bool is_lost(const Row& row) {
  return row.recorded == Recorded::Partly || row.recorded == Recorded::Never;
}

bool refuses_something(const Judged& judged) {
  const auto& lines = judged.reading.loaded.lines;
  return std::any_of(lines.begin(), lines.end(),
                     [](const LineResult& line) { return line.outcome != LineOutcome::Done; });
}

TEST(FindingsProperty, ErrorsAreWhereSomethingIsLost) {
  for (unsigned seed = 0; seed < 600 && !testing::Test::HasFailure(); ++seed) {
    std::mt19937 random(seed);
    std::string rules = "-D\n";
    const std::size_t lines = 1 + random() % 7;
    for (std::size_t i = 0; i < lines; ++i) rules += pool()[random() % pool().size()] + "\n";
    const Scope scope = random() % 3 == 0 ? Scope::Logins : Scope::Everyone;
    const Judged judgement = judged(rules, {}, scope);
    const bool lost = std::any_of(judgement.rows.begin(), judgement.rows.end(), is_lost);
    const bool has_error = !ids(judgement, Level::Error).empty();
    SCOPED_TRACE(rules + told(judgement));
    EXPECT_TRUE(!lost || has_error);
    const bool undecided = std::any_of(judgement.rows.begin(), judgement.rows.end(),
                                       [](const Row& row) { return row.recorded == Recorded::Undecided; });
    EXPECT_TRUE(lost || undecided || refuses_something(judgement) || !has_error);
  }
}

}  // namespace
}  // namespace modtrail
