#include <gtest/gtest.h>

#include "modtrail/rules/parse.h"

namespace modtrail {
namespace {

Ruleset list(std::string_view text) {
  ParseContext context;
  return parse_listing(split_lines(text, "listing"), context);
}

std::string read(std::string_view line) {
  const Ruleset ruleset = list(line);
  if (ruleset.statements.size() != 1) return "none";
  const Step& step = ruleset.statements[0].operations[0];
  if (const auto* refusal = std::get_if<Refusal>(&step)) return "fail: " + refusal->reason;
  return print_rule(std::get<AddRule>(step).rule, Arch::X86_64);
}

TEST(Listing, ReadsRulesAsAuditctlPrintsThem) {
  EXPECT_EQ(read("-a always,exit -F arch=b64 -S init_module,delete_module,finit_module -F key=modules"),
            "-a always,exit -F arch=b64 -S init_module,delete_module,finit_module -k modules");
  EXPECT_EQ(read("-a always,exit -F arch=b64 -S execve -F auid>=1000 -F auid!=-1 -F key=a -F key=b"),
            "-a always,exit -F arch=b64 -S execve -F auid>=1000 -F auid!=unset -F key=a -F key=b");
  EXPECT_EQ(read("-a never,task"), "-a never,task");
  EXPECT_EQ(read("-a always,exclude -F msgtype=CWD"), "-a always,exclude -F msgtype=CWD");
  EXPECT_EQ(read("-a always,exit -S all -F a0=0xFFFFFFFF"), "-a always,exit -F a0=4294967295");
  EXPECT_EQ(read("-a always,exit -S all -F exit=-EPERM -C uid!=euid"), "-a always,exit -F exit=-EPERM -C uid!=euid");
}

TEST(Listing, ReadsWatches) {
  EXPECT_EQ(read("-w /usr/bin/kmod -p x -k modules"), "-a always,exit -F path=/usr/bin/kmod -F perm=x -k modules");
  EXPECT_EQ(read("-w /etc/passwd -p wa"), "-a always,exit -F path=/etc/passwd -F perm=wa");
}

TEST(Listing, ValuesAreNotEscaped) {
  EXPECT_EQ(read("-w /srv/a b -p wa -k my key"), "-a always,exit -F path=/srv/a\\ b -F perm=wa -k my\\ key");
  EXPECT_EQ(read("-a always,exit -S open -F key=a\\b"), "-a always,exit -S open -k a\\\\b");
}

TEST(Listing, NumbersMayBeNegative) {
  EXPECT_EQ(read("-a always,exit -S all -F gid=-2"), "-a always,exit -F gid=4294967294");
  EXPECT_EQ(read("-a always,exit -S all -F pid!=-1"), "-a always,exit -F pid!=4294967295");
  EXPECT_EQ(read("-a always,exit -S all -F path=/a-1"), "-a always,exit -F path=/a-1");
}

TEST(Listing, ARuleWithoutSyscallsHasNone) {
  const Ruleset ruleset = list("-a always,exit -F arch=b64 -F uid=0");
  const Rule& rule = std::get<AddRule>(ruleset.statements[0].operations[0]).rule;
  EXPECT_TRUE(rule.mask.none());
}

TEST(Listing, PermAddsNoSyscalls) {
  ParseContext context;
  context.machine.auditctl.value = {4, 1, 0};
  const Ruleset ruleset =
      parse_listing({{"-a always,exit -F arch=b64 -S open -F path=/x -F perm=x", {"l", 1, 1}}}, context);
  const Rule& rule = std::get<AddRule>(ruleset.statements[0].operations[0]).rule;
  EXPECT_EQ(rule.mask.count(), 1U);
}

TEST(Listing, ReadsTheFormOfOldReleases) {
  EXPECT_EQ(read("LIST_RULES: exit,always arch=3221225534 (0xc000003e) syscall=init_module,delete_module key=modules"),
            "-a always,exit -F arch=b64 -S init_module,delete_module -k modules");
  EXPECT_EQ(read("LIST_RULES: exit,always watch=/etc/passwd perm=wa key=id"),
            "-a always,exit -F path=/etc/passwd -F perm=wa -k id");
}

TEST(Listing, NoRulesIsNoRule) {
  EXPECT_TRUE(list("No rules\n").statements.empty());
  EXPECT_TRUE(list("\n\n").statements.empty());
}

TEST(Listing, OtherTextIsRefused) {
  for (const char* line : {"You must be root to run this program.", "-D", "-a always", "-a always,nosuch -S all",
                           "-a always,exit -S all -F f77=1", "LIST_RULES: exit", "-w", "LIST_RULES:"}) {
    EXPECT_EQ(read(line).substr(0, 5), "fail:") << line;
  }
}

}  // namespace
}  // namespace modtrail
