#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/result.h"
#include "modtrail/controls/profile.h"

// Controls by the names that people give.
namespace modtrail {

// A control and the profile it stands in.
struct ChosenControl {
  const Profile* profile = nullptr;
  const Control* control = nullptr;
};

// All of the profiles named; with controls named too, those of them; of any profile where none is named.  An id may
// have its profile's name and a slash before it.  Errors: an unknown name (with the nearest); no such control there.
Result<std::vector<ChosenControl>> choose_controls(const std::vector<Profile>& all,
                                                   const std::vector<std::string>& profiles,
                                                   const std::vector<std::string>& controls);

// What is said behind a name that none of `names` is: "; is 'cis-rhel9' meant?", or nothing if none is near.
std::string meant(std::string_view name, const std::vector<std::string_view>& names);

}  // namespace modtrail
