#include "modtrail/base/text.h"
#include "modtrail/report/document.h"
#include "report/words.h"

// A table for spreadsheets, a line for each thing that was judged: RFC 4180, with lines that end in LF.
//
// A cell that a spreadsheet would take for a formula (it begins with =, +, - or @) begins with an apostrophe; an audit
// rule is such a cell.
namespace modtrail {

namespace {

struct Line {
  std::string_view kind;
  std::string name;
  std::string_view verdict;
  std::string message;
  std::optional<Origin> origin = std::nullopt;
  std::string keys = {};
  std::string assuming = {};
  std::string profile = {};
  std::string scanner = {};
};

void put_cell(std::string& out, std::string_view text) {
  const std::string shown = printable(text);
  const bool is_formula = !shown.empty() && std::string_view("=+-@").find(shown.front()) != std::string_view::npos;
  const bool quoted = is_formula || shown.find_first_of(",\" '") != std::string::npos;
  if (quoted) out += '"';
  if (is_formula) out += '\'';
  for (const char c : shown) out += c == '"' ? std::string("\"\"") : std::string(1, c);
  if (quoted) out += '"';
}

void put_line(std::string& out, const std::string& target, const Line& line) {
  const Origin place = line.origin.value_or(Origin());
  put_cell(out, target);
  for (const std::string_view cell : {line.kind, std::string_view(line.name), line.verdict,
                                      std::string_view(line.message), std::string_view(place.file)}) {
    out += ',';
    put_cell(out, cell);
  }
  for (const std::uint32_t number : {place.line, place.column}) {
    out += ',';
    if (number != 0) out += std::to_string(number);
  }
  for (const std::string& cell : {line.keys, line.assuming, line.profile, line.scanner}) {
    out += ',';
    put_cell(out, cell);
  }
  out += '\n';
}

std::string joined(const std::vector<std::string>& words) {
  std::string out;
  for (const std::string& word : words) out += (out.empty() ? "" : ", ") + word;
  return out;
}

Line line_of(const Row& row) {
  Line out{"way", std::string(name(row.abi)) + " " + std::string(name(row.syscall)), word_of(row.recorded), ""};
  if (row.witness || is_open(row)) out.message = row_sentence(row);
  out.origin = row.origin;
  out.keys = keys_text(row.keys);
  out.assuming = joined(row.assuming);
  return out;
}

Line line_of(const ExecuteRow& row) {
  Line out{"tool", row.tool, word_of(row.recorded), row.reason};
  out.origin = row.origin;
  out.keys = keys_text(row.keys);
  out.assuming = joined(row.assuming);
  return out;
}

Line line_of(const Finding& finding) {
  Line out{"finding", finding.id, name(finding.level), finding.message};
  out.origin = finding.origin;
  return out;
}

Line line_of(const ControlResult& control) {
  Line out{"control", control.id, name(control.verdict), control.title};
  if (!control.reason.empty()) out.message += ": " + control.reason;
  out.profile = control.profile;
  if (control.scanner) out.scanner = name(control.scanner->verdict);
  return out;
}

Line line_of(const SourceFile& file) {
  return {"file", file.path, file.stopped_at ? "stopped" : "read", "sha256 " + file.sha256, file.stopped_at};
}

Line line_of(const Accepted& accepted) {
  return {"accepted", accepted.name, accepted.kind, accepted_text(accepted), accepted.origin};
}

void put_target(std::string& out, const Assessment& assessment) {
  const std::string target = target_text(assessment.target);
  put_line(out, target, {"verdict", "check", name(assessment.verdict), summary_text(assessment)});
  for (const Row& row : assessment.coverage) put_line(out, target, line_of(row));
  for (const ExecuteRow& row : assessment.execute) put_line(out, target, line_of(row));
  for (const Finding& finding : assessment.findings) put_line(out, target, line_of(finding));
  for (const ControlResult& control : assessment.controls) put_line(out, target, line_of(control));
  for (const Accepted& accepted : assessment.accepted) put_line(out, target, line_of(accepted));
  for (const SourceFile& file : assessment.sources) put_line(out, target, line_of(file));
}

}  // namespace

void write_csv(const Report& report, std::string& out) {
  out += "target,kind,name,verdict,message,file,line,column,keys,assuming,profile,scanner\n";
  for (const Judged& judged : report.targets) put_target(out, judged.assessment);
}

}  // namespace modtrail
