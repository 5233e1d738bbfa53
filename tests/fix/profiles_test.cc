// For each group of profiles that ask for the same, random rulesets are fixed: afterwards coverage is whole, the
// controls pass, the scanner is predicted to pass, and nothing is left to fix.  MODTRAIL_FIX_RULESETS=N tries N for
// each group, MODTRAIL_FIX_SEED=N others.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "fix/groups.h"
#include "fix/verify.h"

namespace modtrail::testing_fix {
namespace {

unsigned number(const char* variable, unsigned otherwise) {
  const char* wanted = std::getenv(variable);
  return wanted == nullptr ? otherwise : static_cast<unsigned>(std::strtoul(wanted, nullptr, 10));
}

// The plan without one of its rules is not as good.
void expect_least(const Profile& profile, const Site& site, const FixPlan& plan) {
  for (std::size_t i = 0; i < plan.rules.size(); ++i) {
    FixPlan less = plan;
    less.rules.erase(less.rules.begin() + static_cast<std::ptrdiff_t>(i));
    const Result<Site> after = applied(site, less);
    ASSERT_TRUE(after.has_value());
    const Result<FixPlan> more = plan_for(profile, *after);
    ASSERT_TRUE(more.has_value());
    EXPECT_TRUE(!is_empty(*more) || !more->remaining.empty()) << "needless: " << plan.rules[i];
  }
}

// Whether nothing can be left out is asked of some: it takes a plan for each rule.
enum class Least : std::uint8_t { Asked, Left };

void expect_fixed(const Profile& profile, const Site& site, Least least) {
  const Result<FixPlan> plan = plan_for(profile, site);
  ASSERT_TRUE(plan.has_value()) << plan.error().message;
  const Result<Site> after = applied(site, *plan);
  ASSERT_TRUE(after.has_value());
  for (const std::string& complaint : complaints_about(profile, site, *plan, *after)) {
    ADD_FAILURE() << complaint << "\n" << text_of(site) << "--- after\n" << text_of(*after);
  }
  if (least == Least::Asked) expect_least(profile, site, *plan);
}

TEST(FixForProfiles, RandomRulesets) {
  const Result<std::vector<Profile>> all = profiles();
  ASSERT_TRUE(all.has_value());
  const unsigned rulesets = number("MODTRAIL_FIX_RULESETS", 1);
  unsigned seed = number("MODTRAIL_FIX_SEED", 0);
  for (const Group& group : groups_of(*all)) {
    for (unsigned i = 0; i < rulesets && !testing::Test::HasFailure(); ++i) {
      const Profile& profile = *group.profiles[i % group.profiles.size()];
      SCOPED_TRACE(profile.name + ", seed " + std::to_string(seed));
      expect_fixed(profile, random_site(seed++), i % 12 == 0 ? Least::Asked : Least::Left);
    }
  }
}

}  // namespace
}  // namespace modtrail::testing_fix
