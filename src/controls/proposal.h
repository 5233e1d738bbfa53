#pragma once

#include <string>
#include <vector>

#include "controls/aims.h"
#include "controls/rule_text.h"

// What could meet an aim.
namespace modtrail {

struct Proposal {
  std::vector<RuleText> rules;
  std::vector<std::string> first;
  std::vector<std::string> settings;
  std::vector<WholeFile> files;

  bool is_empty() const { return rules.empty() && first.empty() && settings.empty() && files.empty(); }
};

// `key`: for records where none is given.
Proposal propose_for(const Aim& aim, const FixCase& subject, const Outcome& outcome, const std::string& key);

// The content of the one file that the scanner's rule compares byte by byte.
std::vector<WholeFile> files_of(const ScannerChecks& check);

}  // namespace modtrail
