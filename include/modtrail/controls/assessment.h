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
  std::optional<SyscallEvent> blind_to;
  std::optional<ScannerPrediction> scanner;  // beside the verdict; it never changes it
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
  std::vector<ExecuteRow> execute;
  std::vector<Finding> findings;
  std::vector<ControlResult> controls;
  std::vector<std::string> limits;
};

}  // namespace modtrail
