#include "modtrail/controls/assess.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "modtrail/base/sha256.h"
#include "modtrail/filter/load.h"
#include "modtrail/rules/parse.h"

namespace modtrail {
namespace {

// A Debian-like root; the rules are the test's.
MemoryTree debian() {
  MemoryTree tree;
  for (const char* directory : {"/usr/bin", "/usr/sbin", "/etc/audit/rules.d"}) tree.add_directory(directory);
  tree.add_link("/sbin", "usr/sbin");
  tree.add_link("/bin", "usr/bin");
  tree.add_file("/usr/bin/kmod", "");
  for (const char* tool : {"insmod", "rmmod", "modprobe"}) {
    tree.add_link(std::string("/usr/sbin/") + tool, "../bin/kmod");
  }
  return tree;
}

constexpr char kHostControl[] =
    "-w /sbin/insmod -p x -k modules\n"
    "-w /sbin/rmmod -p x -k modules\n"
    "-w /sbin/modprobe -p x -k modules\n"
    "-a always,exit -F arch=b64 -S init_module -S delete_module -k modules\n";

Assessment assessed(const MemoryTree& tree, const Machine& machine, const AssessOptions& options) {
  const RuleInput input{InputKind::Root, "/", &tree, ""};
  const Result<Assessment> assessment = assess(input, known_world(machine, tree), options);
  EXPECT_TRUE(assessment.has_value()) << (assessment ? "" : assessment.error().message);
  return assessment ? *assessment : Assessment{};
}

const Row& row_of(const Assessment& assessment, Abi abi, Syscall syscall) {
  const auto row = std::find_if(assessment.coverage.begin(), assessment.coverage.end(),
                                [&](const Row& r) { return r.abi == abi && r.syscall == syscall; });
  EXPECT_NE(row, assessment.coverage.end());
  return *row;
}

bool has(const Assessment& assessment, std::string_view id) {
  return std::any_of(assessment.findings.begin(), assessment.findings.end(),
                     [&](const Finding& finding) { return finding.id == id; });
}

Machine with_lsm(const std::string& lsm) {
  Machine machine;
  machine.lsm = {lsm, FactSource::Root};
  return machine;
}

// AppArmor knows no role system_u: it refuses the line, and what follows is not loaded.
TEST(Assess, LabelsThatOneSecurityModuleRefusesRestOnIt) {
  MemoryTree tree = debian();
  tree.add_file("/etc/audit/rules.d/modules.rules",
                "-a always,exit -S all -F subj_role=system_u\n"
                "-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules\n");
  const Assessment assessment = assessed(tree, Machine(), {});
  const Row& row = row_of(assessment, Abi::B64, Syscall::FinitModule);
  EXPECT_EQ(row.recorded, Recorded::Always);
  EXPECT_NE(std::find(row.assuming.begin(), row.assuming.end(), "lsm"), row.assuming.end());
}

// The host's control as its text has it, in the file its text names, on a machine whose loader is augenrules.
TEST(Assess, HostControlAsPrintedIsOverwritten) {
  MemoryTree tree = debian();
  tree.add_file("/etc/audit/rules.d/audit.rules", "-D\n-b 8192\n");
  tree.add_file("/etc/audit/audit.rules", kHostControl);
  const Assessment assessment = assessed(tree, with_lsm("lockdown,capability,yama,apparmor"), {});
  EXPECT_EQ(assessment.verdict, CheckVerdict::Fail);
  EXPECT_TRUE(has(assessment, "audit-rules-overwritten"));
  for (const Row& row : assessment.coverage) EXPECT_NE(row.recorded, Recorded::Always);
}

TEST(Assess, HostControlInstalledMissesKmodsOwnLoad) {
  MemoryTree tree = debian();
  tree.add_file("/etc/audit/rules.d/50-modules.rules", std::string("-D\n") + kHostControl);
  AssessOptions options;
  options.profiles = {"cisco-fmc"};
  const Assessment without = assessed(tree, with_lsm("lockdown,capability,yama,apparmor"), options);
  const Row& load = row_of(without, Abi::B64, Syscall::FinitModule);
  EXPECT_EQ(load.recorded, Recorded::Never);
  ASSERT_TRUE(load.witness.has_value());
  EXPECT_EQ(load.witness->exe, "/usr/bin/kmod");
  EXPECT_EQ(row_of(without, Abi::B64, Syscall::InitModule).recorded, Recorded::Always);
  EXPECT_EQ(std::count_if(without.findings.begin(), without.findings.end(),
                          [](const Finding& finding) { return finding.id == "inert-watch"; }),
            3);
  // The watches are evidence that does not come: the control fails by what the kernel does.
  ASSERT_EQ(without.controls.size(), 1U);
  EXPECT_EQ(without.controls[0].verdict, CheckVerdict::Fail);
  EXPECT_EQ(without.controls[0].reason.substr(0, 41), "running insmod on b64 is never recorded: ");
}

// A call that only later versions of auditctl know: the one that is assumed stops there.
TEST(Assess, AControlNamesTheAssumptionItRestsOn) {
  const std::string module_rules =
      "-a always,exit -F arch=b64 -S init_module -k m\n-a always,exit -F arch=b32 -S init_module -k m\n";
  MemoryTree tree = debian();
  tree.add_file("/etc/audit/rules.d/50.rules", "-D\n-a always,exit -F arch=b64 -S cachestat -k c\n" + module_rules);
  AssessOptions options;
  options.controls = {"cac-rhcos4/audit_rules_kernel_module_loading_init"};
  const Assessment assessment = assessed(tree, with_lsm("lockdown,yama"), options);
  ASSERT_EQ(assessment.controls.size(), 1U);
  EXPECT_EQ(assessment.controls[0].verdict, CheckVerdict::Fail);
  EXPECT_NE(assessment.controls[0].reason.find(", assuming auditctl 3.0.9"), std::string::npos);
  tree.add_file("/etc/audit/rules.d/50.rules", "-D\n" + module_rules);
  const Assessment sure = assessed(tree, with_lsm("lockdown,yama"), options);
  EXPECT_EQ(sure.controls.at(0).reason.find("assuming"), std::string::npos) << sure.controls.at(0).reason;
}

// The checks of the other pool's nodes are not these nodes'.
TEST(Assess, ChecksOfAPoolAreOfItsNodes) {
  MemoryTree tree = debian();
  tree.add_file("/etc/audit/rules.d/75-modules.rules", "-D\n");
  AssessOptions options;
  options.profiles = {"openshift-m5"};
  options.pool = "worker";
  const Assessment assessment = assessed(tree, with_lsm("lockdown,selinux"), options);
  ASSERT_EQ(assessment.controls.size(), 6U);
  for (const ControlResult& control : assessment.controls) {
    const bool of_workers = control.id.find("-worker-") != std::string::npos;
    EXPECT_EQ(control.verdict, of_workers ? CheckVerdict::Fail : CheckVerdict::NotApplicable) << control.id;
    EXPECT_EQ(control.scanner.has_value(), of_workers) << control.id;
  }
}

// TOMOYO makes the watches fire: the control passes as written, and is blind to the load that kmod makes.
TEST(Assess, HostControlPassesAsWrittenWithTomoyo) {
  MemoryTree tree = debian();
  tree.add_file("/etc/audit/rules.d/50-modules.rules", std::string("-D\n") + kHostControl);
  AssessOptions options;
  options.controls = {"kernel-modules"};
  const Assessment assessment = assessed(tree, with_lsm("lockdown,capability,yama,apparmor,tomoyo"), options);
  EXPECT_EQ(assessment.verdict, CheckVerdict::Pass);
  EXPECT_FALSE(has(assessment, "inert-watch"));
  ASSERT_EQ(assessment.controls.size(), 1U);
  ASSERT_TRUE(assessment.controls[0].blind_to.has_value());
  EXPECT_EQ(assessment.controls[0].blind_to->syscall, Syscall::FinitModule);
}

TEST(Assess, TellsItsSources) {
  MemoryTree tree = debian();
  const std::string text = "-D\n\n# a comment\n-a always,exit -F arch=b64 -S nonsense\n-b 8192\n";
  tree.add_file("/etc/audit/rules.d/10-a.rules", text);
  const Assessment assessment = assessed(tree, {}, {});
  ASSERT_EQ(assessment.sources.size(), 1U);
  const SourceFile& source = assessment.sources[0];
  EXPECT_EQ(source.path, "/etc/audit/rules.d/10-a.rules");
  EXPECT_EQ(source.sha256, sha256_hex(text));
  EXPECT_EQ(source.lines, 5U);
  EXPECT_EQ(source.loaded, 2U);  // augenrules puts -D and -b first
  ASSERT_TRUE(source.stopped_at.has_value());
  EXPECT_EQ(source.stopped_at->line, 4U);
  EXPECT_FALSE(source.stop_reason.empty());
}

TEST(Assess, RefusesUnknownNames) {
  MemoryTree tree = debian();
  tree.add_file("/etc/audit/rules.d/10-a.rules", "-D\n");
  const RuleInput input{InputKind::Root, "/", &tree, ""};
  const World world = known_world({}, tree);
  AssessOptions options;
  options.profiles = {"cisco-fmx"};
  const Result<Assessment> profile = assess(input, world, options);
  ASSERT_FALSE(profile.has_value());
  EXPECT_EQ(profile.error().message, "unknown profile 'cisco-fmx'; is 'cisco-fmc' meant?");
  options.profiles.clear();
  options.controls = {"kernel-module"};
  const Result<Assessment> control = assess(input, world, options);
  ASSERT_FALSE(control.has_value());
  EXPECT_EQ(control.error().message, "unknown control 'kernel-module'; is 'kernel-modules' meant?");
}

TEST(Assess, PrintsTheFactsItRestsOn) {
  MemoryTree tree = debian();
  tree.add_file("/etc/audit/rules.d/10-a.rules", "-D\n");
  const auto names = [&](const Machine& machine, Scope scope) {
    AssessOptions options;
    options.scope = scope;
    std::vector<std::string> out;
    for (const NamedFact& fact : assessed(tree, machine, options).facts) out.push_back(fact.name);
    return out;
  };
  const auto holds = [](const std::vector<std::string>& list, const std::string& name) {
    return std::find(list.begin(), list.end(), name) != list.end();
  };
  const std::vector<std::string> everyone = names({}, Scope::Everyone);
  EXPECT_TRUE(holds(everyone, "x32"));
  EXPECT_TRUE(holds(everyone, "awk"));
  EXPECT_FALSE(holds(everyone, "uid-min"));
  Machine arm;
  arm.arch = {Arch::Aarch64, FactSource::Option};
  const std::vector<std::string> logins = names(arm, Scope::Logins);
  EXPECT_FALSE(holds(logins, "x32"));
  EXPECT_TRUE(holds(logins, "uid-min"));
}

// A ruleset that is whole in every other way.
TEST(Assess, ErrorsAloneMakeAFailure) {
  const std::string whole =
      "-D\n"
      "-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules\n"
      "-a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules\n";
  MemoryTree tree = debian();
  tree.add_file("/etc/audit/rules.d/10-a.rules", whole);
  EXPECT_EQ(assessed(tree, {}, {}).verdict, CheckVerdict::Pass);
  tree.add_file("/etc/audit/rules.d/10-a.rules", whole + "-w /etc/passwd -p z\n");
  EXPECT_EQ(assessed(tree, {}, {}).verdict, CheckVerdict::Fail);
  tree.add_file("/etc/audit/rules.d/10-a.rules", whole + "-f 0\n");
  EXPECT_EQ(assessed(tree, {}, {}).verdict, CheckVerdict::Pass);
}

// The text is there and nothing is recorded: the scanner passes, the control fails.
TEST(Assess, TheScannerIsPredictedBesideTheControl) {
  MemoryTree tree = debian();
  tree.add_file("/usr/lib/systemd/system/auditd.service", "ExecStartPost=-/sbin/augenrules --load\n");
  tree.add_file("/etc/audit/rules.d/10-none.rules", "-a never,task\n");
  tree.add_file("/etc/audit/rules.d/75-modules.rules",
                "-a always,exit -F arch=b32 -S init_module -k m\n-a always,exit -F arch=b64 -S init_module -k m\n");
  AssessOptions options;
  options.controls = {"cac-rhcos4/audit_rules_kernel_module_loading_init"};
  const Assessment assessment = assessed(tree, {}, options);
  ASSERT_EQ(assessment.controls.size(), 1U);
  const ControlResult& control = assessment.controls.front();
  EXPECT_EQ(control.verdict, CheckVerdict::Fail);
  ASSERT_TRUE(control.scanner.has_value());
  EXPECT_EQ(control.scanner->verdict, ScannerVerdict::Pass);
  EXPECT_EQ(*control.scanner->because, (Origin{"/etc/audit/rules.d/75-modules.rules", 2, 0}));
  EXPECT_EQ(assessment.verdict, CheckVerdict::Fail);
}

TEST(Assess, ADirectoryThatNobodyLoadsIsAPlaceWithoutRules) {
  MemoryTree tree = debian();
  tree.add_file("/etc/audit/rules.d/a.rules", "-a always,exit -F arch=b64 -S init_module -k m\n");
  Machine machine;
  machine.loader = {Loader::Auditctl, FactSource::Root};
  const Assessment assessment = assessed(tree, machine, {});
  EXPECT_EQ(assessment.verdict, CheckVerdict::Fail);
  EXPECT_EQ(row_of(assessment, Abi::B64, Syscall::InitModule).recorded, Recorded::Never);
}

// A kernel can hold rules that no file has; a restart brings none of them back.
TEST(Assess, AHostWithoutRuleFilesIsJudgedByItsKernel) {
  MemoryTree tree;
  tree.add_file("/usr/bin/kmod", "");
  const RuleInput files{InputKind::Root, "", &tree, ""};
  Machine machine;
  machine.loaded_rules = {LoadedRules::Read, FactSource::Machine};
  const World world = known_world(machine, tree);
  KernelState held;
  held.enabled = 1;
  const Ruleset rules = parse_rules(split_lines("-a always,exit -F arch=b64 -S init_module -k m\n", "kernel"),
                                    {world.machine, world.names, world.tree});
  for (const FilterRule& entry : load(rules, world).filter.exit) held.rules.push_back(entry.rule);
  ASSERT_EQ(held.rules.size(), 1U);
  const Result<Assessment> assessment = assess_running(files, held, world, {});
  ASSERT_TRUE(assessment.has_value()) << assessment.error().message;
  EXPECT_EQ(assessment->verdict, CheckVerdict::Fail);
  EXPECT_EQ(row_of(*assessment, Abi::B64, Syscall::InitModule).recorded, Recorded::Always);
  EXPECT_TRUE(has(*assessment, "rule-not-in-files"));
  ASSERT_FALSE(assessment->restart.empty());
  for (const Row& row : assessment->restart) {
    EXPECT_EQ(row.recorded, row.abi == Abi::X32 ? Recorded::Unreachable : Recorded::Never);
  }
  EXPECT_FALSE(assess(files, known_world({}, tree), {}).has_value());
}

}  // namespace
}  // namespace modtrail
