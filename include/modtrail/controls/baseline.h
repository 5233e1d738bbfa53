#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/result.h"
#include "modtrail/controls/assessment.h"

// An earlier answer of `check --format json`, so that a later one can tell what is new.
namespace modtrail {

struct BaselineTarget {
  std::set<std::string> findings;               // fingerprints
  std::map<std::string, std::string> ways;      // "b64 finit_module": "never"
  std::map<std::string, std::string> controls;  // "PROFILE ID": "fail"
};

// By kind and name of the target.
using Baseline = std::map<std::string, BaselineTarget>;

// modtrail.assessment/1 or modtrail.assessments/1.  Errors: not JSON, or neither of them.
Result<Baseline> parse_baseline(std::string_view text);

// The assessment without the findings that the baseline has, and its verdict by what is new or worse: ways and controls
// that were as bad then are accepted.  Nothing is known of a target that the baseline has not.
Assessment since(Assessment assessment, const Baseline& baseline);

}  // namespace modtrail
