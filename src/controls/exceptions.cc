#include "modtrail/controls/exceptions.h"

#include <algorithm>

#include "modtrail/base/text.h"

// What is excepted moves from the findings to `accepted`; a way or a control stays where it is, for its state is a
// fact, and `accepted` names it so that it no longer counts.
namespace modtrail {

namespace {

bool names_target(const Exception& exception, const Assessment& assessment) {
  return exception.target.empty() || exception.target == assessment.target.name;
}

bool names_file(const Exception& exception, const std::string& file) {
  const std::string& wanted = exception.file;
  return wanted.empty() || file == wanted || (file.ends_with("/" + wanted) && !wanted.starts_with("/"));
}

bool fits(const Exception& exception, const Finding& finding) {
  return exception.finding == finding.id && names_file(exception, finding.origin.file);
}

bool fits(const Exception& exception, const ControlResult& control) {
  return exception.control == control.id && (exception.profile.empty() || exception.profile == control.profile);
}

bool fits(const Exception& exception, const Row& row) {
  if (exception.way.empty()) return false;
  const std::vector<std::string_view> words = split(exception.way, ' ');
  return std::all_of(words.begin(), words.end(),
                     [&](std::string_view word) { return word == name(row.abi) || word == name(row.syscall); });
}

bool counts(const ControlResult& control) {
  return control.verdict == CheckVerdict::Fail || control.verdict == CheckVerdict::Undecided;
}

bool counts(const Row& row) {
  return row.recorded != Recorded::Always && row.recorded != Recorded::Unreachable;
}

Accepted accepted_by(const Exception& exception, std::string_view kind, std::string named, std::string message,
                     Origin origin) {
  return {std::string(kind), std::move(named), std::move(message), std::move(origin),
          exception.reason,  exception.owner,  exception.expires};
}

// Moves and marks what it fits; how many those were.
std::size_t apply(const Exception& exception, Assessment& assessment) {
  const std::size_t before = assessment.accepted.size();
  std::vector<Finding> kept;
  for (Finding& finding : assessment.findings) {
    if (fits(exception, finding)) {
      assessment.accepted.push_back(accepted_by(exception, "finding", finding.id, finding.message, finding.origin));
    } else {
      kept.push_back(std::move(finding));
    }
  }
  assessment.findings = std::move(kept);
  for (const ControlResult& control : assessment.controls) {
    if (!fits(exception, control) || !counts(control) || is_accepted(assessment, control)) continue;
    assessment.accepted.push_back(accepted_by(exception, "control", control_name(control), control.title, {}));
  }
  for (const std::vector<Row>* rows : {&assessment.coverage, &assessment.restart}) {
    for (const Row& row : *rows) {
      if (!fits(exception, row) || !counts(row) || is_accepted(assessment, row)) continue;
      assessment.accepted.push_back(
          accepted_by(exception, "way", way_name(row), row.reason, row.origin.value_or(Origin())));
    }
  }
  return assessment.accepted.size() - before;
}

std::string subject_of(const Exception& exception) {
  if (!exception.finding.empty()) return "finding " + exception.finding;
  return exception.control.empty() ? "way " + exception.way : "control " + exception.control;
}

Finding about(const Exception& exception, std::string_view id, Level level, std::string message, std::string hint) {
  Finding out;
  out.id = id;
  out.level = level;
  out.message = std::move(message);
  out.origin = exception.origin;
  out.source = exception.source;
  out.hint = std::move(hint);
  return out;
}

Finding expired(const Exception& exception) {
  return about(
      exception, "exception-expired", Level::Warning,
      "the exception of " + subject_of(exception) + " expired on " + exception.expires + " and excepts nothing",
      "ask " + exception.owner + ": close the gap, or decide anew and give it another day");
}

Finding unused(const Exception& exception) {
  return about(exception, "exception-unused", Level::Note,
               "nothing here fits the exception of " + subject_of(exception),
               "take it out of the file if its gap is closed everywhere");
}

}  // namespace

Assessment with_exceptions(Assessment assessment, const std::vector<Exception>& exceptions, std::string_view today) {
  for (const Exception& exception : exceptions) {
    if (!names_target(exception, assessment)) continue;
    if (exception.expires < today) {
      assessment.findings.push_back(expired(exception));
    } else if (apply(exception, assessment) == 0) {
      assessment.findings.push_back(unused(exception));
    }
  }
  assessment.verdict = verdict_of(assessment);
  return assessment;
}

}  // namespace modtrail
