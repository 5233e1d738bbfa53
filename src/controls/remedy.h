#pragma once

#include <string>
#include <vector>

#include "modtrail/controls/fix.h"
#include "modtrail/filter/coverage.h"

// Rules that record module calls, as lines.
namespace modtrail {

// "-a always,exit -F arch=b64 -S init_module,finit_module -k modules"
std::string rule_line(Abi abi, const std::vector<Syscall>& syscalls, const std::string& key, Place place);

struct RuleStyle {
  std::string key;
  Place place = Place::Append;
  RuleCut cut = RuleCut::Least;
};

// For each ABI that has a gap, only the calls that leave something unrecorded.
std::vector<std::string> lines_for_gaps(const std::vector<Row>& rows, Arch arch, const RuleStyle& style);

// What stays unrecorded after all, in words; where it is not a rule that can help, with the step that can.
std::vector<std::string> gaps_left(const std::vector<Row>& rows);

// The key most of the site's own module rules carry; "modules" where there is none that can be written in a line.
std::string site_key(const Filter& filter, Arch arch);

}  // namespace modtrail
