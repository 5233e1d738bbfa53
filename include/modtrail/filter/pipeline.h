#pragma once

#include <optional>
#include <string>
#include <vector>

#include "modtrail/base/result.h"
#include "modtrail/filter/coverage.h"
#include "modtrail/rules/input.h"
#include "modtrail/rules/lines.h"

// From an input to a verdict: merge, parse, load, coverage; and again with each assumed fact otherwise.
namespace modtrail {

struct Reading {
  Merged merged;  // lines, files, what was not read
  Ruleset ruleset;
  Loaded loaded;
};

// Errors: nothing to check (no place for rules, empty input), unreadable input.
Result<Reading> read_rules(const RuleInput& input, const World& world);

// Coverage of what was read, with `assuming` filled in.  `reading` is of this input and world.
std::vector<Row> judge(const RuleInput& input, const Reading& reading, const World& world, Scope scope);

// One row, `assuming` left empty.
Row judge_way(const RuleInput& input, const Reading& reading, const World& world, Scope scope, Way way);

// The same rules in a world where one assumed fact is otherwise; only where that can change what is recorded.
struct Otherwise {
  std::string fact;
  World world;
  std::optional<Filter> filter;  // nothing: the same rules are loaded
};
std::vector<Otherwise> otherwise(const RuleInput& input, const Reading& reading, const World& world);

// A listing prints every 64-bit machine as arch=b64: its rules without those that may be another machine's.
Filter without_foreign(Filter filter);

}  // namespace modtrail
