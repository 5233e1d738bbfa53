#include <algorithm>
#include <map>
#include <set>

#include "modtrail/base/text.h"
#include "modtrail/base/utf8.h"
#include "modtrail/controls/findings.h"
#include "modtrail/controls/fingerprint.h"
#include "modtrail/report/document.h"
#include "report/words.h"

// SARIF 2.1.0 (OASIS), one run.
//
// A finding is a result at its line; a control that fails or is undecided is a result at the file judged.  Where
// attempts get lost and no finding is an error, each way is a result of its own, so that a failed check is never an
// empty list.  What several targets have in common (pools that share a MachineConfig) is one result that names them.
//
// Columns are counted in UTF-16 units, as viewers take them where nothing is said; a byte that is not UTF-8 is one.
namespace modtrail {

namespace {

constexpr std::string_view kUnrecorded = "unrecorded-way";
constexpr std::string_view kUndecided = "undecided-way";
constexpr std::string_view kControl = "control";

enum class Kind : std::uint8_t { Fail, Open };

struct SarifResult {
  std::string rule;
  Kind kind = Kind::Fail;
  Level level = Level::Error;
  std::string message;
  Origin origin;
  std::string source;
  std::uint32_t width = 1;
  std::string fingerprint;
  std::vector<std::string> targets;
  const std::vector<FileEdit>* edits = nullptr;
  std::string accepted = {};  // why it does not count
};

// ---- what there is to tell ----

SarifResult result_of(const Finding& finding, const std::string& fingerprint) {
  SarifResult out;
  out.rule = finding.id;
  out.level = finding.level;
  out.message = finding.message;
  if (!finding.hint.empty()) out.message += " (" + finding.hint + ")";
  out.origin = finding.origin;
  out.source = finding.source;
  out.width = finding.width;
  out.fingerprint = fingerprint;
  return out;
}

SarifResult result_of(const Row& row) {
  SarifResult out;
  out.rule = is_open(row) ? kUndecided : kUnrecorded;
  out.kind = is_open(row) ? Kind::Open : Kind::Fail;
  out.message = row_sentence(row);
  if (row.origin) out.origin = *row.origin;
  out.fingerprint = std::string(name(row.abi)) + "-" + std::string(name(row.syscall));
  return out;
}

SarifResult result_of(const ControlResult& control) {
  SarifResult out;
  out.rule = std::string(kControl) + "/" + control.profile + "/" + control.id;
  out.kind = control.verdict == CheckVerdict::Fail ? Kind::Fail : Kind::Open;
  out.message = control.profile + " " + control.id + ", " + control.title + ": " + std::string(name(control.verdict));
  if (!control.reason.empty()) out.message += ": " + control.reason;
  out.fingerprint = control.profile + "/" + control.id;
  return out;
}

// "PROFILE ID" as "PROFILE/ID"
std::string replaced_blank(std::string text) {
  const std::size_t blank = text.find(' ');
  if (blank != std::string::npos) text[blank] = '/';
  return text;
}

SarifResult result_of(const Accepted& accepted) {
  SarifResult out;
  out.rule = accepted.kind == "finding" ? accepted.name : accepted.kind == "way" ? kUnrecorded : kControl;
  if (accepted.kind == "control") out.rule += "/" + replaced_blank(accepted.name);
  out.message = accepted.message.empty() ? accepted.name : accepted.message;
  out.origin = accepted.origin;
  out.fingerprint = "accepted-" + replaced_blank(accepted.name);
  out.accepted = accepted_text(accepted);
  return out;
}

bool is_told(const Row& row, const Assessment& assessment) {
  if (is_accepted(assessment, row)) return false;
  return is_open(row) || (is_lost(row) && row.witness && count_level(assessment.findings, Level::Error) == 0);
}

std::vector<SarifResult> results_of(const Judged& judged) {
  const Assessment& assessment = judged.assessment;
  std::vector<SarifResult> out;
  const std::vector<std::string> names = fingerprints(assessment.findings);
  for (std::size_t i = 0; i < assessment.findings.size(); ++i) {
    out.push_back(result_of(assessment.findings[i], names[i]));
    if (out.back().level == Level::Error) out.back().edits = &judged.repair.edits;
  }
  for (const Row& row : assessment.coverage) {
    if (is_told(row, assessment)) out.push_back(result_of(row));
  }
  for (const ControlResult& control : assessment.controls) {
    const bool bad = control.verdict == CheckVerdict::Fail || control.verdict == CheckVerdict::Undecided;
    if (bad && !is_accepted(assessment, control)) out.push_back(result_of(control));
  }
  for (const Accepted& accepted : assessment.accepted) out.push_back(result_of(accepted));
  for (SarifResult& result : out) {
    if (result.origin.file.empty() && !assessment.sources.empty()) result.origin = {assessment.sources[0].path, 1, 0};
    result.targets = {target_text(assessment.target)};
  }
  return out;
}

// What targets share, once.
std::vector<SarifResult> results_of(const Report& report) {
  std::vector<SarifResult> out;
  std::map<std::tuple<std::string, std::string, std::string, Origin>, std::size_t> seen;
  for (const Judged& judged : report.targets) {
    for (SarifResult& result : results_of(judged)) {
      const auto [at, is_new] =
          seen.try_emplace({result.rule, result.fingerprint, result.message, result.origin}, out.size());
      if (is_new) {
        out.push_back(std::move(result));
      } else {
        out[at->second].targets.push_back(result.targets.front());
      }
    }
  }
  return out;
}

// ---- places ----

bool is_plain_in_uri(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~/").find(c) != std::string_view::npos;
}

// A path as a URI reference: relative ones stay so.
std::string uri_of(std::string_view path) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string out = path.starts_with("/") ? "file://" : "";
  while (path.starts_with("./")) path.remove_prefix(2);
  for (const char c : path) {
    if (is_plain_in_uri(c)) {
      out += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    out += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
  }
  return out;
}

std::size_t utf16_units(std::string_view bytes) {
  std::size_t units = 0;
  while (!bytes.empty()) {
    const auto point = decode_utf8(bytes);
    units += point && point->value >= 0x10000 ? 2U : 1U;
    bytes.remove_prefix(point ? point->bytes : 1);
  }
  return units;
}

void write_artifact(std::string_view path, JsonWriter& json) {
  json.key("artifactLocation").begin_object();
  json.key("uri").string(uri_of(path));
  json.end_object();
}

void write_region(const SarifResult& result, JsonWriter& json) {
  const Origin& origin = result.origin;
  if (origin.line == 0) return;
  json.key("region").begin_object();
  json.key("startLine").number(std::uint64_t{origin.line});
  if (origin.column != 0) {
    const std::string_view line = result.source;
    const std::size_t start = std::min<std::size_t>(origin.column - 1, line.size());
    const std::size_t end = std::min<std::size_t>(start + result.width, line.size());
    const std::uint64_t column = line.empty() ? origin.column : utf16_units(line.substr(0, start)) + 1;
    json.key("startColumn").number(column);
    json.key("endColumn").number(column + (line.empty() ? 1 : utf16_units(line.substr(start, end - start))));
  }
  if (!result.source.empty()) {
    json.key("snippet").begin_object();
    json.key("text").string(window_of(result.source, origin.column, result.width).text);
    json.end_object();
  }
  json.end_object();
}

void write_location(const SarifResult& result, JsonWriter& json) {
  json.key("locations").begin_array();
  if (!result.origin.file.empty() && result.origin.file != "-") {
    json.begin_object().key("physicalLocation").begin_object();
    write_artifact(result.origin.file, json);
    write_region(result, json);
    json.end_object().end_object();
  }
  json.end_array();
}

// ---- fixes ----

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const auto point = decode_utf8(text);
    if (!point) return false;
    text.remove_prefix(point->bytes);
  }
  return true;
}

bool can_be_told(const FileEdit& edit) {
  return edit.before && edit.name != "-" && *edit.before != edit.after && is_utf8(edit.after);
}

// The lines between those that stay the same at both ends.
void write_replacement(const FileEdit& edit, JsonWriter& json) {
  const std::string_view before = *edit.before;
  const std::string_view after = edit.after;
  std::size_t head = 0;
  std::size_t line = 1;
  for (std::size_t i = 0; i < std::min(before.size(), after.size()) && before[i] == after[i]; ++i) {
    if (before[i] != '\n') continue;
    head = i + 1;
    ++line;
  }
  std::size_t tail = 0;  // bytes of whole lines at the end
  const std::size_t most = std::min(before.size(), after.size()) - head;
  for (std::size_t i = 1; i <= most && before[before.size() - i] == after[after.size() - i]; ++i) {
    const bool starts_line = i == before.size() - head || before[before.size() - i - 1] == '\n';
    const bool starts_other = i == after.size() - head || after[after.size() - i - 1] == '\n';
    if (starts_line && starts_other) tail = i;
  }
  const std::string_view gone = before.substr(head, before.size() - head - tail);
  const auto newlines = static_cast<std::size_t>(std::count(gone.begin(), gone.end(), '\n'));
  const std::size_t last = gone.rfind('\n');
  const std::string_view rest = last == std::string_view::npos ? gone : gone.substr(last + 1);
  json.begin_object().key("deletedRegion").begin_object();
  json.key("startLine").number(std::uint64_t{line});
  json.key("startColumn").number(std::uint64_t{1});
  json.key("endLine").number(std::uint64_t{line + newlines});
  json.key("endColumn").number(std::uint64_t{utf16_units(rest) + 1});
  json.end_object();
  json.key("insertedContent").begin_object();
  json.key("text").string(after.substr(head, after.size() - head - tail));
  json.end_object().end_object();
}

void write_fixes(const SarifResult& result, JsonWriter& json) {
  if (result.edits == nullptr || std::none_of(result.edits->begin(), result.edits->end(), can_be_told)) return;
  json.key("fixes").begin_array().begin_object();
  json.key("description").begin_object();
  json.key("text").string("What modtrail fix would write: all that closes the gaps of this target");
  json.end_object();
  json.key("artifactChanges").begin_array();
  for (const FileEdit& edit : *result.edits) {
    if (!can_be_told(edit)) continue;
    json.begin_object();
    write_artifact(edit.name, json);
    json.key("replacements").begin_array();
    write_replacement(edit, json);
    json.end_array().end_object();
  }
  json.end_array().end_object().end_array();
}

// ---- the document ----

std::string_view level_word(const SarifResult& result) {
  return result.kind == Kind::Open ? std::string_view("none") : name(result.level);
}

void write_result(const SarifResult& result, JsonWriter& json) {
  json.begin_object();
  json.key("ruleId").string(result.rule);
  json.key("kind").string(result.kind == Kind::Open ? "open" : "fail");
  json.key("level").string(level_word(result));
  json.key("message").begin_object();
  json.key("text").string(printable(result.message));
  json.end_object();
  write_location(result, json);
  json.key("partialFingerprints").begin_object();
  json.key("primaryLocationLineHash").string(result.fingerprint);
  json.end_object();
  write_fixes(result, json);
  if (!result.accepted.empty()) {
    json.key("suppressions").begin_array().begin_object();
    json.key("kind").string("external");
    json.key("justification").string(printable(result.accepted));
    json.end_object().end_array();
  }
  json.key("properties").begin_object();
  json.key("targets").begin_array();
  for (const std::string& target : result.targets) json.string(printable(target));
  json.end_array().end_object();
  json.end_object();
}

// What a rule says of itself; `help` is Markdown, which reads as plain text as well.
struct RuleText {
  std::string title;
  std::string description;
  std::string help;
};

std::string plain(std::string_view markdown) {
  std::string out(markdown);
  std::erase(out, '`');
  std::replace(out.begin(), out.end(), '\n', ' ');
  return out;
}

RuleText text_of(const ControlResult& control) {
  return {control.title, "Control " + control.id + " of the profile " + control.profile + ": " + control.title + ".",
          "`modtrail profiles " + control.profile + "` tells what the control demands."};
}

RuleText text_of(const std::string& rule, const Report& report) {
  constexpr std::string_view kWays = "`modtrail check` shows an attempt; `modtrail explain` tells what becomes of it.";
  if (const FindingInfo* const info = find_finding(rule)) {
    return {std::string(info->title), plain(finding_summary(rule)), std::string(finding_page(rule))};
  }
  if (rule == kUnrecorded) {
    return {
        "a way to load or unload a module can leave no record",
        "A system call of an ABI loads or unloads modules, and there is an attempt through it that no rule records.",
        std::string(kWays) + " `modtrail fix` closes the gap."};
  }
  if (rule == kUndecided) {
    return {"a way to load or unload a module cannot be decided",
            "Whether every attempt through a system call of an ABI is recorded hangs on what is not known here.",
            std::string(kWays) + " `--assume` tells what is not known."};
  }
  for (const Judged& judged : report.targets) {
    for (const ControlResult& control : judged.assessment.controls) {
      if (rule == result_of(control).rule) return text_of(control);
    }
  }
  return {rule, rule, rule};
}

// How GitHub ranks security alerts, from 0 to 10.
std::string_view severity_of(Level level) {
  switch (level) {
    case Level::Error:
      return "7.5";
    case Level::Warning:
      return "5.0";
    case Level::Note:
      return "2.0";
  }
  return "2.0";
}

void write_rule(const std::string& rule, const Report& report, JsonWriter& json) {
  const FindingInfo* const info = find_finding(rule);
  const Level level = info != nullptr ? info->level : Level::Error;
  const RuleText text = text_of(rule, report);
  json.begin_object();
  json.key("id").string(rule);
  json.key("shortDescription").begin_object();
  json.key("text").string(text.title);
  json.end_object();
  json.key("fullDescription").begin_object();
  json.key("text").string(text.description);
  json.end_object();
  json.key("help").begin_object();
  json.key("text").string(text.help);
  json.key("markdown").string(text.help);
  json.end_object();
  if (info != nullptr) json.key("helpUri").string(report.pages + rule + ".md");
  json.key("defaultConfiguration").begin_object();
  json.key("level").string(name(level));
  json.end_object();
  json.key("properties").begin_object();
  json.key("security-severity").string(severity_of(level));
  json.key("tags").begin_array().string("security").string("audit").end_array();
  json.end_object().end_object();
}

void write_driver(const std::vector<SarifResult>& results, const Report& report, JsonWriter& json) {
  std::set<std::string> rules;
  for (const SarifResult& result : results) rules.insert(result.rule);
  json.key("tool").begin_object().key("driver").begin_object();
  json.key("name").string("modtrail");
  json.key("version").string(report.version);
  json.key("informationUri").string(report.pages);
  json.key("rules").begin_array();
  for (const std::string& rule : rules) write_rule(rule, report, json);
  json.end_array();
  json.end_object().end_object();
}

void write_artifacts(const Report& report, JsonWriter& json) {
  std::set<std::pair<std::string, std::string>> seen;
  json.key("artifacts").begin_array();
  for (const Judged& judged : report.targets) {
    for (const SourceFile& file : judged.assessment.sources) {
      if (file.path == "-" || file.sha256.empty() || !seen.emplace(file.path, file.sha256).second) continue;
      json.begin_object().key("location").begin_object();
      json.key("uri").string(uri_of(file.path));
      json.end_object();
      json.key("hashes").begin_object();
      json.key("sha-256").string(file.sha256);
      json.end_object().end_object();
    }
  }
  json.end_array();
}

void write_invocation(const Report& report, JsonWriter& json) {
  json.key("invocations").begin_array().begin_object();
  json.key("executionSuccessful").boolean(true);
  json.key("endTimeUtc").string(time_text(report.time) + "Z");
  json.key("properties").begin_object();
  json.key("verdict").string(name(worst(report)));
  json.end_object().end_object().end_array();
}

}  // namespace

void write_sarif(const Report& report, std::string& out) {
  const std::vector<SarifResult> results = results_of(report);
  JsonWriter json(out, JsonWriter::Layout::Indented);
  json.begin_object();
  json.key("$schema").string("https://json.schemastore.org/sarif-2.1.0.json");
  json.key("version").string("2.1.0");
  json.key("runs").begin_array().begin_object();
  write_driver(results, report, json);
  write_invocation(report, json);
  write_artifacts(report, json);
  json.key("results").begin_array();
  for (const SarifResult& result : results) write_result(result, json);
  json.end_array();
  json.key("columnKind").string("utf16CodeUnits");
  json.end_object().end_array();
  json.end_object();
  out += '\n';
}

}  // namespace modtrail
