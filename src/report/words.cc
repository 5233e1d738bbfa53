#include "report/words.h"

#include <algorithm>
#include <array>
#include <ctime>

#include "modtrail/base/text.h"
#include "report/pen.h"

namespace modtrail {

namespace {

constexpr std::size_t kBefore = 60;  // bytes shown before the caret
constexpr std::size_t kWindow = 120;

std::size_t reachable(const std::vector<Row>& rows) {
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [](const Row& row) { return row.recorded != Recorded::Unreachable; }));
}

std::string findings_summary(const std::vector<Finding>& findings) {
  std::string text;
  for (const Level level : {Level::Error, Level::Warning}) {
    const std::size_t n = count_level(findings, level);
    if (n > 0) text += (text.empty() ? "; " : ", ") + counted(n, name(level));
  }
  return text;
}

// ", 1 of them accepted"
std::string accepted_count(const Assessment& assessment, std::string_view kind) {
  const auto count = std::count_if(assessment.accepted.begin(), assessment.accepted.end(),
                                   [&](const Accepted& each) { return each.kind == kind; });
  return count == 0 ? "" : ", " + std::to_string(count) + (kind == "way" ? " of them accepted" : " accepted");
}

std::string coverage_summary(const Assessment& assessment) {
  if (!assessment.unread.empty()) return assessment.unread;
  const std::vector<Row>& rows = assessment.coverage;
  const auto gaps = std::count_if(rows.begin(), rows.end(), is_lost);
  const auto open = std::count_if(rows.begin(), rows.end(), is_open);
  const std::string all = std::to_string(reachable(rows));
  const std::string whose = assessment.scope == Scope::Logins ? " by people who logged in" : "";
  if (gaps > 0) {
    return std::to_string(gaps) + " of " + all + " ways to load or unload a module" + whose + " can leave no record" +
           accepted_count(assessment, "way");
  }
  if (open > 0) {
    return std::to_string(open) + " of " + all + " ways to load or unload a module cannot be decided" +
           accepted_count(assessment, "way");
  }
  return "all " + all + " ways to load or unload a module" + whose + " leave a record";
}

std::string controls_summary(const Assessment& assessment) {
  const std::vector<ControlResult>& controls = assessment.controls;
  if (controls.empty()) return "";
  const auto passed = std::count_if(controls.begin(), controls.end(),
                                    [](const ControlResult& control) { return control.verdict == CheckVerdict::Pass; });
  return std::to_string(passed) + " of " + std::to_string(controls.size()) + " controls passed" +
         accepted_count(assessment, "control") + "; ";
}

bool has_abi(const std::vector<Row>& rows, Abi abi) {
  return std::any_of(rows.begin(), rows.end(), [abi](const Row& row) { return row.abi == abi; });
}

}  // namespace

std::size_t count_level(const std::vector<Finding>& findings, Level level) {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(), [level](const Finding& f) { return f.level == level; }));
}

std::string_view word_of(Recorded recorded) {
  return recorded == Recorded::Unreachable ? std::string_view("off") : name(recorded);
}

std::string key_text(const std::optional<std::string>& key) {
  if (!key) return "no key";
  std::string text = *key;
  std::replace(text.begin(), text.end(), '\x01', '+');
  return text;
}

std::string keys_text(const std::vector<std::optional<std::string>>& keys) {
  std::string text;
  for (const std::optional<std::string>& key : keys) {
    text += (text.empty() ? "" : ", ") + key_text(key);
  }
  return text;
}

bool is_lost(const Row& row) {
  return row.recorded == Recorded::Partly || row.recorded == Recorded::Never;
}

bool is_open(const Row& row) {
  return row.recorded == Recorded::Undecided;
}

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
  return text;
}

std::string target_text(const Target& target) {
  if (target.kind == "host") return "this host";
  if (target.name == "-") return "standard input";
  if (target.kind == "pool") return "pool " + target.name;
  return target.name;
}

const Row* find_row(const std::vector<Row>& rows, Abi abi, Syscall syscall) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.abi == abi && row.syscall == syscall; });
  return found == rows.end() ? nullptr : &*found;
}

std::vector<Abi> abis_of(const std::vector<Row>& rows) {
  std::vector<Abi> out;
  for (const Abi abi : {Abi::B64, Abi::B32, Abi::X32}) {
    if (has_abi(rows, abi)) out.push_back(abi);
  }
  return out;
}

std::string place_text(const Origin& origin) {
  return origin.line == 0 ? origin.file : origin.file + ":" + std::to_string(origin.line);
}

std::string summary_text(const Assessment& assessment) {
  return controls_summary(assessment) + coverage_summary(assessment) + findings_summary(assessment.findings);
}

std::string row_sentence(const Row& row) {
  std::string out = is_open(row)
                        ? std::string(name(row.syscall)) + " in " + std::string(name(row.abi)) + " is undecided"
                        : capitalised(attempt_sentence(*row.witness)) + " leaves no record";
  if (!row.reason.empty()) out += ": " + row.reason;
  if (row.origin && !is_open(row)) out += " (" + place_text(*row.origin) + ")";
  return out + ".";
}

std::string prediction_text(const ControlResult& control) {
  const ScannerPrediction& prediction = *control.scanner;
  std::string text = "oscap " + std::string(name(prediction.content)) + ": " + std::string(name(prediction.verdict));
  if (prediction.because) text += " (" + place_text(*prediction.because) + ")";
  if (!prediction.verified) text += ", unverified";
  if (control.verdict == CheckVerdict::Fail && prediction.verdict == ScannerVerdict::Pass) {
    text += "; it disagrees: the text is there, the records are not";
  }
  if (control.verdict == CheckVerdict::Pass && prediction.verdict == ScannerVerdict::Fail) {
    text += "; it disagrees: the records are made, the text is another";
  }
  return text;
}

std::string source_text(const SourceFile& file) {
  std::string out =
      file.path + ": " + counted(file.lines, "line") + ", " + std::to_string(file.loaded) + " carried out";
  if (!file.stopped_at) return out;
  out += ", stopped at line " + std::to_string(file.stopped_at->line);
  if (!file.stop_reason.empty()) out += ": " + file.stop_reason;
  return out;
}

std::vector<std::string> rules_to_add(const std::vector<Finding>& findings) {
  std::vector<std::string> rules;
  for (const Finding& finding : findings) {
    for (const std::string& rule : finding.fix) {
      if (std::find(rules.begin(), rules.end(), rule) == rules.end()) rules.push_back(rule);
    }
  }
  return rules;
}

std::string accepted_text(const Accepted& accepted) {
  std::string out = accepted.kind + " " + accepted.name;
  if (!accepted.origin.file.empty()) out += " at " + place_text(accepted.origin);
  if (!accepted.until.empty()) out += ", until " + accepted.until + " by " + accepted.owner;
  return out + ": " + accepted.reason;
}

std::string known_text(std::size_t known) {
  if (known == 0) return "";
  return counted(known, "finding") + " of the baseline " + (known == 1 ? "is" : "are") + " left out";
}

std::string repair_text(const Judged& judged) {
  if (!judged.repair.text.empty()) return judged.repair.text;
  std::string out;
  for (const std::string& rule : rules_to_add(judged.assessment.findings)) out += rule + "\n";
  return out;
}

std::string repair_command(const Judged& judged) {
  return "modtrail fix" + judged.repair.options + judged.replay;
}

std::string replay_command(SyscallEvent event, const std::string& replay) {
  event.comm = SyscallEvent{}.comm;
  return "modtrail explain --attempt " + shell_word(attempt_text(event)) + replay;
}

Window window_of(std::string_view line, std::size_t column, std::size_t width) {
  const std::size_t at = std::min(column == 0 ? 0 : column - 1, line.size());
  const std::size_t from = line.size() > kWindow && at > kBefore ? at - kBefore : 0;
  const std::size_t to = std::min(line.size(), from + kWindow);
  const std::size_t end = std::clamp(at + std::max<std::size_t>(width, 1), at, to);
  const std::string before = (from > 0 ? "..." : "") + printable(line.substr(from, at - from));
  const std::string guilty = printable(line.substr(at, end - at));
  const std::string after = printable(line.substr(end, to - end)) + (to < line.size() ? "..." : "");
  return {before + guilty + after, columns(before), std::max<std::size_t>(columns(guilty), 1)};
}

std::string time_text(std::int64_t seconds) {
  const std::time_t time = seconds;
  std::tm parts = {};
  gmtime_r(&time, &parts);
  std::array<char, 32> text = {};
  const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  return std::string(text.data(), size);
}

}  // namespace modtrail
