#pragma once

#include <string>
#include <vector>

#include "modtrail/controls/profile.h"

// Profiles that ask for the same: what fixes one fixes all of its group.
namespace modtrail::testing_fix {

struct Group {
  std::vector<const Profile*> profiles;
};

// By requirements and the scanner's rules, whatever their controls are called.
std::vector<Group> groups_of(const std::vector<Profile>& profiles);

}  // namespace modtrail::testing_fix
