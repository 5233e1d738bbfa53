#include <algorithm>

#include "modtrail/controls/fingerprint.h"
#include "modtrail/report/document.h"

// modtrail.assessment/1, as docs/schema/assessment.schema.json describes it.
namespace modtrail {

namespace {

void write_origin(const Origin& origin, JsonWriter& json) {
  json.begin_object();
  json.key("file").string(origin.file);
  if (origin.line != 0) json.key("line").number(std::uint64_t{origin.line});
  if (origin.line != 0 && origin.column != 0) json.key("column").number(std::uint64_t{origin.column});
  json.end_object();
}

void write_origin(const std::optional<Origin>& origin, JsonWriter& json) {
  json.key("origin");
  if (origin) {
    write_origin(*origin, json);
  } else {
    json.null();
  }
}

void write_strings(std::string_view key, const std::vector<std::string>& strings, JsonWriter& json) {
  json.key(key).begin_array();
  for (const std::string& text : strings) json.string(text);
  json.end_array();
}

void write_keys(const std::vector<std::optional<std::string>>& keys, JsonWriter& json) {
  json.key("keys").begin_array();
  for (const std::optional<std::string>& key : keys) json.optional_string(key);
  json.end_array();
}

void write_optional_attempt(std::string_view key, const std::optional<SyscallEvent>& event, JsonWriter& json) {
  json.key(key);
  if (event) {
    write_attempt(*event, json);
  } else {
    json.null();
  }
}

void write_facts(const std::vector<NamedFact>& facts, JsonWriter& json) {
  json.key("facts").begin_object();
  for (const NamedFact& fact : facts) {
    json.key(fact.name).begin_object();
    json.key("value").string(fact.fact.value);
    json.key("source").string(name(fact.fact.source));
    json.end_object();
  }
  json.end_object();
}

void write_source(const SourceFile& file, JsonWriter& json) {
  json.begin_object();
  json.key("path").string(file.path);
  json.key("sha256").string(file.sha256);
  json.key("lines").number(std::uint64_t{file.lines});
  json.key("loaded").number(std::uint64_t{file.loaded});
  json.key("stopped_at");
  if (file.stopped_at) {
    json.begin_object();
    json.key("line").number(std::uint64_t{file.stopped_at->line});
    json.key("reason").string(file.stop_reason);
    json.end_object();
  } else {
    json.null();
  }
  json.end_object();
}

void write_row(const Row& row, JsonWriter& json) {
  json.begin_object();
  json.key("operation").string(name(operation_of(row.syscall)));
  json.key("abi").string(name(row.abi));
  json.key("syscall").string(name(row.syscall));
  json.key("recorded").string(name(row.recorded));
  write_keys(row.keys, json);
  write_strings("assuming", row.assuming, json);
  write_optional_attempt("witness", row.witness, json);
  write_origin(row.origin, json);
  json.end_object();
}

void write_execute_row(const ExecuteRow& row, JsonWriter& json) {
  json.begin_object();
  json.key("tool").string(row.tool);
  json.key("resolved").string_or_null(row.resolved);
  json.key("recorded").string(name(row.recorded));
  write_keys(row.keys, json);
  write_strings("assuming", row.assuming, json);
  write_origin(row.origin, json);
  json.end_object();
}

void write_finding(const Finding& finding, const std::string& fingerprint, JsonWriter& json) {
  json.begin_object();
  json.key("id").string(finding.id);
  json.key("level").string(name(finding.level));
  json.key("message").string(finding.message);
  json.key("origin");
  write_origin(finding.origin, json);
  json.key("hint").string(finding.hint);
  write_strings("fix", finding.fix, json);
  json.key("fingerprint").string(fingerprint);
  json.end_object();
}

void write_findings(const std::vector<Finding>& findings, JsonWriter& json) {
  const std::vector<std::string> names = fingerprints(findings);
  json.key("findings").begin_array();
  for (std::size_t i = 0; i < findings.size(); ++i) write_finding(findings[i], names[i], json);
  json.end_array();
}

void write_prediction(const ScannerPrediction& prediction, JsonWriter& json) {
  json.key("scanner").begin_object();
  json.key("name").string("oscap");
  json.key("content").string(name(prediction.content));
  json.key("predicted").string(name(prediction.verdict));
  json.key("because");
  if (prediction.because) {
    write_origin(*prediction.because, json);
  } else {
    json.null();
  }
  json.key("verified").boolean(prediction.verified);
  json.end_object();
}

void write_control(const ControlResult& control, JsonWriter& json) {
  json.begin_object();
  json.key("profile").string(control.profile);
  json.key("id").string(control.id);
  json.key("title").string(control.title);
  json.key("verdict").string(name(control.verdict));
  json.key("reason").string(control.reason);
  write_optional_attempt("blind_to", control.blind_to, json);
  if (control.scanner) write_prediction(*control.scanner, json);
  json.end_object();
}

void write_accepted(const Accepted& accepted, JsonWriter& json) {
  json.begin_object();
  json.key("kind").string(accepted.kind);
  json.key("name").string(accepted.name);
  json.key("message").string(accepted.message);
  if (!accepted.origin.file.empty()) {
    json.key("origin");
    write_origin(accepted.origin, json);
  }
  json.key("reason").string(accepted.reason);
  if (!accepted.until.empty()) {
    json.key("owner").string(accepted.owner);
    json.key("until").string(accepted.until);
  }
  json.end_object();
}

void write_assessment(const Assessment& assessment, JsonWriter& json) {
  const auto list = [&json](std::string_view key, const auto& items, auto write) {
    json.key(key).begin_array();
    for (const auto& item : items) write(item, json);
    json.end_array();
  };
  json.begin_object();
  json.key("schema").string("modtrail.assessment/1");
  json.key("verdict").string(name(assessment.verdict));
  json.key("target").begin_object();
  json.key("kind").string(assessment.target.kind);
  json.key("name").string(assessment.target.name);
  json.end_object();
  write_facts(assessment.facts, json);
  list("sources", assessment.sources, write_source);
  list("coverage", assessment.coverage, write_row);
  list("execute", assessment.execute, write_execute_row);
  write_findings(assessment.findings, json);
  list("controls", assessment.controls, write_control);
  if (!assessment.accepted.empty()) list("accepted", assessment.accepted, write_accepted);
  if (assessment.known != 0) json.key("known").number(std::uint64_t{assessment.known});
  write_strings("limits", assessment.limits, json);
  json.end_object();
}

}  // namespace

CheckVerdict worst(const Report& report) {
  CheckVerdict verdict = CheckVerdict::NotApplicable;
  for (const Judged& judged : report.targets) verdict = worse(verdict, judged.assessment.verdict);
  return verdict;
}

void write_json(const Assessment& assessment, std::string& out) {
  JsonWriter json(out, JsonWriter::Layout::Indented);
  write_assessment(assessment, json);
  out += '\n';
}

void write_json(const Report& report, std::string& out) {
  if (report.layout == ReportLayout::One) return write_json(report.targets.front().assessment, out);
  JsonWriter json(out, JsonWriter::Layout::Indented);
  json.begin_object();
  json.key("schema").string("modtrail.assessments/1");
  json.key("verdict").string(name(worst(report)));
  json.key("assessments").begin_array();
  for (const Judged& judged : report.targets) write_assessment(judged.assessment, json);
  json.end_array();
  json.end_object();
  out += '\n';
}

}  // namespace modtrail
