#pragma once

#include <string>
#include <string_view>

namespace modtrail {

// A file of the project that is being tested: "docs/findings".
std::string source_path(std::string_view below);

}  // namespace modtrail
