#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/result.h"
#include "modtrail/controls/assessment.h"

// What somebody decided to live with, for a reason, until a day; docs/pipelines.md says how to write it.
namespace modtrail {

// One of `finding`, `control` and `way` is not empty.
struct Exception {
  std::string finding;  // an id
  std::string control;  // an id
  std::string way;      // "x32", "finit_module" or "x32 finit_module"
  std::string file;     // of the finding: its place's file, or the end of its path; "": any
  std::string profile;  // of the control; "": any
  std::string target;   // "": any
  std::string reason;
  std::string owner;
  std::string expires;  // "2027-01-31": the last day it holds
  Origin origin;        // in the exceptions file
  std::string source;   // the line there
};

// TOML.  Errors, with their place: not TOML, an unknown word, something missing, more than a MiB.
Result<std::vector<Exception>> parse_exceptions(std::string_view text, std::string_view name);

// The assessment without what is excepted on that day ("2027-01-31"), which moves to `accepted`, and its verdict anew.
// An exception that has expired excepts nothing and is a finding; one that no finding, control or gap fits is a note.
Assessment with_exceptions(Assessment assessment, const std::vector<Exception>& exceptions, std::string_view today);

}  // namespace modtrail
