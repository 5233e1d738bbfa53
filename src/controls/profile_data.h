#pragma once

#include <string_view>
#include <vector>

namespace modtrail {

// The files of controls/ as the build put them into the program (profile_data.cc is made by cmake/embed.cmake).
struct ProfileData {
  std::string_view file;
  std::string_view text;
};
std::vector<ProfileData> profile_data();

}  // namespace modtrail
