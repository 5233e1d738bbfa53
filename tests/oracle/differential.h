#pragma once

#include <string>
#include <vector>

#include "oracle/generate.h"

namespace modtrail::oracle {

// One ruleset and some attempts, by model and oracle; what is wrong, nothing if they agree.
std::vector<std::string> compare(Choices& choices, std::size_t attempts);

}  // namespace modtrail::oracle
