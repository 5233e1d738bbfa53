#pragma once

#include <string_view>
#include <vector>

#include "modtrail/controls/assessment.h"
#include "modtrail/filter/pipeline.h"

// What is wrong with a ruleset, said as findings: each id has a page under docs/findings/ with a ruleset that triggers
// it and one that nearly does.
namespace modtrail {

struct FindingInfo {
  std::string_view id;
  Level level;
  std::string_view title;
};
const std::vector<FindingInfo>& finding_catalog();

struct FindingInput {
  const RuleInput& input;
  const World& world;
  const Reading& reading;
  const std::vector<Row>& rows;
};
std::vector<Finding> find_problems(const FindingInput& input);

}  // namespace modtrail
