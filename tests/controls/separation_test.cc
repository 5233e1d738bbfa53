#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "modtrail/base/file.h"
#include "modtrail/base/text.h"
#include "modtrail/controls/judge.h"
#include "source_path.h"

// Controls that demand different things are told apart: for any two there is a ruleset here that one passes and the
// other fails.
namespace modtrail {
namespace {

// A demand, and one control that makes it: "cis-rhel9 6.3.3.19".
struct Demand {
  std::string name;
  Control control;
};

bool demands_all(const Control& one, const Control& other) {
  return std::all_of(other.requirements.begin(), other.requirements.end(), [&](const Requirement& requirement) {
    return std::find(one.requirements.begin(), one.requirements.end(), requirement) != one.requirements.end();
  });
}

bool demands_same(const Control& one, const Control& other) {
  return demands_all(one, other) && demands_all(other, one);
}

std::vector<Demand> distinct_demands() {
  std::vector<Demand> out;
  const Result<std::vector<Profile>> all = profiles();
  EXPECT_TRUE(all.has_value());
  if (!all) return out;
  for (const Profile& profile : *all) {
    for (const Control& control : profile.controls) {
      const auto same = [&](const Demand& demand) { return demands_same(demand.control, control); };
      if (std::none_of(out.begin(), out.end(), same)) out.push_back({profile.name + " " + control.id, control});
    }
  }
  return out;
}

// The first line tells facts of the machine: "# facts audit=absent".  TOMOYO is stacked, so that a watch on a link
// fires.
Machine machine_for(std::string_view rules) {
  Machine machine;
  machine.lsm = {"lockdown,capability,yama,tomoyo", FactSource::Option};
  const std::string_view line = rules.substr(0, rules.find('\n'));
  constexpr std::string_view kFacts = "# facts ";
  if (line.substr(0, kFacts.size()) != kFacts) return machine;
  for (const std::string_view word : split(line.substr(kFacts.size()), ' ')) {
    const std::size_t equal = word.find('=');
    const Result<> set = set_fact(machine, word.substr(0, equal), word.substr(equal + 1), FactSource::Option);
    EXPECT_TRUE(set.has_value()) << word;
  }
  return machine;
}

std::vector<CheckVerdict> verdicts(const std::string& rules, const std::vector<Demand>& demands) {
  MemoryTree tree;
  tree.add_file("/x.rules", rules);
  const RuleInput input{InputKind::File, "x.rules", &tree, "/x.rules"};
  const World world = assumed_world(machine_for(rules));
  const Result<Reading> reading = read_rules(input, world);
  EXPECT_TRUE(reading.has_value());
  if (!reading) return {};
  std::vector<const Control*> controls;
  for (const Demand& demand : demands) controls.push_back(&demand.control);
  const ControlEvidence evidence = gather(controls, {input, *reading, world}, {}, Scope::Everyone);
  std::vector<CheckVerdict> out;
  for (const Demand& demand : demands) out.push_back(judge_control({}, demand.control, evidence).verdict);
  return out;
}

std::map<std::string, std::vector<CheckVerdict>> judge_rulesets(const std::vector<Demand>& demands) {
  std::map<std::string, std::vector<CheckVerdict>> out;
  const auto tree = open_tree(source_path("tests/controls"));
  EXPECT_TRUE(tree.has_value());
  if (!tree) return out;
  const auto names = (*tree)->list("/");
  EXPECT_TRUE(names.has_value());
  if (!names) return out;
  for (const std::string& name : *names) {
    if (name.size() < 6 || name.substr(name.size() - 6) != ".rules") continue;
    const Result<std::string> rules = (*tree)->read("/" + name, kFileLimit);
    EXPECT_TRUE(rules.has_value()) << name;
    if (rules) out[name] = verdicts(*rules, demands);
  }
  return out;
}

bool separates(CheckVerdict a, CheckVerdict b) {
  return (a == CheckVerdict::Pass && b == CheckVerdict::Fail) || (a == CheckVerdict::Fail && b == CheckVerdict::Pass);
}

TEST(Separation, ForAnyTwoDemandsARulesetPassesOneAndFailsTheOther) {
  const std::vector<Demand> demands = distinct_demands();
  ASSERT_GT(demands.size(), 20U);
  const auto judged = judge_rulesets(demands);
  ASSERT_GT(judged.size(), 10U);
  for (std::size_t i = 0; i < demands.size(); ++i) {
    for (std::size_t j = i + 1; j < demands.size(); ++j) {
      const bool told_apart = std::any_of(judged.begin(), judged.end(), [&](const auto& ruleset) {
        return separates(ruleset.second[i], ruleset.second[j]);
      });
      EXPECT_TRUE(told_apart) << demands[i].name << " and " << demands[j].name;
    }
  }
}

// None is there for nothing: without it, some two would no longer be told apart, or it stands for a whole kind.
TEST(Separation, EveryDemandIsPassedByOneAndFailedByAnother) {
  const std::vector<Demand> demands = distinct_demands();
  const auto judged = judge_rulesets(demands);
  for (std::size_t i = 0; i < demands.size(); ++i) {
    const auto some = [&](CheckVerdict verdict) {
      return std::any_of(judged.begin(), judged.end(),
                         [&](const auto& ruleset) { return ruleset.second[i] == verdict; });
    };
    EXPECT_TRUE(some(CheckVerdict::Pass)) << demands[i].name << " is passed by none";
    EXPECT_TRUE(some(CheckVerdict::Fail)) << demands[i].name << " is failed by none";
  }
}

}  // namespace
}  // namespace modtrail
