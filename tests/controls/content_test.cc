#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <set>
#include <string>

#include "controls/scanner/content.h"
#include "modtrail/controls/profile.h"

// The rules of the scanner that controls name are rules that its content has.
namespace modtrail {
namespace {

constexpr std::array kProducts = {"rhcos4", "rhel8", "rhel9", "rhel10", "debian12", "ubuntu2404"};

// Of the kernel's command line, which no rule file tells: the scanner's answer to these is not predicted.
bool is_about_boot(const std::string& rule) {
  return rule == "grub2_audit_argument" || rule == "coreos_audit_option";
}

std::vector<Profile> catalog() {
  const Result<std::vector<Profile>> all = profiles();
  EXPECT_TRUE(all.has_value());
  return all ? *all : std::vector<Profile>();
}

TEST(Content, EveryRuleOfAProductHasItsControl) {
  const std::vector<Profile> all = catalog();
  for (const std::string product : kProducts) {
    const auto profile =
        std::find_if(all.begin(), all.end(), [&](const Profile& one) { return one.name == "cac-" + product; });
    ASSERT_NE(profile, all.end()) << product;
    std::set<std::string> ids;
    for (const Control& control : profile->controls) {
      ids.insert(control.id);
      ASSERT_TRUE(control.checks.has_value()) << control.id;
      EXPECT_EQ(control.checks->rules, std::vector<std::string>{control.id});
    }
    const std::vector<std::string_view> rules = scanner::rules_of(product, ContentVersion::V0_1_83);
    EXPECT_EQ(ids, std::set<std::string>(rules.begin(), rules.end())) << product;
  }
}

TEST(Content, ControlsNameRulesThatThereAre) {
  for (const Profile& profile : catalog()) {
    for (const Control& control : profile.controls) {
      if (!control.checks) continue;
      const std::string& product = control.checks->product;
      if (std::find(kProducts.begin(), kProducts.end(), product) == kProducts.end()) continue;
      for (const std::string& rule : control.checks->rules) {
        const bool known = scanner::find_rule(product, rule, ContentVersion::V0_1_83).has_value();
        EXPECT_TRUE(known || is_about_boot(rule)) << profile.name << " " << control.id << ": " << rule;
      }
    }
  }
}

}  // namespace
}  // namespace modtrail
