#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli/args.h"
#include "modtrail/controls/assessment.h"
#include "modtrail/filter/world.h"
#include "modtrail/source/source.h"

// What the command line names, opened: the rules, the files they are loaded over, and the facts.
namespace modtrail {

struct SubjectOptions {
  std::optional<std::string> root;
  InputOption input = InputOption::Auto;
  std::vector<std::pair<std::string, std::string>> facts;  // name, value
};

Result<SubjectOptions> read_subject_options(const Arguments& arguments);

// Owns the trees that `input` and `world` point into.
struct Subject {
  std::optional<Root> root;
  std::optional<Source> source;
  RuleInput input;
  World world;
  Target target;
  std::string replay;  // the words of the command line that name it again, each after a blank
};

// Without a source: the root's own rules; without a root too: those of the running host.
Result<Subject> open_subject(const SubjectOptions& options, const std::optional<std::string>& source);

// One for each operand, or one for the root or the host.
Result<std::vector<Subject>> open_subjects(const SubjectOptions& options, const Arguments& arguments);

}  // namespace modtrail
