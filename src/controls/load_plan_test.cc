#include "modtrail/controls/load_plan.h"

#include <gtest/gtest.h>

#include <variant>

#include "modtrail/rules/lines.h"
#include "modtrail/rules/parse.h"

namespace modtrail {
namespace {

KernelState state_of(const std::string& rules) {
  const World world = assumed_world(Machine());
  KernelState state;
  const ParseContext context{world.machine, world.names, nullptr};
  for (const Statement& statement : parse_rules(split_lines(rules, "test"), context).statements) {
    for (const Step& step : statement.operations) {
      state.rules.push_back(std::get<AddRule>(step).rule);
      state.rules.back().origin = kernel_origin(state.rules.size() - 1);
      state.rules.back().text = statement.text;
    }
  }
  return state;
}

LoadPlan plan_of(const KernelState& state, KernelChanges changes = KernelChanges::Leave) {
  const Result<LoadPlan> plan = plan_load(state, assumed_world(Machine()), Scope::Everyone, changes);
  EXPECT_TRUE(plan.has_value()) << (plan ? "" : plan.error().message);
  return plan.value_or(LoadPlan());
}

std::vector<std::string> lines(const LoadPlan& plan) {
  std::vector<std::string> out;
  for (const Rule& rule : plan.rules) out.push_back(rule.text);
  return out;
}

using Lines = std::vector<std::string>;
const std::string kB64 = "-a always,exit -F arch=b64 -S init_module,finit_module,delete_module -k modules";
const std::string kB32 = "-a always,exit -F arch=b32 -S init_module,finit_module,delete_module -k modules";
const std::string kBoth = kB64 + "\n" + kB32 + "\n";

TEST(LoadPlan, AddsWhatIsMissing) {
  const LoadPlan plan = plan_of(state_of(kB64 + "\n"));
  EXPECT_EQ(lines(plan), Lines({kB32}));
  EXPECT_TRUE(plan.changes.empty());
  EXPECT_TRUE(plan.remaining.empty());
}

TEST(LoadPlan, NothingWhereAllIsRecorded) {
  const LoadPlan plan = plan_of(state_of(kBoth));
  EXPECT_TRUE(plan.rules.empty());
  EXPECT_TRUE(plan.remaining.empty());
}

TEST(LoadPlan, GoesBeforeANeverRule) {
  const LoadPlan plan = plan_of(state_of("-a never,exit -F arch=b64 -S finit_module -F uid=0\n" + kBoth));
  EXPECT_EQ(lines(plan), Lines({"-A always,exit -F arch=b64 -S finit_module -k modules"}));
  EXPECT_TRUE(plan.remaining.empty());
}

TEST(LoadPlan, DoesNotRepeatRulesThatSomethingElseKeepsFromWorking) {
  for (const char* first : {"-a never,task\n", "-a always,exclude -F msgtype=SYSCALL\n"}) {
    const LoadPlan left = plan_of(state_of(first + kBoth));
    EXPECT_TRUE(left.rules.empty());
    ASSERT_EQ(left.remaining.size(), 1U);
    EXPECT_TRUE(left.remaining[0].starts_with("delete the rule '-a ")) << left.remaining[0];
    const LoadPlan made = plan_of(state_of(first + kBoth), KernelChanges::Make);
    ASSERT_EQ(made.changes.size(), 1U);
    EXPECT_EQ(made.changes[0].rule->text + "\n", first);
    EXPECT_TRUE(made.remaining.empty());
  }
}

TEST(LoadPlan, SettingsAreSetBack) {
  KernelState off = state_of(kB64 + "\n");
  off.enabled = 0;
  off.rate_limit = 1;
  const LoadPlan plan = plan_of(off, KernelChanges::Make);
  EXPECT_EQ(lines(plan), Lines({kB32}));
  ASSERT_EQ(plan.changes.size(), 2U);
  EXPECT_EQ(step_of(plan.changes[0]), "switch auditing on: auditctl -e 1");
  EXPECT_EQ(step_of(plan.changes[1]), "lift the rate limit: auditctl -r 0");
  EXPECT_EQ(plan_of(off).remaining.size(), 2U);
}

TEST(LoadPlan, SaysThatX32StaysOpen) {
  World world = assumed_world(Machine());
  world.machine.x32 = {Switch::On, FactSource::Machine};
  const Result<LoadPlan> plan = plan_load(state_of(kBoth), world, Scope::Everyone, KernelChanges::Make);
  ASSERT_TRUE(plan.has_value());
  ASSERT_EQ(plan->remaining.size(), 1U);
  EXPECT_NE(plan->remaining[0].find("syscall.x32=n"), std::string::npos);
}

}  // namespace
}  // namespace modtrail
