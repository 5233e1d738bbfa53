#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace modtrail {

// "1 line", "2 lines".
std::string counted(std::uint64_t number, std::string_view noun);

}  // namespace modtrail
