#include <algorithm>
#include <array>

#include "modtrail/base/text.h"
#include "report/pen.h"

// The report people read: the verdict, the ways by ABI, one attempt that gets through with the
// command that replays it, the findings with the guilty lines, the rules to add, and at the end
// what all this rests on.
namespace modtrail {

namespace {

constexpr std::size_t kWitnesses = 2;  // told at Detail::Normal

std::string_view word_of(Recorded recorded) {
  return recorded == Recorded::Unreachable ? std::string_view("off") : name(recorded);
}

std::string_view mark_of(Recorded recorded, Charset charset) {
  const bool utf8 = charset == Charset::Utf8;
  switch (recorded) {
    case Recorded::Always:
      return utf8 ? "✓ " : "";
    case Recorded::Partly:
    case Recorded::Never:
      return utf8 ? "✗ " : "";
    case Recorded::Unreachable:
      return utf8 ? "· " : "";
    case Recorded::Undecided:
      return utf8 ? "? " : "";
  }
  return "";
}

// A key for people: the 0x01 between several keys becomes a plus.
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

bool is_gap(const Row& row) {
  return row.recorded == Recorded::Partly || row.recorded == Recorded::Never;
}

bool is_open(const Row& row) {
  return row.recorded == Recorded::Undecided;
}

std::string capitalised(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 32);
  return text;
}

// --- the verdict
// ---------------------------------------------------------------------------------------------------

std::string count_of(std::size_t n, std::string_view noun) {
  std::string text = std::to_string(n) + " ";
  text += noun;
  if (n != 1) text += "s";
  return text;
}

std::size_t reachable(const std::vector<Row>& rows) {
  return static_cast<std::size_t>(
      std::count_if(rows.begin(), rows.end(), [](const Row& row) { return row.recorded != Recorded::Unreachable; }));
}

std::size_t count_level(const std::vector<Finding>& findings, Level level) {
  return static_cast<std::size_t>(
      std::count_if(findings.begin(), findings.end(), [level](const Finding& f) { return f.level == level; }));
}

std::string findings_summary(const std::vector<Finding>& findings) {
  std::string text;
  for (const Level level : {Level::Error, Level::Warning}) {
    const std::size_t n = count_level(findings, level);
    if (n > 0) text += (text.empty() ? "; " : ", ") + count_of(n, name(level));
  }
  return text;
}

std::string coverage_summary(const Assessment& assessment) {
  if (!assessment.unread.empty()) return assessment.unread;
  const std::vector<Row>& rows = assessment.coverage;
  const auto gaps = std::count_if(rows.begin(), rows.end(), is_gap);
  const auto open = std::count_if(rows.begin(), rows.end(), is_open);
  const std::string all = std::to_string(reachable(rows));
  const std::string whose = assessment.scope == Scope::Logins ? " by people who logged in" : "";
  if (gaps > 0) {
    return std::to_string(gaps) + " of " + all + " ways to load or unload a module" + whose + " can leave no record";
  }
  if (open > 0) {
    return std::to_string(open) + " of " + all + " ways to load or unload a module cannot be decided";
  }
  return "all " + all + " ways to load or unload a module" + whose + " leave a record";
}

std::string controls_summary(const std::vector<ControlResult>& controls) {
  if (controls.empty()) return "";
  const auto passed = std::count_if(controls.begin(), controls.end(),
                                    [](const ControlResult& control) { return control.verdict == CheckVerdict::Pass; });
  return std::to_string(passed) + " of " + std::to_string(controls.size()) + " controls passed; ";
}

std::string target_text(const Target& target) {
  if (target.kind == "host") return "this host";
  if (target.name == "-") return "standard input";
  if (target.kind == "pool") return "pool " + target.name;
  return target.name;
}

void put_verdict(const Pen& pen, const Assessment& assessment) {
  put(pen, Ink::Bold, target_text(assessment.target) + ": ");
  put(pen, ink_of(assessment.verdict), name(assessment.verdict));
  std::string rest = ": " + controls_summary(assessment.controls) + coverage_summary(assessment);
  rest += findings_summary(assessment.findings);
  put_line(pen, Ink::Plain, rest);
}

// --- the ways
// ------------------------------------------------------------------------------------------------------

const Row* find_row(const std::vector<Row>& rows, Abi abi, Syscall syscall) {
  const auto found =
      std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.abi == abi && row.syscall == syscall; });
  return found == rows.end() ? nullptr : &*found;
}

bool has_abi(const std::vector<Row>& rows, Abi abi) {
  return std::any_of(rows.begin(), rows.end(), [abi](const Row& row) { return row.abi == abi; });
}

std::string cell_text(const Row& row, Charset charset) {
  std::string text(mark_of(row.recorded, charset));
  text += word_of(row.recorded);
  const std::string keys = keys_text(row.keys);
  if (!keys.empty()) text += " (" + keys + ")";
  return printable(text);
}

std::size_t column_width(const Assessment& assessment, Syscall syscall, Charset charset) {
  std::size_t width = name(syscall).size();
  for (const Row& row : assessment.coverage) {
    if (row.syscall == syscall) width = std::max(width, columns(cell_text(row, charset)));
  }
  return std::min<std::size_t>(width, 60) + 3;
}

void put_cell(const Pen& pen, Ink ink, const std::string& text, std::size_t width) {
  put(pen, ink, text);
  pen.out.append(width - std::min(width, columns(text)), ' ');
}

void end_row(const Pen& pen) {
  while (pen.out.ends_with(' ')) pen.out.pop_back();
  pen.out += '\n';
}

void put_table(const Pen& pen, const Assessment& assessment) {
  const Charset charset = pen.style.charset;
  put_cell(pen, Ink::Plain, "", 7);
  for (Syscall syscall : kModuleSyscalls) {
    put_cell(pen, Ink::Bold, std::string(name(syscall)), column_width(assessment, syscall, charset));
  }
  end_row(pen);
  for (Abi abi : {Abi::B64, Abi::B32, Abi::X32}) {
    if (!has_abi(assessment.coverage, abi)) continue;
    put_cell(pen, Ink::Bold, "  " + std::string(name(abi)), 7);
    for (Syscall syscall : kModuleSyscalls) {
      const Row* row = find_row(assessment.coverage, abi, syscall);
      const std::string text = row == nullptr ? "" : cell_text(*row, charset);
      put_cell(pen, row == nullptr ? Ink::Plain : ink_of(row->recorded), text,
               column_width(assessment, syscall, charset));
    }
    end_row(pen);
  }
}

// --- witnesses
// -----------------------------------------------------------------------------------------------------

std::string place_text(const Origin& origin) {
  return origin.line == 0 ? origin.file : origin.file + ":" + std::to_string(origin.line);
}

// Without the comm, which no rule can see.
void put_replay(const Pen& pen, SyscallEvent event) {
  event.comm = SyscallEvent{}.comm;
  pen.out += "    ";
  put_line(pen, Ink::Dim, "modtrail explain --attempt " + shell_word(attempt_text(event)) + pen.style.replay);
}

void put_witness(const Pen& pen, const Row& row) {
  std::string sentence = capitalised(attempt_sentence(*row.witness)) + " leaves no record";
  if (!row.reason.empty()) sentence += ": " + row.reason;
  if (row.origin) sentence += " (" + place_text(*row.origin) + ")";
  pen.out += '\n';
  put_wrapped(pen, sentence + ".", 2);
  put_replay(pen, *row.witness);
}

void put_open(const Pen& pen, const Row& row) {
  std::string sentence(name(row.syscall));
  sentence += " in ";
  sentence += name(row.abi);
  sentence += " is undecided";
  if (!row.reason.empty()) sentence += ": " + row.reason;
  pen.out += '\n';
  put_wrapped(pen, sentence + ".", 2);
}

void put_witnesses(const Pen& pen, const std::vector<Row>& rows) {
  const bool all = pen.style.detail == Detail::Verbose;
  std::size_t told = 0;
  std::size_t untold = 0;
  for (const Row& row : rows) {
    if (!(is_gap(row) && row.witness) && !is_open(row)) continue;
    if (!all && told == kWitnesses) {
      ++untold;
    } else if (is_open(row)) {
      put_open(pen, row);
      ++told;
    } else {
      put_witness(pen, row);
      ++told;
    }
  }
  if (untold > 0) {
    put_line(pen, Ink::Dim, "  (" + std::to_string(untold) + " more with --verbose)");
  }
}

// --- the rest
// ------------------------------------------------------------------------------------------------------

void put_heading(const Pen& pen, std::string_view text) {
  pen.out += '\n';
  put_line(pen, Ink::Bold, text);
}

void put_sources(const Pen& pen, const std::vector<SourceFile>& sources) {
  for (const SourceFile& file : sources) {
    const bool stopped = file.stopped_at.has_value();
    if (!stopped && pen.style.detail != Detail::Verbose) continue;
    std::string text =
        file.path + ": " + count_of(file.lines, "line") + ", " + std::to_string(file.loaded) + " carried out";
    if (stopped) text += ", stopped at line " + std::to_string(file.stopped_at->line);
    if (stopped && !file.stop_reason.empty()) text += ": " + file.stop_reason;
    pen.out += '\n';
    put_wrapped(pen, text, 2);
  }
}

bool same_fate(const ExecuteRow& a, const ExecuteRow& b) {
  return a.recorded == b.recorded && a.keys == b.keys && a.reason == b.reason && a.assuming == b.assuming;
}

void put_tools(const Pen& pen, const std::string& tools, const ExecuteRow& row) {
  pen.out += "  " + printable(tools) + "  ";
  std::string text(mark_of(row.recorded, pen.style.charset));
  text += word_of(row.recorded);
  put(pen, ink_of(row.recorded), text);
  std::string more = keys_text(row.keys);
  if (!more.empty()) more = " (" + more + ")";
  if (!row.reason.empty()) more += ": " + row.reason;
  put_wrapped(pen, more, 4);
}

// Tools that fare the same share a line.
void put_execute(const Pen& pen, const std::vector<ExecuteRow>& rows) {
  const bool watched = std::any_of(rows.begin(), rows.end(),
                                   [](const ExecuteRow& row) { return row.recorded != Recorded::Never || row.origin; });
  if (rows.empty() || (!watched && pen.style.detail != Detail::Verbose)) return;
  put_heading(pen, "Running the tools (evidence of a program run, never of a load)");
  std::string tools;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    tools += (tools.empty() ? "" : ", ") + rows[i].tool;
    if (i + 1 < rows.size() && same_fate(rows[i], rows[i + 1])) continue;
    put_tools(pen, tools, rows[i]);
    tools.clear();
  }
}

// The scanner's verdict beside the control's, and where they part.
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

void put_controls(const Pen& pen, const std::vector<ControlResult>& controls) {
  if (controls.empty()) return;
  put_heading(pen, "Controls");
  for (const ControlResult& control : controls) {
    pen.out += "  ";
    put(pen, ink_of(control.verdict), name(control.verdict));
    put_wrapped(pen, " " + control.profile + " " + control.id + ": " + control.title, 4);
    if (!control.reason.empty()) {
      pen.out += "    ";
      put_wrapped(pen, control.reason, 4);
    }
    if (control.blind_to) {
      pen.out += "    ";
      put_wrapped(pen, "blind to " + attempt_sentence(*control.blind_to), 4);
    }
    if (control.scanner) {
      pen.out += "    ";
      put_wrapped(pen, prediction_text(control), 4);
    }
  }
}

// Errors, then warnings; notes are for --verbose.
std::vector<const Finding*> by_level(const std::vector<Finding>& findings, Level level) {
  std::vector<const Finding*> some;
  for (const Finding& finding : findings) {
    if (finding.level == level) some.push_back(&finding);
  }
  return some;
}

// Of findings of one kind the first is told in full, the others by their place.
void put_others(const Pen& pen, const std::vector<const Finding*>& findings, std::size_t first) {
  std::string places;
  for (std::size_t i = first + 1; i < findings.size(); ++i) {
    if (findings[i]->id != findings[first]->id) continue;
    places += (places.empty() ? "" : ", ") + place_text(findings[i]->origin);
  }
  if (!places.empty()) put_wrapped(pen, "  the same at " + places, 4);
}

bool is_first_of_kind(const std::vector<const Finding*>& findings, std::size_t index) {
  const auto end = findings.begin() + static_cast<std::ptrdiff_t>(index);
  return std::none_of(findings.begin(), end, [&](const Finding* other) { return other->id == findings[index]->id; });
}

void put_level(const Pen& pen, const std::vector<const Finding*>& findings) {
  const bool all = pen.style.detail == Detail::Verbose;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    if (!all && !is_first_of_kind(findings, i)) continue;
    pen.out += '\n';
    put_complaint(pen, *findings[i]);
    if (!all) put_others(pen, findings, i);
  }
}

void put_findings(const Pen& pen, const std::vector<Finding>& findings) {
  put_level(pen, by_level(findings, Level::Error));
  put_level(pen, by_level(findings, Level::Warning));
  const std::vector<const Finding*> notes = by_level(findings, Level::Note);
  if (pen.style.detail == Detail::Verbose) {
    put_level(pen, notes);
  } else if (!notes.empty()) {
    pen.out += '\n';
    put_line(pen, Ink::Dim, count_of(notes.size(), "note") + " with --verbose");
  }
}

void put_fix(const Pen& pen, const std::vector<Finding>& findings) {
  std::vector<std::string> rules;
  for (const Finding& finding : findings) {
    for (const std::string& rule : finding.fix) {
      if (std::find(rules.begin(), rules.end(), rule) == rules.end()) rules.push_back(rule);
    }
  }
  if (rules.empty()) return;
  put_heading(pen, "Rules to add (where: modtrail fix" + pen.style.replay + ")");
  for (const std::string& rule : rules) {
    pen.out += "  ";
    put_line(pen, Ink::Green, rule);
  }
}

void put_facts(const Pen& pen, const Assessment& assessment) {
  std::vector<std::string> needed;
  for (const Row& row : assessment.coverage) {
    needed.insert(needed.end(), row.assuming.begin(), row.assuming.end());
  }
  const bool all = pen.style.detail == Detail::Verbose;
  std::string known;
  std::string assumed;
  for (const NamedFact& fact : assessment.facts) {
    const bool is_needed = std::find(needed.begin(), needed.end(), fact.name) != needed.end();
    const bool is_assumed = fact.fact.source == FactSource::Assumed;
    std::string text = fact.name + " " + fact.fact.value;
    if (!is_assumed) text += " (" + std::string(name(fact.fact.source)) + ")";
    if (is_assumed && (all || is_needed)) assumed += (assumed.empty() ? "" : ", ") + text;
    if (!is_assumed) known += (known.empty() ? "" : ", ") + text;
  }
  if (known.empty() && assumed.empty()) return;
  pen.out += '\n';
  if (!known.empty()) put_wrapped(pen, "Known: " + known + ".", 2);
  if (!assumed.empty()) put_wrapped(pen, "Assuming: " + assumed + ". (--assume FACT=VALUE)", 2);
}

void put_limits(const Pen& pen, const std::vector<std::string>& limits) {
  if (limits.empty()) return;
  if (pen.style.detail != Detail::Verbose) {
    std::string text;
    for (const std::string& limit : limits) text += (text.empty() ? "" : "; ") + limit;
    put_wrapped(pen, "Not covered: " + text + ".", 2);
    return;
  }
  pen.out += "Not covered:\n";
  for (const std::string& limit : limits) {
    pen.out += "  - ";
    put_wrapped(pen, limit, 4);
  }
}

}  // namespace

void write_text(const Assessment& assessment, const TextStyle& style, std::string& out) {
  const Pen pen{style, out};
  put_verdict(pen, assessment);
  if (style.detail == Detail::Quiet) return;
  if (!assessment.unread.empty()) return put_controls(pen, assessment.controls);
  pen.out += '\n';
  put_table(pen, assessment);
  put_witnesses(pen, assessment.coverage);
  put_sources(pen, assessment.sources);
  put_findings(pen, assessment.findings);
  put_execute(pen, assessment.execute);
  put_controls(pen, assessment.controls);
  put_fix(pen, assessment.findings);
  put_facts(pen, assessment);
  put_limits(pen, assessment.limits);
}

}  // namespace modtrail
