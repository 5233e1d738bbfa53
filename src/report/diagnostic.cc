#include <algorithm>

#include "report/pen.h"
#include "report/words.h"

// The form is rustc's:
//
//   error[trailing-comment]: auditctl reads "#" as an argument and stops here
//     --> rules.d/10.rules:4:53
//      |
//    4 | -a always,exit -F arch=b64 -S init_module -k modules # loads
//      |                                                      ^
//      = hint: put the comment on a line of its own
//      = fix: -a always,exit ...
//
// A line may be 64 KiB of anything: it is shown made printable and cut to a window around the
// caret.
namespace modtrail {

namespace {

void put_place(const Pen& pen, const Origin& origin, std::size_t margin) {
  if (origin.file.empty() && origin.line == 0) return;
  pen.out.append(margin, ' ');
  put(pen, Ink::Blue, "--> ");
  std::string place = origin.file;
  if (origin.line != 0) place += ":" + std::to_string(origin.line);
  if (origin.line != 0 && origin.column != 0) place += ":" + std::to_string(origin.column);
  put_line(pen, Ink::Plain, place);
}

void put_caret(const Pen& pen, const Finding& finding, std::size_t margin) {
  if (finding.source.empty() || finding.origin.line == 0) return;
  const Window window = window_of(finding.source, finding.origin.column, finding.width);
  const std::string gutter(margin + 1, ' ');
  put_line(pen, Ink::Blue, gutter + "|");
  put(pen, Ink::Blue, std::to_string(finding.origin.line) + " | ");
  pen.out += window.text + '\n';
  put(pen, Ink::Blue, gutter + "| ");
  pen.out.append(window.caret, ' ');
  put_line(pen, ink_of(finding.level), std::string(window.width, '^'));
}

void put_remark(const Pen& pen, std::string_view kind, std::string_view text, std::size_t margin) {
  pen.out.append(margin + 1, ' ');
  put(pen, Ink::Blue, "= ");
  put(pen, Ink::Bold, kind);
  pen.out += ": ";
  put_wrapped(pen, text, margin + 5);
}

}  // namespace

std::string_view name(Level level) {
  switch (level) {
    case Level::Error:
      return "error";
    case Level::Warning:
      return "warning";
    case Level::Note:
      return "note";
  }
  return "";
}

void put_complaint(const Pen& pen, const Finding& finding) {
  const std::size_t margin = std::to_string(finding.origin.line).size();
  std::string head(name(finding.level));
  if (!finding.id.empty()) head += "[" + finding.id + "]";
  put(pen, ink_of(finding.level), head);
  pen.out += ": ";
  put_wrapped(pen, finding.message, 2);
  put_place(pen, finding.origin, margin);
  put_caret(pen, finding, margin);
  if (!finding.hint.empty()) put_remark(pen, "hint", finding.hint, margin);
  for (const std::string& rule : finding.fix) {
    pen.out.append(margin + 1, ' ');
    put(pen, Ink::Blue, "= ");
    put(pen, Ink::Bold, "fix");
    pen.out += ": ";
    put_line(pen, Ink::Plain, rule);
  }
}

void write_diagnostic(const Diagnostic& diagnostic, const TextStyle& style, std::string& out) {
  Finding finding;
  finding.id = diagnostic.id;
  finding.level = diagnostic.level;
  finding.message = diagnostic.message;
  finding.origin = diagnostic.origin;
  finding.width = diagnostic.width;
  finding.source = diagnostic.source;
  finding.hint = diagnostic.hint;
  put_complaint(Pen{style, out}, finding);
}

}  // namespace modtrail
