#include <algorithm>

#include "modtrail/base/base64.h"
#include "modtrail/base/sha256.h"
#include "modtrail/report/document.h"
#include "report/html_style.h"
#include "report/html_timeline.h"
#include "report/words.h"
#include "report/xml_writer.h"

// The report for people who were not there: one file that needs no network and no script, to be read on a screen, by a
// screen reader, and on paper.
//
// A policy in its head forbids the browser everything but the one style sheet, named by its hash: what an escape missed
// could still not run.  Everything of the input goes through append_markup().
namespace modtrail {

namespace {

// ---- pieces ----

struct Page {
  std::string& out;
  std::string prefix;  // of the ids of a target: "t1-"
};

std::string markup(std::string_view text) {
  std::string out;
  append_markup(out, text);
  return out;
}

std::string code(std::string_view text) {
  return "<code>" + markup(text) + "</code>";
}

std::string_view tone_of(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::Pass:
      return "good";
    case CheckVerdict::Fail:
      return "bad";
    case CheckVerdict::NotApplicable:
      return "off";
    case CheckVerdict::Undecided:
      return "open";
  }
  return "open";
}

std::string_view tone_of(Recorded recorded) {
  switch (recorded) {
    case Recorded::Always:
      return "good";
    case Recorded::Partly:
    case Recorded::Never:
      return "bad";
    case Recorded::Unreachable:
      return "off";
    case Recorded::Undecided:
      return "open";
  }
  return "open";
}

std::string_view tone_of(Level level) {
  switch (level) {
    case Level::Error:
      return "bad";
    case Level::Warning:
      return "open";
    case Level::Note:
      return "off";
  }
  return "off";
}

std::string_view tone_of(ScannerVerdict verdict) {
  switch (verdict) {
    case ScannerVerdict::Pass:
      return "good";
    case ScannerVerdict::Fail:
      return "bad";
    case ScannerVerdict::NotApplicable:
      return "off";
    case ScannerVerdict::Error:
      return "open";
  }
  return "open";
}

template <class Verdict>
std::string toned(Verdict verdict) {
  return "<strong class=\"" + std::string(tone_of(verdict)) + "\">" + std::string(name(verdict)) + "</strong>";
}

std::string shape_of(std::string_view tone) {
  if (tone == "good") return "✓ ";
  if (tone == "bad") return "✗ ";
  return tone == "off" ? "· " : "? ";
}

std::string verdict_word(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::Pass:
      return "Passed";
    case CheckVerdict::Fail:
      return "Failed";
    case CheckVerdict::NotApplicable:
      return "Not applicable";
    case CheckVerdict::Undecided:
      return "Undecided";
  }
  return "Undecided";
}

void heading(Page& page, std::string_view id, std::string_view text) {
  page.out += "<h3 id=\"" + page.prefix + std::string(id) + "\">" + std::string(text) + "</h3>\n";
}

void open_table(Page& page, std::string_view kind, std::string_view caption,
                const std::vector<std::string_view>& columns) {
  page.out += "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"" + markup(caption) +
              "\"><table class=\"" + std::string(kind) + "\"><caption>" + markup(caption) + "</caption>\n<thead><tr>";
  for (const std::string_view column : columns) page.out += "<th scope=\"col\">" + markup(column) + "</th>";
  page.out += "</tr></thead>\n<tbody>\n";
}

// Cells are markup.
void table_row(Page& page, const std::string& head, const std::vector<std::string>& cells) {
  page.out += "<tr><th scope=\"row\">" + head + "</th>";
  for (const std::string& cell : cells) page.out += "<td>" + cell + "</td>";
  page.out += "</tr>\n";
}

void close_table(Page& page) {
  page.out += "</tbody></table></div>\n";
}

// ---- verdict and ways ----

void put_verdict(Page& page, const Assessment& assessment) {
  const std::string tone(tone_of(assessment.verdict));
  page.out += "<p class=\"verdict " + tone + "\"><strong>" + shape_of(tone) + verdict_word(assessment.verdict) +
              "</strong> <span>" + markup(capitalised(summary_text(assessment))) + ".</span></p>\n";
}

std::string way_id(const Row& row) {
  return std::string(name(row.abi)) + "-" + std::string(name(row.syscall));
}

bool is_told(const Row& row) {
  return (is_lost(row) && row.witness) || is_open(row);
}

std::string way_cell(const Page& page, const Row* row) {
  if (row == nullptr) return "";
  const std::string tone(tone_of(row->recorded));
  std::string word = shape_of(tone) + std::string(word_of(row->recorded));
  if (is_told(*row)) word = "<a href=\"#" + page.prefix + way_id(*row) + "\">" + word + "</a>";
  std::string out = "<strong class=\"" + tone + "\">" + word + "</strong>";
  if (!row->keys.empty()) out += "<br>key: " + markup(keys_text(row->keys));
  for (const std::string& fact : row->assuming) out += "<br><span class=\"soft\">assuming " + markup(fact) + "</span>";
  return out;
}

void put_ways(Page& page, const Assessment& assessment) {
  if (assessment.coverage.empty()) return;
  heading(page, "ways", "Ways to load and unload a module");
  std::vector<std::string_view> columns = {"ABI"};
  for (const Syscall syscall : kModuleSyscalls) columns.push_back(name(syscall));
  open_table(page, "ways", "Does every attempt leave a record?", columns);
  for (const Abi abi : abis_of(assessment.coverage)) {
    std::vector<std::string> cells;
    for (const Syscall syscall : kModuleSyscalls) {
      cells.push_back(way_cell(page, find_row(assessment.coverage, abi, syscall)));
    }
    table_row(page, std::string(name(abi)), cells);
  }
  close_table(page);
}

void put_stories(Page& page, const Judged& judged) {
  const std::vector<Row>& rows = judged.assessment.coverage;
  if (std::none_of(rows.begin(), rows.end(), is_told)) return;
  heading(page, "gaps", "What gets through");
  for (const Row& row : rows) {
    if (!is_told(row)) continue;
    page.out += "<article class=\"" + std::string(tone_of(row.recorded)) + "\" id=\"" + page.prefix + way_id(row) +
                "\"><h4>" + std::string(name(row.syscall)) + " in " + std::string(name(row.abi)) + ": <b>" +
                std::string(word_of(row.recorded)) + "</b> recorded</h4>\n<p>" + markup(row_sentence(row)) + "</p>\n";
    if (row.witness) {
      page.out += "<p class=\"soft\">To see it again:</p><pre class=\"wrap\" tabindex=\"0\"><code>" +
                  markup(replay_command(*row.witness, judged.replay)) + "</code></pre>\n";
    }
    page.out += "</article>\n";
  }
}

// ---- findings ----

void put_line(Page& page, const Finding& finding) {
  if (finding.source.empty() || finding.origin.line == 0) return;
  const Window window = window_of(finding.source, finding.origin.column, finding.width);
  const std::string number = std::to_string(finding.origin.line) + " | ";
  page.out += "<pre tabindex=\"0\"><code>" + number + markup(window.text) + "\n" +
              std::string(number.size() + window.caret, ' ') + std::string(window.width, '^') + "</code></pre>\n";
}

void put_finding(Page& page, const Finding& finding) {
  page.out += "<article class=\"" + std::string(tone_of(finding.level)) + "\"><h4><b>" +
              capitalised(std::string(name(finding.level))) + "</b>: " + markup(finding.message) +
              "</h4>\n<p class=\"soft\">" + code(finding.id);
  if (!finding.origin.file.empty()) page.out += " at " + code(place_text(finding.origin));
  page.out += "</p>\n";
  put_line(page, finding);
  if (!finding.hint.empty()) page.out += "<p>What to do: " + markup(finding.hint) + "</p>\n";
  for (const std::string& rule : finding.fix)
    page.out += "<pre tabindex=\"0\"><code>" + markup(rule) + "</code></pre>\n";
  page.out += "</article>\n";
}

void put_findings(Page& page, const std::vector<Finding>& findings) {
  if (findings.empty()) return;
  heading(page, "findings", "Findings");
  for (const Level level : {Level::Error, Level::Warning, Level::Note}) {
    for (const Finding& finding : findings) {
      if (finding.level == level) put_finding(page, finding);
    }
  }
}

void put_fix(Page& page, const Judged& judged) {
  const std::string text = repair_text(judged);
  if (text.empty()) return;
  heading(page, "fix", "The fix");
  page.out += "<p>What " + code(repair_command(judged)) + " writes:</p>\n<pre tabindex=\"0\"><code>" + markup(text) +
              "</code></pre>\n";
}

// ---- controls and tools ----

std::string scanner_cell(const ControlResult& control) {
  if (!control.scanner) return "<span class=\"soft\">no check</span>";
  return toned(control.scanner->verdict) + "<br>" + markup(prediction_text(control));
}

std::string reason_cell(const ControlResult& control) {
  std::string out = markup(control.reason);
  if (control.blind_to)
    out += (out.empty() ? "" : "<br>") + ("Blind to " + markup(attempt_sentence(*control.blind_to)));
  return out;
}

// A table for each profile, in the order they were asked for.
void put_controls(Page& page, const std::vector<ControlResult>& controls) {
  if (controls.empty()) return;
  heading(page, "controls", "Controls");
  for (std::size_t i = 0; i < controls.size();) {
    const std::string& profile = controls[i].profile;
    open_table(page, "rows", "Profile " + profile,
               {"Control", "Demands", "Verdict", "Why", "The official scanner, as predicted"});
    for (; i < controls.size() && controls[i].profile == profile; ++i) {
      const ControlResult& control = controls[i];
      table_row(page, markup(control.id),
                {markup(control.title), toned(control.verdict), reason_cell(control), scanner_cell(control)});
    }
    close_table(page);
  }
}

void put_tools(Page& page, const std::vector<ExecuteRow>& rows) {
  if (rows.empty()) return;
  heading(page, "tools", "Running the tools");
  open_table(page, "rows", "Evidence that a program was run, never of a load",
             {"Tool", "Leads to", "Recorded", "Keys", "Why"});
  for (const ExecuteRow& row : rows) {
    const std::string word = "<strong class=\"" + std::string(tone_of(row.recorded)) + "\">" +
                             std::string(word_of(row.recorded)) + "</strong>";
    table_row(page, code(row.tool), {code(row.resolved), word, markup(keys_text(row.keys)), markup(row.reason)});
  }
  close_table(page);
}

void put_accepted(Page& page, const Assessment& assessment) {
  if (assessment.accepted.empty() && assessment.known == 0) return;
  heading(page, "accepted", "Accepted, and not counted");
  if (assessment.known != 0) page.out += "<p>" + capitalised(known_text(assessment.known)) + ".</p>\n";
  if (assessment.accepted.empty()) return;
  open_table(page, "rows", "What somebody decided to live with", {"What", "Where", "Why", "Who", "Until"});
  for (const Accepted& accepted : assessment.accepted) {
    table_row(
        page, markup(accepted.kind + " " + accepted.name),
        {code(place_text(accepted.origin)), markup(accepted.reason), markup(accepted.owner), markup(accepted.until)});
  }
  close_table(page);
}

// ---- evidence ----

void put_sources(Page& page, const std::vector<SourceFile>& sources) {
  if (sources.empty()) return;
  open_table(page, "rows", "Files that were read", {"File", "SHA-256", "What became of it"});
  for (const SourceFile& file : sources) {
    const std::string told = source_text(file).substr(file.path.size() + 2);
    table_row(page, code(file.path), {code(file.sha256), markup(told)});
  }
  close_table(page);
}

void put_facts(Page& page, const std::vector<NamedFact>& facts) {
  if (facts.empty()) return;
  open_table(page, "facts", "Facts about the machine, and where they come from", {"Fact", "Value", "From"});
  for (const NamedFact& fact : facts) {
    table_row(page, markup(fact.name), {markup(fact.fact.value), markup(name(fact.fact.source))});
  }
  close_table(page);
}

void put_evidence(Page& page, const Assessment& assessment) {
  heading(page, "evidence", "Evidence");
  put_sources(page, assessment.sources);
  put_facts(page, assessment.facts);
  if (assessment.limits.empty()) return;
  page.out += "<h4>What this does not cover</h4>\n<ul>\n";
  for (const std::string& limit : assessment.limits) page.out += "<li>" + markup(limit) + "</li>\n";
  page.out += "</ul>\n";
}

// ---- the page ----

void put_target(Page& page, const Judged& judged) {
  const Assessment& assessment = judged.assessment;
  page.out += "<section aria-labelledby=\"" + page.prefix + "target\">\n<h2 id=\"" + page.prefix + "target\">" +
              markup(target_text(assessment.target)) + "</h2>\n";
  put_verdict(page, assessment);
  put_ways(page, assessment);
  put_stories(page, judged);
  put_findings(page, assessment.findings);
  put_fix(page, judged);
  put_accepted(page, assessment);
  put_controls(page, assessment.controls);
  put_tools(page, assessment.execute);
  put_evidence(page, assessment);
  page.out += "</section>\n";
}

std::string style_hash() {
  const Digest digest = sha256({kHtmlStyle});
  return to_base64({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

void put_head(std::string& out, const Report& report) {
  const std::string title = "Records of kernel modules: " + verdict_word(worst(report));
  out += "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n";
  out += "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-";
  out += style_hash() + "'; base-uri 'none'; form-action 'none'\">\n";
  out += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n";
  out += "<meta name=\"color-scheme\" content=\"light dark\">\n<title>" + markup(title) + "</title>\n<style>";
  out += kHtmlStyle;
  out += "</style>\n</head>\n";
}

void put_contents(std::string& out, const Report& report) {
  out += "<nav aria-label=\"What was judged\"><ul>\n";
  for (std::size_t i = 0; i < report.targets.size(); ++i) {
    const Assessment& assessment = report.targets[i].assessment;
    out += "<li><a href=\"#t" + std::to_string(i + 1) + "-target\">" + markup(target_text(assessment.target)) +
           "</a>: " + toned(assessment.verdict) + "</li>\n";
  }
  out += "</ul></nav>\n";
}

void put_top(std::string& out, const Report& report) {
  out += "<body>\n<a class=\"skip\" href=\"#main\">To the verdict</a>\n<header>\n";
  out += "<h1>Would every load and unload of a kernel module leave a record?</h1>\n<p class=\"soft\">Judged on ";
  out += "<time datetime=\"" + time_text(report.time) + "Z\">" + time_text(report.time) + "</time> UTC by modtrail " +
         markup(report.version) +
         " from audit rules and facts about the machine. Every gap named here was replayed.</p>\n";
  if (report.targets.size() > 1) put_contents(out, report);
  out += "</header>\n<main id=\"main\">\n";
}

}  // namespace

void write_html(const Report& report, std::string& out) {
  put_head(out, report);
  put_top(out, report);
  for (std::size_t i = 0; i < report.targets.size(); ++i) {
    Page page{out, "t" + std::to_string(i + 1) + "-"};
    put_target(page, report.targets[i]);
  }
  if (report.timeline) put_timeline(out, *report.timeline);
  out +=
      "</main>\n<footer><p>A pass says that the kernel would write the records. It does not say that they are kept, "
      "read or acted upon, nor that a standard is met as a whole.</p></footer>\n</body>\n</html>\n";
}

}  // namespace modtrail
