#include <algorithm>

#include "modtrail/base/text.h"
#include "modtrail/report/document.h"
#include "report/pen.h"
#include "report/words.h"

// The report people read: the verdict, the ways by ABI, one attempt that gets through with the
// command that replays it, the findings with the guilty lines, the rules to add, and at the end
// what all this rests on.
namespace modtrail {

namespace {

constexpr std::size_t kWitnesses = 2;  // told at Detail::Normal

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

// --- the verdict
// ---------------------------------------------------------------------------------------------------

void put_verdict(const Pen& pen, const Assessment& assessment) {
  put(pen, Ink::Bold, target_text(assessment.target) + ": ");
  put(pen, ink_of(assessment.verdict), name(assessment.verdict));
  put_line(pen, Ink::Plain, ": " + summary_text(assessment));
}

// --- the ways
// ------------------------------------------------------------------------------------------------------

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
  for (Abi abi : abis_of(assessment.coverage)) {
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

void put_told(const Pen& pen, const Row& row) {
  pen.out += '\n';
  put_wrapped(pen, row_sentence(row), 2);
  if (is_open(row)) return;
  pen.out += "    ";
  put_line(pen, Ink::Dim, replay_command(*row.witness, pen.style.replay));
}

void put_witnesses(const Pen& pen, const std::vector<Row>& rows) {
  const bool all = pen.style.detail == Detail::Verbose;
  std::size_t told = 0;
  std::size_t untold = 0;
  for (const Row& row : rows) {
    if (!(is_lost(row) && row.witness) && !is_open(row)) continue;
    if (!all && told == kWitnesses) {
      ++untold;
    } else {
      put_told(pen, row);
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
    pen.out += '\n';
    put_wrapped(pen, source_text(file), 2);
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
    put_line(pen, Ink::Dim, counted(notes.size(), "note") + " with --verbose");
  }
}

void put_accepted(const Pen& pen, const Assessment& assessment) {
  if (!assessment.accepted.empty()) put_heading(pen, "Accepted, and not counted");
  for (const Accepted& accepted : assessment.accepted) {
    pen.out += "  ";
    put_wrapped(pen, accepted_text(accepted), 4);
  }
  if (assessment.known == 0) return;
  pen.out += '\n';
  put_line(pen, Ink::Plain, capitalised(known_text(assessment.known)) + ".");
}

void put_fix(const Pen& pen, const std::vector<Finding>& findings) {
  const std::vector<std::string> rules = rules_to_add(findings);
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
  put_accepted(pen, assessment);
  put_fix(pen, assessment.findings);
  put_facts(pen, assessment);
  put_limits(pen, assessment.limits);
}

void write_text(const Report& report, const TextStyle& style, std::string& out) {
  bool first = true;
  for (const Judged& judged : report.targets) {
    TextStyle replaying = style;
    replaying.replay = judged.replay;
    if (!first && style.detail != Detail::Quiet) out += '\n';
    write_text(judged.assessment, replaying, out);
    first = false;
  }
}

}  // namespace modtrail
