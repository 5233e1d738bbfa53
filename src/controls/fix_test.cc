#include "modtrail/controls/fix.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "fix/random_rules.h"
#include "modtrail/base/text.h"
#include "modtrail/controls/assess.h"
#include "modtrail/controls/findings.h"

namespace modtrail {
namespace {

using testing_fix::random_rules;

// Rulesets as files, and what becomes of them.
struct Site {
  MemoryTree tree;
  InputKind kind = InputKind::File;
  Machine machine;

  RuleInput input() const {
    if (kind == InputKind::Root) return {kind, "/", &tree, ""};
    return {kind, "site", &tree, kind == InputKind::File ? "/site" : "/"};
  }
  World world() const { return kind == InputKind::Root ? known_world(machine, tree) : assumed_world(machine); }
};

Site site_of(const std::string& rules) {
  Site site;
  site.tree.add_file("/site", rules);
  return site;
}

FixRequest request_of(Scope scope) {
  FixRequest out;
  out.scope = scope;
  return out;
}

FixPlan plan_of(const Site& site, Scope scope = Scope::Everyone) {
  const Result<FixPlan> plan = plan_fix(site.input(), site.world(), request_of(scope));
  EXPECT_TRUE(plan.has_value()) << (plan ? "" : plan.error().message);
  return plan ? *plan : FixPlan{};
}

Site applied(const Site& site, const FixPlan& plan) {
  Site out = site;
  const Result<std::vector<FileEdit>> edits = edits_of(plan, site.input(), site.world());
  EXPECT_TRUE(edits.has_value());
  if (!edits) return out;
  for (const FileEdit& edit : *edits) out.tree.add_file(edit.path, edit.after);
  return out;
}

std::string text_of(const Site& site) {
  std::string out;
  for (const std::string directory : {"/", "/etc/audit/", "/etc/audit/rules.d/"}) {
    const auto names = site.tree.list(directory);
    if (!names) continue;
    for (const std::string& name : *names) {
      const Result<std::string> text = site.tree.read(directory + name, kFileLimit);
      if (text) out += "==> " + name + "\n" + *text;
    }
  }
  return out;
}

// What `check` is to say after a fix: everything is recorded, no finding is an error, and auditctl refuses no more
// lines than it has to.
struct State {
  bool good = true;
  std::size_t refused = 0;
};

State state_of(const Site& site, Scope scope) {
  const RuleInput input = site.input();
  const World world = site.world();
  const Result<Reading> reading = read_rules(input, world);
  EXPECT_TRUE(reading.has_value());
  if (!reading) return {false, 0};
  const std::vector<Row> rows = coverage(reading->loaded.filter, world, scope);
  State out;
  for (const Row& row : rows) {
    if (row.recorded != Recorded::Always && row.recorded != Recorded::Unreachable) out.good = false;
  }
  for (const Finding& finding : find_problems({input, world, *reading, rows, scope})) {
    if (finding.level == Level::Error) out.good = false;
    if (finding.id == "rules-lost-after-error") ++out.refused;
  }
  return out;
}

std::string told(const Site& site) {
  const Result<Assessment> assessment = assess(site.input(), site.world(), {});
  std::string out = text_of(site);
  if (!assessment) return out + assessment.error().message;
  for (const Row& row : assessment->coverage) {
    out += std::string(name(row.syscall)) + " " + std::string(name(row.abi)) + " " + std::string(name(row.recorded)) +
           " " + row.reason + "\n";
  }
  for (const Finding& finding : assessment->findings) out += finding.id + ": " + finding.message + "\n";
  return out;
}

// The rule with one of its calls left out; "" if it has but one.
std::string without_call(const std::string& rule, std::size_t call) {
  const std::size_t start = rule.find("-S ") + 3;
  const std::size_t end = rule.find(' ', start);
  std::string list;
  std::size_t i = 0;
  for (const std::string_view word : split(std::string_view(rule).substr(start, end - start), ',')) {
    if (i++ == call) continue;
    list += (list.empty() ? "" : ",") + std::string(word);
  }
  return list.empty() ? "" : rule.substr(0, start) + list + rule.substr(end);
}

// The plan without something is not as good.
void expect_worse(const Site& site, const FixPlan& whole, const FixPlan& less, Scope scope, const std::string& what) {
  const State now = state_of(applied(site, less), scope);
  const State then = state_of(applied(site, whole), scope);
  EXPECT_TRUE(!now.good || now.refused > then.refused) << "needless: " << what << "\n"
                                                       << text_of(site) << "---\n"
                                                       << told(applied(site, less));
}

void expect_least(const Site& site, const FixPlan& plan, Scope scope) {
  for (std::size_t i = 0; i < plan.rules.size(); ++i) {
    FixPlan less = plan;
    less.rules.erase(less.rules.begin() + static_cast<std::ptrdiff_t>(i));
    expect_worse(site, plan, less, scope, plan.rules[i]);
    for (std::size_t call = 0; call < 3; ++call) {
      less = plan;
      less.rules[i] = without_call(plan.rules[i], call);
      if (less.rules[i].empty() || less.rules[i] == plan.rules[i]) continue;
      expect_worse(site, plan, less, scope, "a call of " + plan.rules[i]);
    }
  }
  for (std::size_t i = 0; i < plan.changes.size(); ++i) {
    FixPlan less = plan;
    less.changes.erase(less.changes.begin() + static_cast<std::ptrdiff_t>(i));
    expect_worse(site, plan, less, scope, plan.changes[i].after);
  }
}

void expect_fixed(const Site& site, Scope scope) {
  const FixPlan plan = plan_of(site, scope);
  if (!plan.remaining.empty()) {
    ADD_FAILURE() << plan.remaining.front() << "\n" << text_of(site);
    return;
  }
  const Site after = applied(site, plan);
  EXPECT_TRUE(state_of(after, scope).good) << text_of(site) << "---\n" << told(after);
  EXPECT_TRUE(is_empty(plan_of(after, scope))) << text_of(site) << "---\n" << text_of(after);
  expect_least(site, plan, scope);
}

constexpr char kAll[] =
    "-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules\n"
    "-a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules\n";

TEST(Fix, NothingToFix) {
  const FixPlan plan = plan_of(site_of(std::string("-D\n") + kAll));
  EXPECT_TRUE(is_empty(plan));
  EXPECT_TRUE(plan.remaining.empty());
}

TEST(Fix, NamesOnlyWhatIsMissing) {
  const FixPlan plan =
      plan_of(site_of("-D\n-a always,exit -F arch=b64 -S init_module -S delete_module -k kmods\n"
                      "-a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k kmods\n"));
  EXPECT_EQ(plan.rules, std::vector<std::string>{"-a always,exit -F arch=b64 -S finit_module -k kmods"});
  EXPECT_TRUE(plan.changes.empty());
}

TEST(Fix, OneRuleForEachAbi) {
  const FixPlan plan = plan_of(site_of("-D\n"));
  EXPECT_EQ(plan.rules, (std::vector<std::string>{
                            "-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules",
                            "-a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules",
                        }));
}

TEST(Fix, GoesBeforeANeverRule) {
  const Site site = site_of("-D\n-a never,exit -F auid=unset\n-a always,exit -F arch=b64 -S openat -k open\n");
  const FixPlan plan = plan_of(site);
  EXPECT_TRUE(plan.changes.empty());
  expect_fixed(site, Scope::Everyone);
}

// The site's own rule would become a duplicate of one put before it.
TEST(Fix, PrependsWhereARuleWouldRepeat) {
  const Site site = site_of(std::string("-D\n-a never,exit -F exe=/usr/bin/kmod\n") + kAll);
  const FixPlan plan = plan_of(site);
  EXPECT_TRUE(plan.changes.empty());
  EXPECT_EQ(plan.place, Place::Prepend);
  expect_fixed(site, Scope::Everyone);
}

TEST(Fix, TakesOutWhatNoRuleCanOutrun) {
  for (const char* line :
       {"-a never,task", "-a exclude,always -F msgtype=SYSCALL", "-a exclude,always -F uid=0", "-e 0", "-r 10"}) {
    const Site site = site_of(std::string("-D\n") + kAll + line + "\n");
    const FixPlan plan = plan_of(site);
    EXPECT_TRUE(plan.rules.empty());
    ASSERT_EQ(plan.changes.size(), 1U) << line;
    EXPECT_EQ(plan.changes[0].after, std::string("# modtrail: ") + line);
    expect_fixed(site, Scope::Everyone);
  }
}

TEST(Fix, FreesALoadThatStops) {
  const Site site = site_of(std::string("-D\n-a always,exit -S nonsense\n-w /etc/passwd -p z\n") + kAll);
  const FixPlan plan = plan_of(site);
  EXPECT_TRUE(plan.rules.empty());
  EXPECT_EQ(plan.changes.size(), 2U);
  expect_fixed(site, Scope::Everyone);
}

TEST(Fix, MovesALockToTheEnd) {
  const Site site = site_of(std::string("-D\n-e 2\n") + kAll);
  const FixPlan plan = plan_of(site);
  EXPECT_EQ(plan.settings, std::vector<std::string>{"-e 2"});
  const Site after = applied(site, plan);
  EXPECT_EQ(text_of(after), std::string("==> site\n-D\n# modtrail: -e 2\n") + kAll + "-e 2\n");
  expect_fixed(site, Scope::Everyone);
}

TEST(Fix, SaysWhatRulesCannotDo) {
  Site site = site_of(std::string("-D\n") + kAll);
  site.machine.x32 = {Switch::On, FactSource::Option};
  const FixPlan plan = plan_of(site);
  EXPECT_TRUE(is_empty(plan));
  ASSERT_EQ(plan.remaining.size(), 1U);
  EXPECT_NE(plan.remaining[0].find("syscall.x32=n"), std::string::npos);
  site.machine.x32 = {Switch::Off, FactSource::Option};
  site.machine.audit = {AuditBoot::Off, FactSource::Option};
  EXPECT_EQ(plan_of(site).remaining.size(), 1U);
}

TEST(Fix, GuardsAReload) {
  Site site = site_of(kAll);
  site.machine.commit = {Commit::Reload, FactSource::Option};
  expect_fixed(site, Scope::Everyone);
}

TEST(Fix, LeavesAnEmptyLineBeforeItsRules) {
  const FixPlan plan = plan_of(site_of("-D\n"));
  EXPECT_EQ(print_rules_file(plan).substr(0, 4), "\n## ");
}

// Random sites.

Scope random_scope(std::mt19937& random) {
  return random() % 4 == 0 ? Scope::Logins : Scope::Everyone;
}

TEST(FixProperty, AFileIsFixedByTheLeast) {
  for (unsigned seed = 0; seed < 60 && !testing::Test::HasFailure(); ++seed) {
    std::mt19937 random(seed);
    const Site site = site_of("\n" + random_rules(random));
    SCOPED_TRACE(seed);
    expect_fixed(site, random_scope(random));
  }
}

// Other machines have other ABIs, and other loaders.
TEST(FixProperty, AMachineIsFixedByTheLeast) {
  for (unsigned seed = 0; seed < 60 && !testing::Test::HasFailure(); ++seed) {
    std::mt19937 random(seed);
    Site site;
    site.kind = InputKind::Root;
    for (const char* directory : {"/usr/bin", "/usr/sbin", "/etc/audit"}) site.tree.add_directory(directory);
    site.tree.add_link("/sbin", "usr/sbin");
    site.tree.add_file("/usr/bin/kmod", "");
    site.tree.add_link("/usr/sbin/insmod", "../bin/kmod");
    const bool merged = random() % 2 == 0;
    site.machine.loader = {merged ? Loader::Augenrules : Loader::Auditctl, FactSource::Option};
    constexpr Arch kArchs[] = {Arch::X86_64, Arch::I386, Arch::Aarch64, Arch::Ppc64le, Arch::S390x};
    site.machine.arch = {kArchs[random() % 5], FactSource::Option};
    site.tree.add_file("/etc/audit/audit.rules", random_rules(random), {FileType::Regular, 0640, 0, 0, 0, 0, 0, 0});
    if (merged) {
      site.tree.add_file("/etc/audit/rules.d/10-site.rules", random_rules(random));
      site.tree.add_file("/etc/audit/rules.d/20-site.rules", random_rules(random));
    }
    SCOPED_TRACE(seed);
    expect_fixed(site, random_scope(random));
  }
}

TEST(FixProperty, ADirectoryIsFixedByTheLeast) {
  for (unsigned seed = 0; seed < 60 && !testing::Test::HasFailure(); ++seed) {
    std::mt19937 random(seed);
    Site site;
    site.kind = InputKind::Directory;
    for (const char* name : {"/10-base.rules", "/50-site.rules", "/90-last.rules"}) {
      site.tree.add_file(name, random_rules(random));
    }
    SCOPED_TRACE(seed);
    expect_fixed(site, random_scope(random));
  }
}

int rank(Recorded recorded) {
  return recorded == Recorded::Always || recorded == Recorded::Unreachable ? 2 : recorded == Recorded::Never ? 0 : 1;
}

std::vector<Row> rows_of(const Site& site) {
  const Result<Assessment> assessment = assess(site.input(), site.world(), {});
  EXPECT_TRUE(assessment.has_value());
  return assessment ? assessment->coverage : std::vector<Row>();
}

// A machine that stops between two files starts again with some of them new.
TEST(FixProperty, NoFileWrittenMakesItWorse) {
  for (unsigned seed = 0; seed < 20 && !testing::Test::HasFailure(); ++seed) {
    std::mt19937 random(seed);
    Site site;
    site.kind = InputKind::Directory;
    for (const char* name : {"/10-base.rules", "/50-site.rules", "/90-last.rules"}) {
      site.tree.add_file(name, random_rules(random));
    }
    SCOPED_TRACE(seed);
    const std::vector<Row> before = rows_of(site);
    const Result<std::vector<FileEdit>> edits = edits_of(plan_of(site), site.input(), site.world());
    ASSERT_TRUE(edits.has_value());
    const Result<std::vector<FileEdit>> ordered = in_safe_order(*edits, site.input(), site.world());
    ASSERT_TRUE(ordered.has_value());
    EXPECT_EQ(ordered->size(), edits->size());
    Site partly = site;
    for (const FileEdit& edit : *ordered) {
      partly.tree.add_file(edit.path, edit.after);
      const std::vector<Row> now = rows_of(partly);
      for (std::size_t i = 0; i < before.size(); ++i) {
        EXPECT_GE(rank(now[i].recorded), rank(before[i].recorded)) << edit.path << "\n" << text_of(site);
      }
    }
  }
}

}  // namespace
}  // namespace modtrail
