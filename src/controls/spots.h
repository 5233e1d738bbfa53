#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "modtrail/filter/pipeline.h"
#include "modtrail/rules/input.h"

// Where rules can be put.
namespace modtrail {

// Rules are to go here, in this way.
struct RuleSpot {
  Place place = Place::Append;
  std::string file;
  std::uint32_t before_line = 0;
};

// In the order they are to be tried: behind the rules there are, before them, and with -A.  A directory's are the names
// of new files.
std::vector<RuleSpot> spots(const RuleInput& input, const Machine& machine, const Reading& reading,
                            const std::string& stem);

// Not the name of a file that is there: rules are never put into the site's own files of a rules.d.
std::string unused_name(const RuleInput& input, const Machine& machine, const std::string& name);

}  // namespace modtrail
