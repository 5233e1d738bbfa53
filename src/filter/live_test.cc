#include "modtrail/filter/live.h"

#include <gtest/gtest.h>

#include <string>

#include "filter/testing.h"

namespace modtrail {
namespace {

constexpr const char* kLoad = "-a always,exit -F arch=b64 -S init_module,finit_module -k m\n";
constexpr const char* kUnload = "-a always,exit -F arch=b64 -S delete_module -k m\n";
constexpr const char* kNever = "-a never,exit -F arch=b64 -S finit_module -F uid=0\n";
constexpr const char* kWatch = "-w /etc/passwd -p wa -k p\n";

std::string names_of(const std::vector<Drift>& drifts) {
  std::string out;
  for (const Drift& drift : drifts) {
    switch (drift.kind) {
      case DriftKind::Missing:
        out += "missing " + std::to_string(drift.rule->origin.line) + ";";
        break;
      case DriftKind::Extra:
        out += "extra " + std::to_string(drift.rule->origin.line) + ";";
        break;
      case DriftKind::Order:
        out += "order " + std::to_string(drift.rule->origin.line) + ";";
        break;
      case DriftKind::Setting:
        out += drift.setting + " " + std::to_string(drift.loaded) + "/" + std::to_string(drift.held) + ";";
        break;
    }
  }
  return out;
}

std::string drift(const std::string& files, const std::string& kernel) {
  const World world = assumed_world({});
  return names_of(find_drift(filter_of(files, world), filter_of(kernel, world)));
}

TEST(Drift, TheSameRulesAreNone) {
  EXPECT_EQ(drift(std::string(kLoad) + kUnload + kWatch, std::string(kLoad) + kUnload + kWatch), "");
}

TEST(Drift, SpellingDoesNotCount) {
  EXPECT_EQ(drift(kLoad, "-a exit,always -F arch=x86_64 -S 313 -S 175 -F key=m\n"), "");
  EXPECT_EQ(drift(kLoad, "-A always,exit -F arch=b64 -S init_module,finit_module -k m\n"), "");
}

TEST(Drift, ARuleMissingAndOneMore) {
  EXPECT_EQ(drift(std::string(kLoad) + kUnload, kLoad), "missing 2;");
  EXPECT_EQ(drift(kLoad, std::string(kNever) + kLoad), "extra 1;");
  EXPECT_EQ(drift("", kWatch), "extra 1;");
}

TEST(Drift, OrderCountsWithinAList) {
  EXPECT_EQ(drift(std::string(kLoad) + kNever, std::string(kNever) + kLoad), "order 1;");
  EXPECT_EQ(drift(std::string(kLoad) + "-a never,task\n", std::string("-a never,task\n") + kLoad), "");
}

TEST(Drift, SettingsThatCostRecords) {
  EXPECT_EQ(drift(kLoad, std::string(kLoad) + "-e 0\n"), "-e 1/0;");
  EXPECT_EQ(drift(kLoad, std::string(kLoad) + "-r 5\n"), "-r 0/5;");
  EXPECT_EQ(drift(std::string(kLoad) + "-e 2\n", kLoad), "-e 2/1;");
  EXPECT_EQ(drift(kLoad, std::string(kLoad) + "-e 2\n"), "");
}

TEST(Drift, AKernelsStateIsAFilter) {
  const World world = assumed_world({});
  KernelState state;
  state.rules.push_back(filter_of(kLoad, world).exit.front().rule);
  state.rate_limit = 3;
  const Filter held = as_held(state, world);
  ASSERT_EQ(held.exit.size(), 1U);
  EXPECT_EQ(held.rate_limit, 3U);
  EXPECT_EQ(names_of(find_drift(filter_of(kLoad, world), held)), "-r 0/3;");
}

}  // namespace
}  // namespace modtrail
