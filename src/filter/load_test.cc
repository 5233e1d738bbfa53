#include "modtrail/filter/load.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "filter/testing.h"

namespace modtrail {
namespace {

struct Case {
  const char* rules;
  const char* loaded;  // the keys of the exit list in listing order, and what stopped loading
};

std::string summary(const Loaded& loaded) {
  std::string text;
  for (const FilterRule& entry : loaded.filter.exit) text += (text.empty() ? "" : " ") + key_of(entry.rule);
  if (loaded.stop) text += " stop " + std::to_string(*loaded.stop + 1) + " " + loaded.lines[*loaded.stop].id;
  return text;
}

const Case kCases[] = {
    {"-a always,exit -F arch=b64 -S init_module -k a\n-a always,exit -F arch=b64 -S init_module -k b", "a b"},
    {"-a always,exit -F arch=b64 -S init_module -k a\n-A always,exit -F arch=b64 -S init_module -k b", "b a"},
    {"-a always,exit -F arch=b64 -S init_module -k a\n-a always,exit -F arch=b64 -S init_module -k a\n"
     "-a always,exit -F arch=b64 -S init_module -k b",
     "a stop 2 duplicate-rule"},
    // The order of -S and its spelling are not the rule; the order of fields is.
    {"-a always,exit -F arch=b64 -S init_module -S delete_module -k a\n"
     "-a always,exit -F arch=b64 -S delete_module,init_module -k a",
     "a stop 2 duplicate-rule"},
    {"-a always,exit -F arch=b64 -F uid=0 -S init_module -k a\n-a always,exit -F uid=0 -F arch=b64 -S init_module -k a",
     "a a"},
    {"-w /etc/x -p x -k a\n-a always,exit -S all -F path=/etc/x -F perm=x -F key=a", "a stop 2 duplicate-rule"},
    // The flag of -A is gone once the rule is in, so it is nobody's duplicate.
    {"-a always,exit -F arch=b64 -S init_module -k a\n-A always,exit -F arch=b64 -S init_module -k a", "a a"},
    {"-i\n-a always,exit -F arch=b64 -S init_module -k a\n-a always,exit -F arch=b64 -S init_module -k a\n"
     "-a always,exit -F arch=b64 -S init_module -k b",
     "a b"},
    {"-a always,exit -F arch=b64 -S init_module -k a\n-D\n-a always,exit -F arch=b64 -S init_module -k b", "b"},
    {"-a always,exit -F arch=b64 -S init_module -k one\n-a always,exit -F arch=b64 -S init_module -k two\n-D -k on",
     "two"},
    {"-a always,exit -F arch=b64 -S init_module -k a\n-d always,exit -F arch=b64 -S init_module -k a", ""},
    {"-a always,exit -F arch=b64 -S init_module -k a\n-d always,exit -F arch=b64 -S init_module -k b", "a stop 2 "},
    {"-a always,exit -F arch=b64 -S init_module -k a\n-e 2\n-a always,exit -F arch=b64 -S init_module -k b",
     "a stop 3 locked-too-early"},
    // Of two that are the same, the first in the list goes.
    {"-a always,exit -F arch=b64 -S init_module -k a\n-a always,exit -F arch=b64 -S init_module -k b\n"
     "-A always,exit -F arch=b64 -S init_module -k a\n-d always,exit -F arch=b64 -S init_module -k a",
     "a b"},
    {"-A always,exit -F arch=b64 -S init_module -k a\n-a always,exit -F arch=b64 -S init_module -k b\n"
     "-A always,exit -F arch=b64 -S init_module -k a\n-d always,exit -F arch=b64 -S init_module -k a\n"
     "-a always,exit -F arch=b64 -S init_module -k c\n-D -k b\n-A always,exit -F arch=b64 -S init_module -k d",
     "d a c"},
    {"-e 2\n-D", ""},
    {"-a always,exit -F arch=b64 -S init_module -F uid=-1 -k a", " stop 1 "},
};

TEST(Load, KeepsWhatTheKernelAdmits) {
  const World world = assumed_world({});
  for (const Case& test : kCases) EXPECT_EQ(summary(load_text(test.rules, world)), test.loaded) << test.rules;
}

TEST(Load, ContinuesWithAFailingStatusAfterC) {
  const Loaded loaded =
      load_text("-c\n-a always,exit -S nonesuch\n-a always,exit -F arch=b64 -S init_module -k b", assumed_world({}));
  EXPECT_EQ(summary(loaded), "b");
  EXPECT_EQ(loaded.exit_status, 1);
  EXPECT_EQ(loaded.lines[1].outcome, LineOutcome::Failed);
}

TEST(Load, StopsWhereAuditctlItselfEnds) {
  const Loaded loaded =
      load_text("-i\n-a always,exit -D\n-a always,exit -F arch=b64 -S init_module -k b", assumed_world({}));
  EXPECT_EQ(summary(loaded), " stop 2 ");
  EXPECT_EQ(loaded.exit_status, 1);
}

TEST(Load, PrioritiesFallAlongTheListing) {
  const Loaded loaded = load_text(
      "-a always,exit -F arch=b64 -S init_module -k a\n-A always,exit -F arch=b64 -S init_module -k b\n"
      "-a always,exit -F arch=b64 -S init_module -k c\n-A always,exit -F arch=b64 -S init_module -k d",
      assumed_world({}));
  EXPECT_EQ(summary(loaded), "d b a c");
  for (std::size_t i = 1; i < loaded.filter.exit.size(); ++i)
    EXPECT_LT(loaded.filter.exit[i].priority, loaded.filter.exit[i - 1].priority);
}

TEST(Load, AReloadWithoutDeletingStopsAtTheFirstRule) {
  Machine machine;
  machine.commit.value = Commit::Reload;
  const char* rules = "-a always,exit -F arch=b64 -S init_module -k a\n-a always,exit -F arch=b64 -S init_module -k b";
  EXPECT_EQ(summary(load_text(rules, assumed_world(machine))), "a b stop 1 duplicate-rule");
  EXPECT_EQ(summary(load_text(std::string("-D\n") + rules, assumed_world(machine))), "a b");
}

TEST(Load, AWatchNeedsItsDirectory) {
  MemoryTree tree;
  tree.add_file("/etc/passwd", "root:x:0:0::/root:/bin/sh\n");
  const World world = known_world({}, tree);
  EXPECT_EQ(summary(load_text("-w /etc/absent -p x -k a\n-w /opt/tool -p x -k b", world)), "a stop 2 inert-watch");
}

TEST(Load, ARuleHasOneObject) {
  const World world = assumed_world({});
  for (const char* two : {"-F path=/usr/bin/kmod -F path=/usr/bin/x", "-F dir=/usr -F inode=2",
                          "-F inode!=2 -F path=/usr/x", "-F exe=/usr/bin/kmod -F exe=/usr/bin/x"})
    EXPECT_EQ(load_text("-a always,exit -S all " + std::string(two) + "\n", world).exit_status, 1) << two;
  EXPECT_EQ(load_text("-a always,exit -S all -F path=/usr/bin/kmod -F exe=/usr/bin/x\n", world).exit_status, 0);
}

TEST(Load, AppArmorRefusesALabelItDoesNotHave) {
  World world = assumed_world({});
  world.machine.lsm.value = "lockdown,yama,apparmor";
  EXPECT_EQ(load_text("-a always,exit -F subj_role=unconfined\n", world).exit_status, 0);
  EXPECT_EQ(load_text("-a always,exit -F subj_role!=foo_r\n", world).exit_status, 1);
  EXPECT_EQ(load_text("-a always,exit -F subj_type!=foo_t\n", world).exit_status, 0);
  world.machine.lsm.value = "lockdown,yama";
  EXPECT_EQ(load_text("-a always,exit -F subj_role!=foo_r\n", world).exit_status, 0);
}

TEST(Load, NothingWithoutAuditing) {
  Machine machine;
  machine.audit.value = AuditBoot::Off;
  const Loaded loaded = load_text("-a always,exit -F arch=b64 -S init_module -k a", assumed_world(machine));
  EXPECT_EQ(summary(loaded), "");
  EXPECT_EQ(loaded.exit_status, 1);
}

}  // namespace
}  // namespace modtrail
