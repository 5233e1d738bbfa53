#pragma once

#include <string_view>
#include <vector>

namespace modtrail {

// Files of the project as the build put them into the program (cmake/embed.cmake makes the functions), by name.
struct BuiltIn {
  std::string_view file;  // from the project's root
  std::string_view text;
};
std::vector<BuiltIn> built_in_profiles();  // controls/*.yaml
std::vector<BuiltIn> built_in_pages();     // docs/findings/*.md

}  // namespace modtrail
