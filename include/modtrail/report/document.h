#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "modtrail/controls/assessment.h"
#include "modtrail/controls/fix.h"
#include "modtrail/report/report.h"
#include "modtrail/report/timeline.h"

// One run of `check` as a document in each of the forms that people and tools read.  The same document makes the same
// bytes; nothing of the input can break a form's syntax, and what is not printable is shown as \xHH.
namespace modtrail {

// What fix would write, where it was asked and writes something.
struct Repair {
  std::vector<FileEdit> edits;  // of the files that were judged
  std::string language;         // "diff" or "yaml"
  std::string text;             // all of it as a diff; of a pool: its MachineConfig
  std::string options;          // of `fix`, that writes it, each after a blank: " --profile cis-rhel9"
};

struct Judged {
  Assessment assessment;
  std::string replay;  // as TextStyle::replay
  Repair repair;
};

enum class ReportLayout : std::uint8_t { One, List };

struct Report {
  std::vector<Judged> targets;  // one at least
  ReportLayout layout = ReportLayout::One;
  std::int64_t time = 0;  // when they were judged: seconds since 1970, UTC
  std::string version;    // of modtrail
  std::optional<Timeline> timeline;
  std::string pages;  // where the pages of docs/findings are: a URL that ends with "/"
};

std::string time_text(std::int64_t seconds);  // 2026-11-28T03:44:00, of seconds since 1970 in UTC

// Fail, then undecided, then pass, then not applicable.
CheckVerdict worst(const Report& report);

void write_text(const Report& report, const TextStyle& style, std::string& out);
void write_json(const Report& report, std::string& out);           // docs/schema/assessment.schema.json
void write_sarif(const Report& report, std::string& out);          // SARIF 2.1.0, one run
void write_junit(const Report& report, std::string& out);          // as Ant's schema has it, one suite a target
void write_html(const Report& report, std::string& out);           // one file, no network, no script
void write_markdown(const Report& report, std::string& out);       // CommonMark with GitHub's tables
void write_xccdf(const Report& report, std::string& out);          // XCCDF 1.2: Benchmark, a TestResult a target
void write_check_results(const Report& report, std::string& out);  // ComplianceCheckResults, as `oc get -o yaml`
void write_csv(const Report& report, std::string& out);            // RFC 4180 but for LF; a line a thing judged
void write_prometheus(const Report& report, std::string& out);     // for node_exporter's textfile collector

}  // namespace modtrail
