#pragma once

#include <string>
#include <vector>

#include "modtrail/controls/assessment.h"
#include "modtrail/filter/pipeline.h"

// The least that closes the gap: rules to add, and lines to take out where adding can't help.
namespace modtrail {

struct LineChange {
  Origin origin;
  std::string before;
  std::string after;  // "# modtrail: " and the line
  std::string reason;
};

struct FixPlan {
  std::vector<std::string> rules;      // auditctl lines to add, canonical
  Place place = Place::Append;         // Prepend: they must precede a rule that is there
  std::string file;                    // the rules.d file name to put them in: one that sorts right
  std::vector<LineChange> changes;     // lines that no added rule can make good
  std::vector<std::string> remaining;  // what no rule can close, with the step that can
};

// `key`: of the rules added; the site's own key where it has one, else "modules".
Result<FixPlan> plan_fix(const RuleInput& input, const World& world, Scope scope);

// The plan's rules as a rules.d file.
std::string print_rules_file(const FixPlan& plan);

}  // namespace modtrail
