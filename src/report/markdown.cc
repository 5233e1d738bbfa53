#include <algorithm>

#include "modtrail/base/text.h"
#include "modtrail/report/document.h"
#include "report/words.h"

// A page for a pull request, a ticket or a runbook: CommonMark with GitHub's tables.
//
// Text of the input is either in a code span or block, whose fence is longer than any run of backticks in it, or has
// every mark that could begin something escaped; "<" and "@" are entities, so that no reader makes HTML or a mention of
// them.
namespace modtrail {

namespace {

std::string plain(std::string_view text) {
  std::string out;
  const std::string shown = printable(text);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const char c = shown[i];
    if (c == '<') {
      out += "&lt;";
    } else if (c == '>') {
      out += "&gt;";
    } else if (c == '&') {
      out += "&amp;";
    } else if (c == '@') {
      out += "&#64;";
    } else {
      const bool is_link = c == ':' && shown.compare(i, 3, "://") == 0;
      if (is_link || std::string_view("\\`*_[]#|~!$").find(c) != std::string_view::npos) out += '\\';
      out += c;
    }
  }
  return out;
}

std::size_t longest_run(std::string_view text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  return longest;
}

std::string code(std::string_view text) {
  const std::string shown = printable(text);
  if (shown.empty()) return "";
  const std::string fence(longest_run(shown) + 1, '`');
  const std::string_view gap = shown.front() == '`' || shown.back() == '`' ? " " : "";
  return fence + std::string(gap) + shown + std::string(gap) + fence;
}

// In a table a bar ends the cell even inside a span.
std::string code_in_cell(std::string_view text) {
  std::string out;
  for (const char c : code(text)) out += c == '|' ? std::string("\\|") : std::string(1, c);
  return out;
}

void put_block(std::string& out, std::string_view language, std::string_view text) {
  std::string shown;
  for (const std::string_view line : split(text, '\n')) shown += printable(line) + "\n";
  while (shown.ends_with("\n\n")) shown.pop_back();
  const std::string fence(std::max<std::size_t>(3, longest_run(shown) + 1), '`');
  out += fence + std::string(language) + "\n" + shown + fence + "\n\n";
}

void put_row(std::string& out, const std::vector<std::string>& cells) {
  out += "|";
  for (const std::string& cell : cells) out += " " + cell + " |";
  out += "\n";
}

void put_columns(std::string& out, const std::vector<std::string>& names) {
  put_row(out, names);
  put_row(out, std::vector<std::string>(names.size(), "---"));
}

void heading(std::string& out, std::string_view text) {
  out += "## " + std::string(text) + "\n\n";
}

// ---- the sections ----

std::string_view severity_of(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::Fail:
      return "HIGH";
    case CheckVerdict::Undecided:
      return "MEDIUM";
    case CheckVerdict::Pass:
    case CheckVerdict::NotApplicable:
      break;
  }
  return "NONE";
}

void put_overview(std::string& out, const Assessment& assessment, const Report& report) {
  heading(out, "Overview");
  out += "**" + capitalised(std::string(name(assessment.verdict))) + "**: " + plain(summary_text(assessment)) + ".\n\n";
  out += "- Severity: " + std::string(severity_of(assessment.verdict)) + "\n";
  out += "- Judged: " + time_text(report.time) + " UTC by modtrail " + plain(report.version) + "\n\n";
}

std::string_view deed_of(Syscall syscall) {
  return operation_of(syscall) == Operation::Load ? "Loading a module" : "Unloading a module";
}

std::string state_of(const Row& row) {
  std::string out = std::string(name(row.abi)) + " " + std::string(word_of(row.recorded));
  if (!row.keys.empty()) out += " (" + plain(keys_text(row.keys)) + ")";
  return out;
}

void put_settings(std::string& out, const std::vector<Row>& rows) {
  if (rows.empty()) return;
  heading(out, "Settings");
  put_columns(out, {"Call", "Description", "Recorded"});
  for (const Syscall syscall : kModuleSyscalls) {
    std::string states;
    for (const Row& row : rows) {
      if (row.syscall == syscall) states += (states.empty() ? "" : ", ") + state_of(row);
    }
    put_row(out, {code_in_cell(name(syscall)), std::string(deed_of(syscall)), states});
  }
  out += "\n";
}

void put_stories(std::string& out, const Judged& judged) {
  bool any = false;
  for (const Row& row : judged.assessment.coverage) {
    if (!is_open(row) && !(is_lost(row) && row.witness)) continue;
    if (!any) heading(out, "What gets through");
    any = true;
    out += "- " + plain(row_sentence(row)) + "\n";
    if (row.witness) out += "  " + code(replay_command(*row.witness, judged.replay)) + "\n";
  }
  if (any) out += "\n";
}

void put_implementation(std::string& out, const Judged& judged) {
  const std::string text = repair_text(judged);
  if (text.empty()) return;
  heading(out, "Implementation");
  put_block(out, judged.repair.language, text);
  out += "Written by " + code(repair_command(judged)) + ".\n\n";
}

void put_controls(std::string& out, const std::vector<ControlResult>& controls) {
  if (controls.empty()) return;
  heading(out, "Compliance checks remediated");
  put_columns(out, {"Check", "Profile", "Verdict", "Why", "Scanner, as predicted"});
  for (const ControlResult& control : controls) {
    put_row(out, {code_in_cell(control.id), plain(control.profile), "**" + std::string(name(control.verdict)) + "**",
                  plain(control.reason), control.scanner ? plain(prediction_text(control)) : "no check"});
  }
  out += "\n";
}

void put_finding(std::string& out, const Finding& finding) {
  out += "### " + capitalised(std::string(name(finding.level))) + ": " + plain(finding.message) + "\n\n";
  out += code(finding.id);
  if (!finding.origin.file.empty()) out += " at " + code(place_text(finding.origin));
  out += "\n\n";
  if (!finding.source.empty() && finding.origin.line != 0) {
    const Window window = window_of(finding.source, finding.origin.column, finding.width);
    put_block(out, "text", window.text + "\n" + std::string(window.caret, ' ') + std::string(window.width, '^'));
  }
  if (!finding.hint.empty()) out += "What to do: " + plain(finding.hint) + ".\n\n";
}

void put_findings(std::string& out, const std::vector<Finding>& findings) {
  if (findings.empty()) return;
  heading(out, "Findings");
  for (const Level level : {Level::Error, Level::Warning, Level::Note}) {
    for (const Finding& finding : findings) {
      if (finding.level == level) put_finding(out, finding);
    }
  }
}

void put_accepted(std::string& out, const Assessment& assessment) {
  if (assessment.accepted.empty() && assessment.known == 0) return;
  heading(out, "Accepted, and not counted");
  for (const Accepted& accepted : assessment.accepted) out += "- " + plain(accepted_text(accepted)) + "\n";
  if (assessment.known != 0) out += "- " + capitalised(known_text(assessment.known)) + "\n";
  out += "\n";
}

void put_sources(std::string& out, const Assessment& assessment) {
  heading(out, "Source files");
  for (const SourceFile& file : assessment.sources) {
    out += "- " + code(file.path) + ": " + plain(source_text(file).substr(file.path.size() + 2));
    if (!file.sha256.empty()) out += "; sha256 " + code(file.sha256);
    out += "\n";
  }
  if (assessment.sources.empty()) out += "None: no file of audit rules takes part.\n";
  out += "\n";
}

void put_facts(std::string& out, const Assessment& assessment) {
  heading(out, "What this rests on");
  put_columns(out, {"Fact", "Value", "From"});
  for (const NamedFact& fact : assessment.facts) {
    put_row(out, {plain(fact.name), plain(fact.fact.value), std::string(name(fact.fact.source))});
  }
  out += "\n";
  for (const std::string& limit : assessment.limits) out += "- Not covered: " + plain(limit) + "\n";
  if (!assessment.limits.empty()) out += "\n";
}

constexpr std::string_view kImpact =
    "A kernel module runs with all the kernel's rights: it can hide processes and files, and switch auditing off.\n"
    "Its load, or an attempt at one, is often the last trace that an intruder has to leave. A way that leaves no "
    "record\n"
    "is one that an investigation never sees.\n";

void put_target(std::string& out, const Judged& judged, const Report& report) {
  const Assessment& assessment = judged.assessment;
  out += "# Audit rules for kernel modules: " + plain(target_text(assessment.target)) + "\n\n";
  put_overview(out, assessment, report);
  put_settings(out, assessment.coverage);
  put_stories(out, judged);
  put_implementation(out, judged);
  put_controls(out, assessment.controls);
  put_findings(out, assessment.findings);
  put_accepted(out, assessment);
  put_sources(out, assessment);
  put_facts(out, assessment);
  heading(out, "Security impact");
  out += kImpact;
}

}  // namespace

void write_markdown(const Report& report, std::string& out) {
  bool first = true;
  for (const Judged& judged : report.targets) {
    if (!first) out += "\n";
    put_target(out, judged, report);
    first = false;
  }
}

}  // namespace modtrail
