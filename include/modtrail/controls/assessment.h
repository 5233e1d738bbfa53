#pragma once

#include <optional>
#include <string>
#include <vector>

#include "modtrail/base/origin.h"
#include "modtrail/controls/scanner.h"
#include "modtrail/filter/coverage.h"
#include "modtrail/filter/watch.h"

// The answer of `check` as one value; every report is a rendering of it.
namespace modtrail {

enum class CheckVerdict : std::uint8_t { Pass, Fail, NotApplicable, Undecided };
std::string_view name(CheckVerdict verdict);

struct Finding {
  std::string id;  // "rules-lost-after-error": the page docs/findings/<id>.md
  Level level = Level::Warning;
  std::string message;
  Origin origin;
  std::uint32_t width = 1;
  std::string source;  // the guilty line, for the caret
  std::string hint;
  std::vector<std::string> fix;  // rules to add, where adding helps
};

struct SourceFile {
  std::string path;
  std::string sha256;
  std::size_t lines = 0;
  std::size_t loaded = 0;  // lines carried out
  std::optional<Origin> stopped_at;
  std::string stop_reason;
};

struct ControlResult {
  std::string profile;
  std::string id;
  std::string title;
  CheckVerdict verdict = CheckVerdict::Undecided;
  std::string reason;
  std::vector<std::string> checks;  // the scanner's rules that stand for it (ScannerChecks::rules)
  std::optional<SyscallEvent> blind_to;
  std::optional<ScannerPrediction> scanner;  // beside the verdict; it never changes it
};

// What counts against nobody: excepted, or in the baseline.
struct Accepted {
  std::string kind;  // "finding", "control" or "way"
  std::string name;  // the finding's id, "PROFILE ID", "b64 finit_module"
  std::string message;
  Origin origin;
  std::string reason;
  std::string owner;  // "": it is in the baseline
  std::string until;
};

struct Target {
  std::string kind;  // file, directory, root, host, listing
  std::string name;
};

struct NamedFact {
  std::string name;
  FactText fact;
};

// Fail before undecided before pass before not applicable.
CheckVerdict worse(CheckVerdict a, CheckVerdict b);

struct Assessment {
  CheckVerdict verdict = CheckVerdict::Undecided;
  Target target;
  std::string unread;  // why there is no coverage: there are no rules, or they cannot be read
  Scope scope = Scope::Everyone;
  std::vector<NamedFact> facts;
  std::vector<SourceFile> sources;
  std::vector<Row> coverage;
  std::vector<Row> restart;  // of a running host: coverage as its files would make it
  std::vector<ExecuteRow> execute;
  std::vector<Finding> findings;
  std::vector<ControlResult> controls;
  std::vector<Accepted> accepted;
  std::size_t known = 0;  // findings left out, for the baseline has them
  std::vector<std::string> limits;
};

std::string way_name(const Row& row);                    // "b64 finit_module"
std::string control_name(const ControlResult& control);  // "PROFILE ID"
bool is_accepted(const Assessment& assessment, const Row& row);
bool is_accepted(const Assessment& assessment, const ControlResult& control);

// What its controls say, or without controls its ways and the errors among its findings; without what is accepted.
CheckVerdict verdict_of(const Assessment& assessment);

}  // namespace modtrail
