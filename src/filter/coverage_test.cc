#include "modtrail/filter/coverage.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "filter/testing.h"

namespace modtrail {
namespace {

struct Case {
  const char* rules;
  // Of b64 finit_module, which all these rules name: the verdict and the keys.
  const char* expected;
};

// What a verdict may be comes from the filter alone; the worlds of links and labels have tests of their own.
const Case kCases[] = {
    {"", "never"},
    {"-a always,exit -F arch=b64 -S finit_module -k m", "always m"},
    {"-a always,exit -F arch=b64 -S finit_module", "always -"},
    {"-a always,exit -S all -F key=all", "always all"},
    {"-a always,exit -F arch=b64 -S finit_module -F auid>=1000 -k m", "partly m"},
    {"-a always,exit -F arch=b64 -S finit_module -F auid>=1000 -k m\n"
     "-a always,exit -F arch=b64 -S finit_module -F auid<1000 -k n",
     "always m,n"},
    {"-a always,exit -F arch=b64 -S finit_module -F auid>=1000 -F auid!=unset -k m\n"
     "-a always,exit -F arch=b64 -S finit_module -F auid=unset -k n\n"
     "-a always,exit -F arch=b64 -S finit_module -F auid<1000",
     "always -,m,n"},
    {"-a never,exit -F arch=b64 -S finit_module\n-a always,exit -F arch=b64 -S finit_module -k m", "never"},
    {"-a always,exit -F arch=b64 -S finit_module -k m\n-a never,exit -F arch=b64 -S finit_module", "always m"},
    {"-a always,exit -F arch=b64 -S finit_module -k m\n-A never,exit -F arch=b64 -S finit_module -F uid=1000",
     "partly m"},
    // exit is compared unsigned: no failure is below 0, and every one is above.
    {"-a always,exit -F arch=b64 -S finit_module -F exit<0 -k m", "never"},
    {"-a always,exit -F arch=b64 -S finit_module -F exit>=0 -k m", "always m"},
    {"-a always,exit -F arch=b64 -S finit_module -F exit>0 -k m", "partly m"},
    {"-a always,exit -F arch=b64 -S finit_module -F success=1 -k m\n"
     "-a always,exit -F arch=b64 -S finit_module -F success=0 -k n",
     "always m,n"},
    {"-a always,exit -F arch=b64 -S finit_module -F success=1 -k m\n"
     "-a always,exit -F arch=b64 -S finit_module -F exit!=0 -k n",
     "always m,n"},
    {"-a always,exit -F arch=b64 -S finit_module -C uid=euid -k m\n"
     "-a always,exit -F arch=b64 -S finit_module -C uid!=euid -k n",
     "always m,n"},
    {"-a always,exit -F arch=b64 -S finit_module -C uid=euid -k m", "partly m"},
    {"-a always,exit -F arch=b64 -S finit_module -F uid=0 -F euid=1 -C uid=euid -k m", "never"},
    // A login and its session are set and unset together.
    {"-a always,exit -F arch=b64 -S finit_module -F auid!=unset -k m\n"
     "-a always,exit -F arch=b64 -S finit_module -F sessionid=4294967295 -k n",
     "always m,n"},
    // A group is met by a supplementary one.
    {"-a always,exit -F arch=b64 -S finit_module -F gid=10 -k m\n"
     "-a always,exit -F arch=b64 -S finit_module -F gid!=10 -k n",
     "always m,n"},
    {"-a always,exit -F arch=b64 -S finit_module -F gid=10 -k m\n"
     "-a always,exit -F arch=b64 -S finit_module -F gid<10 -k n\n"
     "-a always,exit -F arch=b64 -S finit_module -F gid>10 -k o",
     "always m,n,o"},
    {"-a never,exit -F arch=b64 -S finit_module -F gid=10\n"
     "-a always,exit -F arch=b64 -S finit_module -F gid!=10 -k n",
     "partly n"},
    // Bits: a2 is either 0 or has a bit.
    {"-a always,exit -F arch=b64 -S finit_module -F a2&4294967295 -k m\n"
     "-a always,exit -F arch=b64 -S finit_module -F a2=0 -k n",
     "always m,n"},
    {"-a always,exit -F arch=b64 -S finit_module -F a2&3 -k m\n"
     "-a always,exit -F arch=b64 -S finit_module -F a2<1 -k n\n"
     "-a always,exit -F arch=b64 -S finit_module -F a2&4294967292 -k o",
     "always m,n,o"},
    {"-a always,exit -F arch=b64 -S finit_module -F a2&=3 -k m", "partly m"},
    {"-a always,exit -F arch=b64 -S finit_module -F perm=x -k m", "never"},
    {"-a always,exit -F arch=b64 -S finit_module -F dir=/usr -k m", "never"},
    {"-a always,exit -F arch=b64 -S finit_module -F arch=b32 -k m", "never"},
    {"-a always,exit -F arch=b64 -S finit_module -F exe=/usr/bin/kmod -k m", "partly m"},
    {"-a always,exit -F arch=b64 -S finit_module -F exe=/usr/bin/kmod -k m\n"
     "-a always,exit -F arch=b64 -S finit_module -F exe!=/usr/bin/kmod -k n",
     "always m,n"},
    {"-a always,exit -F arch=b64 -S finit_module -F exe=/sbin/insmod -k m", "never"},
    {"-a never,task\n-a always,exit -F arch=b64 -S finit_module -k m", "never"},
    {"-a never,task -F uid=1000\n-a always,exit -F arch=b64 -S finit_module -k m", "partly m"},
    {"-a always,task", "always -"},
    {"-a always,task -F auid=1000", "partly -"},
    {"-a always,exclude -F msgtype=SYSCALL\n-a always,exit -F arch=b64 -S finit_module -k m", "never"},
    {"-a always,exclude -F msgtype=KERN_MODULE\n-a always,exit -F arch=b64 -S finit_module -k m", "always m"},
    {"-a never,exclude -F auid=unset\n-a always,exit -F arch=b64 -S finit_module -k m", "partly m"},
    {"-a always,exit -F arch=b64 -S finit_module -k m\n-e 0", "never"},
    {"-a always,exit -F arch=b64 -S finit_module -k m\n-r 10", "partly m"},
    {"-a always,exit -F arch=b64 -S nonesuch\n-a always,exit -F arch=b64 -S finit_module -k m", "never"},
    {"-a always,exit -F arch=b64 -S finit_module -F pid>1 -k m", "always m"},
};

std::string finit_row(const Case& test, const World& world) {
  const std::string text = coverage_text(test.rules, world);
  const std::string start = "b64 finit_module ";
  const auto at = text.find(start);
  return text.substr(at + start.size(), text.find('\n', at) - at - start.size());
}

TEST(Coverage, OfOneSyscall) {
  const World world = assumed_world({});
  for (const Case& test : kCases) EXPECT_EQ(finit_row(test, world), test.expected) << test.rules;
}

TEST(Coverage, WitnessesAreLost) {
  const World world = assumed_world({});
  for (const Case& test : kCases) {
    const Filter filter = filter_of(test.rules, world);
    for (const Row& row : coverage(filter, world, Scope::Everyone)) {
      if (row.recorded == Recorded::Always || row.recorded == Recorded::Unreachable) continue;
      if (filter.rate_limit != 0 && !row.witness) continue;  // a burst is no single attempt
      ASSERT_TRUE(row.witness.has_value()) << test.rules;
      EXPECT_EQ(evaluate(filter, world, *row.witness).recorded, Tri::No) << test.rules;
    }
  }
}

TEST(Coverage, LoginsLeaveOutTheUnset) {
  const World world = assumed_world({});
  const char* rules = "-a always,exit -F arch=b64 -S finit_module -F auid>=1000 -F auid!=unset -k m";
  EXPECT_NE(coverage_text(rules, world, Scope::Logins).find("b64 finit_module always m"), std::string::npos);
  EXPECT_NE(coverage_text(rules, world, Scope::Everyone).find("b64 finit_module partly m"), std::string::npos);
}

TEST(Coverage, NoRuleNamesX32) {
  Machine machine;
  machine.x32.value = Switch::On;
  const World world = assumed_world(machine);
  EXPECT_NE(coverage_text("-a always,exit -S all -F key=m", world).find("x32 finit_module never"), std::string::npos);
  EXPECT_NE(coverage_text("-a always,task", world).find("x32 finit_module always"), std::string::npos);
}

TEST(Coverage, PrefersTheKernelsOwnLoad) {
  const World world = assumed_world({});
  const Filter filter = filter_of("-a always,exit -F arch=b64 -S finit_module -F auid>=1000 -F auid!=unset", world);
  for (const Row& row : coverage(filter, world, Scope::Everyone)) {
    if (row.abi != Abi::B64 || row.syscall != Syscall::FinitModule) continue;
    ASSERT_TRUE(row.witness.has_value());
    EXPECT_EQ(row.witness->who.auid, kUnset);
    EXPECT_EQ(row.witness->exe, "/usr/bin/kmod");
  }
}

TEST(Coverage, LabelsDependOnTheSecurityModule) {
  Machine machine;
  const char* rules = "-a always,exit -F arch=b64 -S finit_module -F subj_type!=foo_t -k m";
  EXPECT_NE(coverage_text(rules, assumed_world(machine)).find("b64 finit_module undecided"), std::string::npos);
  machine.lsm.value = "lockdown,yama,apparmor";
  EXPECT_NE(coverage_text(rules, assumed_world(machine)).find("b64 finit_module never"), std::string::npos);
  machine.lsm.value = "lockdown,yama,selinux";
  EXPECT_NE(coverage_text(rules, assumed_world(machine)).find("b64 finit_module partly m"), std::string::npos);
}

TEST(Coverage, TracepointModulesMakeNames) {
  Machine machine;
  const char* rules = "-a never,exit -F obj_uid=0\n-a always,exit -F arch=b64 -S finit_module -k m";
  EXPECT_NE(coverage_text(rules, assumed_world(machine)).find("b64 finit_module partly m"), std::string::npos);
  const std::string filtered = std::string("-a never,filesystem -F fstype=tracefs\n") + rules;
  EXPECT_NE(coverage_text(filtered, assumed_world(machine)).find("b64 finit_module always m"), std::string::npos);
  machine.tracefs.value = Switch::Off;
  EXPECT_NE(coverage_text(rules, assumed_world(machine)).find("b64 finit_module always m"), std::string::npos);
}

}  // namespace
}  // namespace modtrail
