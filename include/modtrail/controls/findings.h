#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "modtrail/controls/assessment.h"
#include "modtrail/filter/pipeline.h"

// What is wrong with a ruleset, said as findings: each id has a page under docs/findings/ with a ruleset that triggers
// it and one that nearly does.
namespace modtrail {

struct FindingInfo {
  std::string_view id;
  Level level;  // the usual one; a finding that costs no record is never an error
  std::string_view title;
};
std::span<const FindingInfo> finding_catalog();        // sorted by id
const FindingInfo* find_finding(std::string_view id);  // null if there is no such finding

// The page of a finding, docs/findings/ID.md, as it is: Markdown, with a ruleset that triggers it, one that nearly does
// and what to do. Empty if there is no such finding.
std::string_view finding_page(std::string_view id);
// What the page says first, between its title and the next blank line: a sentence or two of Markdown.
std::string_view finding_summary(std::string_view id);

struct FindingInput {
  const RuleInput& input;
  const World& world;
  const Reading& reading;
  const std::vector<Row>& rows;  // of `scope`
  Scope scope = Scope::Everyone;
};
// In the order of the files and lines they point at; those without a place come last.
//
// A finding is an error only if, because of it, a load or unload in scope goes unrecorded, or rules of the input never
// get into the kernel.
std::vector<Finding> find_problems(const FindingInput& input);

}  // namespace modtrail
