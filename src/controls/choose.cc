#include "controls/choose.h"

#include <algorithm>
#include <optional>

#include "modtrail/base/text.h"

namespace modtrail {

std::string meant(std::string_view name, const std::vector<std::string_view>& names) {
  const std::optional<std::string_view> near = nearest(name, names);
  return near ? "; is '" + std::string(*near) + "' meant?" : std::string();
}

namespace {

Result<> add_profile(const std::vector<Profile>& all, const std::string& name, std::vector<ChosenControl>& out) {
  std::vector<std::string_view> names;
  for (const Profile& profile : all) {
    names.push_back(profile.name);
    if (profile.name != name) continue;
    for (const Control& control : profile.controls) out.push_back({&profile, &control});
    return {};
  }
  return fail("unknown profile '" + name + "'" + meant(name, names));
}

Result<> add_control(const std::vector<Profile>& all, const std::string& id, std::vector<ChosenControl>& out) {
  std::vector<std::string_view> ids;
  const std::size_t before = out.size();
  for (const Profile& profile : all) {
    for (const Control& control : profile.controls) {
      ids.push_back(control.id);
      if (control.id == id || profile.name + "/" + control.id == id) out.push_back({&profile, &control});
    }
  }
  if (out.size() > before) return {};
  return fail("unknown control '" + id + "'" + meant(id, ids));
}

}  // namespace

Result<std::vector<ChosenControl>> choose_controls(const std::vector<Profile>& all,
                                                   const std::vector<std::string>& profiles,
                                                   const std::vector<std::string>& controls) {
  std::vector<ChosenControl> of_profiles;
  std::vector<ChosenControl> of_controls;
  for (const std::string& name : profiles) TRY(add_profile(all, name, of_profiles));
  for (const std::string& id : controls) TRY(add_control(all, id, of_controls));
  std::vector<ChosenControl> out;
  for (const ChosenControl& chosen : controls.empty() ? of_profiles : of_controls) {
    const auto same = [&](const ChosenControl& other) { return chosen.control == other.control; };
    const bool known = std::any_of(out.begin(), out.end(), same);
    const bool wanted = profiles.empty() || std::any_of(of_profiles.begin(), of_profiles.end(), same);
    if (!known && wanted) out.push_back(chosen);
  }
  if (out.empty() && !controls.empty()) return fail("none of the profiles named has one of the controls named");
  return out;
}

}  // namespace modtrail
