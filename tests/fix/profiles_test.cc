// For each group of profiles that ask for the same, random rulesets are fixed: afterwards coverage is whole, the
// controls pass, the scanner is predicted to pass, and nothing is left to fix.  MODTRAIL_FIX_RULESETS=N tries N for
// each group.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>
#include <string>

#include "fix/groups.h"
#include "fix/random_rules.h"
#include "modtrail/controls/assess.h"
#include "modtrail/controls/fix.h"
#include "modtrail/controls/scanner.h"

namespace modtrail::testing_fix {
namespace {

unsigned rulesets() {
  const char* wanted = std::getenv("MODTRAIL_FIX_RULESETS");
  return wanted == nullptr ? 4 : static_cast<unsigned>(std::strtoul(wanted, nullptr, 10));
}

// A rules.d of one or two files, or a file.
struct Site {
  MemoryTree tree;
  InputKind kind = InputKind::Directory;

  RuleInput input() const { return {kind, "site", &tree, kind == InputKind::Directory ? "/" : "/10-base.rules"}; }
};

Site random_site(unsigned seed) {
  std::mt19937 random(seed);
  Site out;
  out.tree.add_file("/10-base.rules", "\n" + random_rules(random));
  if (random() % 3 == 0) out.kind = InputKind::File;
  if (out.kind == InputKind::Directory && random() % 2 == 0) out.tree.add_file("/90-last.rules", random_rules(random));
  return out;
}

FixRequest request_for(const Profile& profile) {
  FixRequest out;
  out.profiles = {profile.name};
  return out;
}

std::string text_of(const Site& site) {
  std::string out;
  const auto names = site.tree.list("/");
  if (!names) return out;
  for (const std::string& name : *names)
    out += "==> " + name + "\n" + site.tree.read("/" + name, kFileLimit).value_or("");
  return out;
}

bool needs_a_directory(const std::string& gap) {
  return gap.find("audit_module_load") != std::string::npos;
}

void expect_predicted(const Profile& profile, const Site& site, const FixPlan& plan) {
  for (const Control& control : profile.controls) {
    if (!control.checks) continue;
    for (const std::string& rule : control.checks->rules) {
      const auto said = predict_scanner(site.input(), assumed_world(Machine()).machine,
                                        {ScannerChecks{control.checks->product, {rule}}});
      const bool told = !plan.remaining.empty() && site.kind == InputKind::File && needs_a_directory(rule);
      if (!said[0] || told) continue;
      EXPECT_TRUE(said[0]->verdict == ScannerVerdict::Pass || said[0]->verdict == ScannerVerdict::NotApplicable)
          << rule << " is predicted to " << name(said[0]->verdict);
    }
  }
}

void expect_judged(const Profile& profile, const Site& site) {
  AssessOptions options;
  options.profiles = {profile.name};
  const Result<Assessment> assessment = assess(site.input(), assumed_world(Machine()), options);
  ASSERT_TRUE(assessment.has_value());
  for (const ControlResult& control : assessment->controls) {
    EXPECT_TRUE(control.verdict == CheckVerdict::Pass || control.verdict == CheckVerdict::NotApplicable)
        << control.id << ": " << control.reason;
  }
  for (const Row& row : assessment->coverage) {
    EXPECT_TRUE(row.recorded == Recorded::Always || row.recorded == Recorded::Unreachable)
        << name(row.syscall) << " on " << name(row.abi) << ": " << row.reason;
  }
}

// The plan without one of its rules is not as good.
void expect_least(const Profile& profile, const Site& site, const FixPlan& plan) {
  for (std::size_t i = 0; i < plan.rules.size(); ++i) {
    FixPlan less = plan;
    less.rules.erase(less.rules.begin() + static_cast<std::ptrdiff_t>(i));
    Site after = site;
    const auto edits = edits_of(less, site.input(), assumed_world(Machine()));
    ASSERT_TRUE(edits.has_value());
    for (const FileEdit& edit : *edits) after.tree.add_file(edit.path, edit.after);
    const Result<FixPlan> more = plan_fix(after.input(), assumed_world(Machine()), request_for(profile));
    ASSERT_TRUE(more.has_value());
    EXPECT_TRUE(!is_empty(*more) || !more->remaining.empty()) << "needless: " << plan.rules[i];
  }
}

// Whether nothing can be left out is asked of some: it takes a plan for each rule.
enum class Least : std::uint8_t { Asked, Left };

void expect_fixed(const Profile& profile, const Site& site, Least least) {
  const World world = assumed_world(Machine());
  const Result<FixPlan> plan = plan_fix(site.input(), world, request_for(profile));
  ASSERT_TRUE(plan.has_value()) << plan.error().message;
  for (const std::string& gap : plan->remaining) {
    EXPECT_TRUE(site.kind == InputKind::File && needs_a_directory(gap)) << gap;
  }
  const auto edits = edits_of(*plan, site.input(), world);
  ASSERT_TRUE(edits.has_value());
  Site after = site;
  for (const FileEdit& edit : *edits) after.tree.add_file(edit.path, edit.after);
  SCOPED_TRACE(text_of(site) + "--- after\n" + text_of(after));
  expect_judged(profile, after);
  expect_predicted(profile, after, *plan);
  const Result<FixPlan> second = plan_fix(after.input(), world, request_for(profile));
  ASSERT_TRUE(second.has_value());
  EXPECT_TRUE(is_empty(*second)) << print_rules_file(*second);
  if (least == Least::Asked) expect_least(profile, site, *plan);
}

TEST(FixForProfiles, RandomRulesets) {
  const Result<std::vector<Profile>> all = profiles();
  ASSERT_TRUE(all.has_value());
  const char* first = std::getenv("MODTRAIL_FIX_SEED");
  unsigned seed = first == nullptr ? 0 : static_cast<unsigned>(std::strtoul(first, nullptr, 10));
  for (const Group& group : groups_of(*all)) {
    for (unsigned i = 0; i < rulesets() && !testing::Test::HasFailure(); ++i) {
      const Profile& profile = *group.profiles[i % group.profiles.size()];
      SCOPED_TRACE(profile.name + ", seed " + std::to_string(seed));
      expect_fixed(profile, random_site(seed++), i % 12 == 0 ? Least::Asked : Least::Left);
    }
  }
}

}  // namespace
}  // namespace modtrail::testing_fix
