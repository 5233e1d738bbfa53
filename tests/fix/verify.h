#pragma once

#include <string>
#include <vector>

#include "modtrail/controls/fix.h"
#include "modtrail/controls/profile.h"

// Rules as a rules.d or a file, and whether a plan for a profile made them good.
namespace modtrail::testing_fix {

struct Site {
  MemoryTree tree;
  InputKind kind = InputKind::Directory;

  RuleInput input() const;
  World world() const;
};

// A file, or a rules.d of one or two.
Site random_site(unsigned seed);

Result<FixPlan> plan_for(const Profile& profile, const Site& site);
Result<Site> applied(const Site& site, const FixPlan& plan);
std::string text_of(const Site& site);

// What is not as it should be once a plan was applied: a control that does not pass, a way that is not recorded, a
// prediction that is no pass, something left to fix; and what the plan said it could not do, but for what takes a
// directory.
std::vector<std::string> complaints_about(const Profile& profile, const Site& site, const FixPlan& plan,
                                          const Site& after);

}  // namespace modtrail::testing_fix
