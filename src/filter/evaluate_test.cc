#include "modtrail/filter/evaluate.h"

#include <gtest/gtest.h>

#include <string>

#include "filter/testing.h"
#include "modtrail/filter/watch.h"

namespace modtrail {
namespace {

constexpr const char* kRule = "-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k m\n";

SyscallEvent execve(const std::string& path, const std::string& exe = "/usr/bin/kmod") {
  SyscallEvent event;
  event.syscall = Syscall::Execve;
  event.path = path;
  event.exe = exe;
  return event;
}

// A small Debian: merged /usr, kmod with a loader, links to it.
MemoryTree debian() {
  MemoryTree tree;
  tree.add_directory("/usr/sbin");
  tree.add_file("/usr/bin/kmod", "#!/lib/ld.so\n");  // a script stands for a program with an interpreter
  tree.add_file("/usr/lib/ld.so", "");
  tree.add_link("/bin", "usr/bin");
  tree.add_link("/sbin", "usr/sbin");
  tree.add_link("/lib", "usr/lib");
  tree.add_link("/usr/sbin/insmod", "/bin/kmod");
  return tree;
}

std::string judged(const std::string& rules, const World& world, const SyscallEvent& event) {
  const Filter filter = filter_of(rules, world);
  const Decision decision = evaluate(filter, world, event);
  if (decision.recorded == Tri::Unknown) return "unknown";
  return decision.recorded == Tri::Yes ? "recorded " + decision.key : "lost";
}

TEST(Evaluate, TheDaemonAndOldTasksAreExempt) {
  const World world = assumed_world({});
  SyscallEvent event;
  EXPECT_EQ(judged(kRule, world, event), "recorded m");
  event.daemon = Daemon::Registered;
  EXPECT_EQ(judged(kRule, world, event), "lost");
  EXPECT_EQ(judged(std::string("-a always,task\n") + kRule, world, event), "recorded ");
  event.daemon = Daemon::No;
  event.context = Context::None;
  EXPECT_EQ(judged(kRule, world, event), "lost");
}

TEST(Evaluate, BirthDecidesTheTaskList) {
  const World world = assumed_world({});
  const std::string rules = std::string("-a never,task -F uid=1000\n") + kRule;
  SyscallEvent event;
  EXPECT_EQ(judged(rules, world, event), "recorded m");
  event.birth = Identity{};
  event.birth->uid = 1000;
  EXPECT_EQ(judged(rules, world, event), "lost");
  event.birth.reset();
  event.who.uid = 1000;
  EXPECT_EQ(judged(rules, world, event), "lost");
}

// Cases B15 to B18: the main list and the inode hash, by priority and by name.
TEST(Evaluate, InodeRulesOverruleByPriority) {
  const MemoryTree tree = debian();
  const World world = known_world({}, tree);
  const SyscallEvent run = execve("/usr/bin/kmod");
  const std::string call = "-a always,exit -F arch=b64 -S execve -k call\n";
  EXPECT_EQ(judged("-a never,exit -F path=/usr/bin/kmod\n" + call, world, run), "lost");
  EXPECT_EQ(judged(call + "-a never,exit -F path=/usr/bin/kmod\n", world, run), "recorded call");
  const std::string never_loader = "-a never,exit -F path=/usr/lib/ld.so\n";
  const std::string always_kmod = "-a always,exit -F path=/usr/bin/kmod -F perm=x -k kmod\n";
  EXPECT_EQ(judged(never_loader + always_kmod, world, run), "recorded kmod");
  EXPECT_EQ(judged("-a never,exit -F dir=/usr/bin\n" + always_kmod, world, run), "lost");
  EXPECT_EQ(judged(always_kmod + "-a never,exit -F dir=/usr/bin\n", world, run), "recorded kmod");
}

// inode= lives in the hash like path=: the first name decides, though the rule on the second stands first.
TEST(Evaluate, InodeOfALaterNameComesLate) {
  const MemoryTree tree = debian();
  const World world = known_world({}, tree);
  const auto inode = [&](const char* path) { return std::to_string(tree.lstat(path)->inode); };
  const std::string never_loader = "-a never,exit -F inode=" + inode("/usr/lib/ld.so") + "\n";
  const std::string always_kmod = "-a always,exit -S execve -F inode=" + inode("/usr/bin/kmod") + " -k kmod\n";
  EXPECT_EQ(judged(never_loader + always_kmod, world, execve("/usr/bin/kmod")), "recorded kmod");
}

TEST(Evaluate, AKeyStaysUnlessItIsReplaced) {
  const MemoryTree tree = debian();
  const World world = known_world({}, tree);
  const std::string rules =
      "-a always,exit -F path=/usr/bin/kmod -F perm=x\n-a always,exit -F arch=b64 -S execve -k call\n";
  EXPECT_EQ(judged(rules, world, execve("/usr/bin/kmod")), "recorded call");
}

TEST(Evaluate, AWatchOnALinkNeedsTomoyo) {
  const MemoryTree tree = debian();
  const std::string rules = "-w /sbin/insmod -p x -k tools\n";
  Machine machine;
  machine.lsm.value = "lockdown,yama,apparmor";
  EXPECT_EQ(judged(rules, known_world(machine, tree), execve("/sbin/insmod")), "lost");
  machine.lsm.value = "lockdown,yama,apparmor,tomoyo";
  EXPECT_EQ(judged(rules, known_world(machine, tree), execve("/sbin/insmod")), "recorded tools");
  EXPECT_EQ(judged(rules, assumed_world(machine), execve("/sbin/insmod")), "unknown");
}

TEST(Evaluate, ExcludeListOnTheSyscallRecord) {
  const World world = assumed_world({});
  const SyscallEvent event;
  EXPECT_EQ(judged(std::string("-a never,exclude -F msgtype=SYSCALL\n") + kRule, world, event), "lost");
  EXPECT_EQ(judged(std::string("-a never,exclude -F msgtype=KERN_MODULE\n") + kRule, world, event), "recorded m");
  EXPECT_EQ(judged(std::string("-a never,exclude -F auid>=1000\n") + kRule, world, event), "lost");
  // Cases EX1 to EX3: a field the list does not know ends it.
  Machine machine;
  machine.auditctl.value = {3, 1, 2};
  const World newer = assumed_world(machine);
  EXPECT_EQ(judged(std::string("-a never,exclude -F euid=0\n-a never,exclude -F uid=0\n") + kRule, newer, event),
            "recorded m");
  EXPECT_EQ(
      judged(std::string("-a never,exclude -F uid=1000 -F euid=0\n-a never,exclude -F uid=0\n") + kRule, newer, event),
      "lost");
}

TEST(Evaluate, NamesOfAnExecve) {
  const MemoryTree tree = debian();
  Machine machine;
  machine.lsm.value = "tomoyo";
  EXPECT_EQ(names_of_execve(known_world({}, tree), "/sbin/insmod"),
            (std::vector<std::string>{"/usr/bin/kmod", "/usr/lib/ld.so"}));
  EXPECT_EQ(names_of_execve(known_world(machine, tree), "/sbin/insmod"),
            (std::vector<std::string>{"/usr/bin/kmod", "/usr/sbin/insmod", "/usr/lib/ld.so"}));
  EXPECT_TRUE(names_of_execve(known_world({}, tree), "/sbin/absent").empty());
}

TEST(Evaluate, MatchesTellTheFieldThatFailed) {
  const World world = assumed_world({});
  const Filter filter = filter_of("-a always,exit -F arch=b64 -S finit_module -F auid>=1000 -F uid=5 -k m", world);
  const std::vector<Match> matches = match_rules(filter, world, SyscallEvent{});
  ASSERT_EQ(matches.size(), 1U);
  EXPECT_EQ(matches[0].matches, Tri::No);
  EXPECT_EQ(matches[0].failed, 2U);
}

}  // namespace
}  // namespace modtrail
