#pragma once

#include <string>

#include "cli/explainer.h"

namespace modtrail {

// `explain --attempts`: answers each line of `file` ("-": standard input) with one line of JSON on standard output, in
// order and as soon as it is read.  Returns the exit code; errors: the file cannot be read, standard output not
// written.
Result<int> answer_attempts(const Explainer& explainer, const std::string& file);

}  // namespace modtrail
