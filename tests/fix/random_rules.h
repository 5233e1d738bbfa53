#pragma once

#include <random>
#include <string>

// Rulesets that `fix` has to cope with: complete, partial, in its way, broken.
namespace modtrail::testing_fix {

std::string random_rules(std::mt19937& random);

}  // namespace modtrail::testing_fix
