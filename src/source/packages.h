#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/file_tree.h"

namespace modtrail {

// The versions of those of `wanted` that are installed, by name, from the text of /var/lib/dpkg/status.
std::map<std::string, std::string, std::less<>> installed_packages(std::string_view dpkg_status,
                                                                   const std::vector<std::string_view>& wanted);

}  // namespace modtrail
