#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "modtrail/base/result.h"

// rulesets.cases, as its head describes it.
namespace modtrail::rulesets {

struct Ruleset {
  std::size_t line = 0;
  std::string id;
  std::string rhcos4;  // "pfp": _init passes, _finit fails, _delete passes
  std::string rhel9;
  std::size_t recorded = 0;
  int status = 0;
  std::vector<std::string> tools;
  std::string otherwise;  // why the model answers otherwise; "" where it does not
  std::vector<std::pair<std::string, std::string>> facts;
  std::vector<std::string> directories;
  std::vector<std::pair<std::string, std::string>> files;  // path below /etc/audit, content
};

struct RulesetFile {
  std::vector<Ruleset> rulesets;
  std::vector<std::string> attempts;
};

Result<RulesetFile> parse_rulesets(std::string_view text);

}  // namespace modtrail::rulesets
