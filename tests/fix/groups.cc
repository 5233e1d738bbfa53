#include "fix/groups.h"

#include <map>
#include <set>

namespace modtrail::testing_fix {
namespace {

std::set<std::string> asked_by(const Profile& profile) {
  std::set<std::string> out;
  for (const Control& control : profile.controls) {
    for (const Requirement& demand : control.requirements) out.insert(describe(demand));
    if (!control.checks) continue;
    for (const std::string& rule : control.checks->rules) out.insert(control.checks->product + ": " + rule);
  }
  return out;
}

}  // namespace

std::vector<Group> groups_of(const std::vector<Profile>& profiles) {
  std::map<std::set<std::string>, Group> groups;
  for (const Profile& profile : profiles) groups[asked_by(profile)].profiles.push_back(&profile);
  std::vector<Group> out;
  for (const auto& [asked, group] : groups) out.push_back(group);
  return out;
}

}  // namespace modtrail::testing_fix
