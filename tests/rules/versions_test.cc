#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "modtrail/rules/parse.h"
#include "rules/oracle/line_maker.h"

// Statement::versions: all those auditctls read the line alike.
namespace modtrail {
namespace {

constexpr Version kVersions[] = {{3, 0, 0}, {3, 0, 4}, {3, 0, 9}, {3, 1, 1}, {3, 1, 2}, {3, 1, 5},
                                 {4, 0, 2}, {4, 0, 4}, {4, 0, 5}, {4, 1, 0}, {4, 1, 4}, {4, 2, 0}};

struct Told {
  std::string operator()(const AddRule& step) const { return "add " + rule(step.rule); }
  std::string operator()(const DeleteRule& step) const { return "delete " + rule(step.rule); }
  std::string operator()(const DeleteAll& step) const { return "delete all " + step.key.value_or("-"); }
  std::string operator()(const SetSetting& step) const {
    return "set " + std::to_string(static_cast<int>(step.setting)) + " " + std::to_string(step.value);
  }
  std::string operator()(const SetOnError& step) const { return "on error " + std::to_string(int(step.mode)); }
  std::string operator()(const NoEffect&) const { return "nothing"; }
  std::string operator()(const Refusal& step) const {
    return "refused " + step.id + " " + std::to_string(static_cast<int>(step.ends));
  }

 private:
  static std::string rule(const Rule& rule) {
    return std::to_string(static_cast<int>(rule.place)) + print_rule(rule, Arch::X86_64) + rule.mask.to_string();
  }
};

Statement read_by(const Version& auditctl, const std::string& line) {
  ParseContext context;
  context.machine.auditctl.value = auditctl;
  return parse_line({line, {"t.rules", 1, 1}}, context);
}

std::string told(const Statement& statement) {
  std::string text;
  for (const Step& step : statement.operations) text += std::visit(Told(), step) + "\n";
  return text;
}

void expect_alike(const std::string& line) {
  for (const Version& version : kVersions) {
    const Statement statement = read_by(version, line);
    EXPECT_TRUE(statement.versions.has(version)) << line;
    for (const Version& other : kVersions) {
      if (!statement.versions.has(other)) continue;
      EXPECT_EQ(told(statement), told(read_by(other, line)))
          << line << " by " << to_string(version) << " and " << to_string(other);
    }
  }
}

TEST(Versions, ThatReadALineAlikeDo) {
  LineMaker maker(20);
  for (int i = 0; i < 2000; ++i) expect_alike(maker.line());
}

TEST(Versions, AreAllForAnOrdinaryLine) {
  for (const char* line :
       {"-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules",
        "-w /etc/passwd -p wa -k identity", "-a never,task", "-b 8192", "-e 2", "-D", "--backlog_wait_time 60000",
        "-a always,exit -F path=/usr/bin/kmod -F perm=x -F auid>=1000 -F auid!=unset -k modules"}) {
    const VersionSpan versions = read_by({3, 0, 9}, line).versions;
    for (const Version& version : kVersions) EXPECT_TRUE(versions.has(version)) << line << " " << to_string(version);
  }
}

TEST(Versions, EndWhereAWordChangesItsMeaning) {
  const VersionSpan perm = read_by({3, 0, 9}, "-a always,exit -F arch=b64 -F path=/bin/kmod -F perm=x").versions;
  EXPECT_TRUE(perm.has({3, 1, 2}));
  EXPECT_FALSE(perm.has({3, 1, 3}));
  const VersionSpan call = read_by({4, 2, 0}, "-a always,exit -F arch=b64 -S cachestat").versions;
  EXPECT_TRUE(call.has({3, 1, 2}));
  EXPECT_FALSE(call.has({3, 1, 1}));
}

}  // namespace
}  // namespace modtrail
