#include "modtrail/controls/findings.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <iterator>
#include <tuple>

#include "controls/built_in.h"
#include "controls/finding.h"
#include "controls/remedy.h"
#include "modtrail/base/text.h"

namespace modtrail {
namespace {

constexpr std::array kCatalog = {
    FindingInfo{"arch-order", Level::Error, "arch stands after the syscalls it is for"},
    FindingInfo{"audit-rules-overwritten", Level::Warning, "rules stand where augenrules overwrites them"},
    FindingInfo{"auditing-disabled", Level::Error, "auditing is switched off"},
    FindingInfo{"awk-keeps-line", Level::Warning, "augenrules' awk leaves an indented line where it stands"},
    FindingInfo{"b32-on-ppc64le", Level::Note, "b32 rules stop the load on ppc64le nodes"},
    FindingInfo{"backlog-limit", Level::Warning, "the queue of records is short"},
    FindingInfo{"can-never-match", Level::Warning, "a rule can never match the calls it names"},
    FindingInfo{"carriage-return", Level::Error, "a carriage return ends the line"},
    FindingInfo{"conditional", Level::Error, "a condition leaves calls unrecorded"},
    FindingInfo{"config-invalid", Level::Error, "a configuration that its taker refuses"},
    FindingInfo{"config-replaced", Level::Warning, "a later configuration replaces a file"},
    FindingInfo{"config-size", Level::Warning, "a pool's configuration is too large"},
    FindingInfo{"config-version", Level::Error, "a configuration of an unknown version"},
    FindingInfo{"contents-inline", Level::Error, "contents.inline where Ignition reads"},
    FindingInfo{"data-url", Level::Error, "a data URL that cannot be decoded"},
    FindingInfo{"duplicate-rule", Level::Error, "the same rule stands twice"},
    FindingInfo{"exception-expired", Level::Warning, "an exception has expired"},
    FindingInfo{"exception-unused", Level::Note, "nothing fits an exception"},
    FindingInfo{"exclude-drops-identity", Level::Error, "an exclude rule drops whole events by who acts"},
    FindingInfo{"exclude-drops-name", Level::Warning, "an exclude rule drops the module's name"},
    FindingInfo{"exclude-drops-syscall", Level::Error, "an exclude rule drops whole events"},
    FindingInfo{"failure-flag", Level::Warning, "lost records are not told, or end in a panic"},
    FindingInfo{"file-append", Level::Error, "a MachineConfig appends to a file"},
    FindingInfo{"file-mode", Level::Error, "a file's mode is not what it looks"},
    FindingInfo{"file-refused", Level::Error, "auditctl refuses the whole file"},
    FindingInfo{"glued-lines", Level::Error, "two files run together in one line"},
    FindingInfo{"inert-watch", Level::Warning, "a watch does not fire on the program it is for"},
    FindingInfo{"key-mismatch", Level::Note, "records of one operation carry different keys"},
    FindingInfo{"key-missing", Level::Note, "records carry no key"},
    FindingInfo{"locked-not", Level::Note, "the rules are not locked"},
    FindingInfo{"locked-too-early", Level::Error, "rules follow the line that locks"},
    FindingInfo{"login-only", Level::Error, "only people who logged in are recorded"},
    FindingInfo{"misread-word", Level::Warning, "auditctl reads a word otherwise than it looks"},
    FindingInfo{"missing-abi", Level::Error, "no rule for an ABI that programs can use"},
    FindingInfo{"missing-delete-all", Level::Warning, "a reload stops at the first rule"},
    FindingInfo{"missing-syscall", Level::Error, "no rule names a call"},
    FindingInfo{"never-before", Level::Error, "a never rule comes first"},
    FindingInfo{"no-arch", Level::Warning, "a rule names calls without their ABI"},
    FindingInfo{"no-audit-boot", Level::Warning, "tasks older than auditing are never recorded"},
    FindingInfo{"order-unknown", Level::Warning, "the order of rules on one file cannot be known"},
    FindingInfo{"other-objects", Level::Note, "objects that say nothing about nodes' files"},
    FindingInfo{"pool-left-out", Level::Warning, "rules for the masters alone, or the workers"},
    FindingInfo{"pool-missing", Level::Error, "no pool takes a MachineConfig"},
    FindingInfo{"prepended-never", Level::Error, "a never rule is put first"},
    FindingInfo{"rate-limit", Level::Error, "records over a rate are thrown away"},
    FindingInfo{"remediation-not-applied", Level::Warning, "a remediation that is not applied"},
    FindingInfo{"remote-source", Level::Error, "contents that are to be fetched"},
    FindingInfo{"rule-not-in-files", Level::Warning, "the kernel holds a rule that no file loads"},
    FindingInfo{"rule-not-loaded", Level::Warning, "the kernel does not hold a rule of the files"},
    FindingInfo{"rules-deleted", Level::Warning, "a line deletes rules loaded before it"},
    FindingInfo{"rules-elsewhere", Level::Warning, "rules where nothing loads them from"},
    FindingInfo{"rules-lost-after-error", Level::Error, "rules are lost after an error"},
    FindingInfo{"rules-reordered", Level::Warning, "the kernel holds rules in another order"},
    FindingInfo{"setting-differs", Level::Warning, "a setting is not what the files make it"},
    FindingInfo{"tab", Level::Error, "a tab stands where auditctl needs a blank"},
    FindingInfo{"task-never", Level::Error, "tasks are exempt from birth"},
    FindingInfo{"trailing-comment", Level::Error, "a comment stands behind a rule"},
    FindingInfo{"unread-file", Level::Warning, "a file with rules is not read"},
    FindingInfo{"verification", Level::Error, "contents that fail their hash"},
    FindingInfo{"x32-open", Level::Error, "x32 calls go unrecorded"},
};

// The filter with its always rules alone.
Filter bare_filter(const Filter& filter) {
  Filter out;
  for (const FilterRule& entry : filter.exit) {
    if (entry.rule.action == Action::Always) out.exit.push_back(entry);
  }
  return out;
}

// Coverage gave up on a row: what asks more of it would take as long again and know no more.
bool is_too_hard(const std::vector<Row>& rows) {
  return std::any_of(rows.begin(), rows.end(), [](const Row& row) { return row.out_of_budget; });
}

Inquiry make_inquiry(const FindingInput& in) {
  const Filter& filter = in.reading.loaded.filter;
  Inquiry inquiry{in, in.rows, {}, site_key(filter, in.world.machine.arch.value), {}};
  for (const ReadFile& file : in.reading.merged.files) inquiry.lines[file.path] = split(file.content, '\n');
  if (all_recorded(in.rows) || is_too_hard(in.rows)) return inquiry;
  inquiry.bare = coverage(bare_filter(about_modules(filter, in.world.machine)), in.world, in.scope, KeyUse::Left);
  inquiry.obstacles = find_obstacles(filter, in.world, in.scope, in.rows);
  return inquiry;
}

bool stands_before(const Finding& a, const Finding& b) {
  const auto key = [](const Finding& f) { return std::tie(f.origin.file, f.origin.line, f.origin.column); };
  if (a.origin.file.empty() != b.origin.file.empty()) return b.origin.file.empty();
  return key(a) < key(b);
}

bool says_the_same(const Finding& a, const Finding& b) {
  return a.id == b.id && a.origin == b.origin;
}

}  // namespace

std::span<const FindingInfo> finding_catalog() {
  return kCatalog;
}

const FindingInfo* find_finding(std::string_view id) {
  const auto found =
      std::find_if(kCatalog.begin(), kCatalog.end(), [&](const FindingInfo& info) { return info.id == id; });
  return found == kCatalog.end() ? nullptr : &*found;
}

std::string_view finding_page(std::string_view id) {
  if (!is_finding(id)) return {};
  const std::string file = "docs/findings/" + std::string(id) + ".md";
  for (const BuiltIn& page : built_in_pages()) {
    if (page.file == file) return page.text;
  }
  return {};
}

std::string_view finding_summary(std::string_view id) {
  const std::string_view page = finding_page(id);
  const std::size_t begin = std::min(page.find("\n\n"), page.size());
  const std::string_view body = page.substr(std::min(begin + 2, page.size()));
  return body.substr(0, body.find("\n\n"));
}

bool is_finding(std::string_view id) {
  return find_finding(id) != nullptr;
}

const FindingInfo& finding_info(std::string_view id) {
  const FindingInfo* const found = find_finding(id);
  assert(found != nullptr);
  return *found;
}

Finding finding(std::string_view id, std::string message) {
  Finding out;
  out.id = std::string(id);
  out.level = finding_info(id).level;
  out.message = std::move(message);
  return out;
}

void add_to(std::vector<Finding>& all, std::vector<Finding> more) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

std::string source_line(const Inquiry& inquiry, const Origin& origin) {
  const auto file = inquiry.lines.find(origin.file);
  if (file == inquiry.lines.end() || origin.line < 1 || origin.line > file->second.size()) return "";
  return std::string(file->second[origin.line - 1]);
}

Finding finding_at(const Inquiry& inquiry, std::string_view id, const Origin& origin, std::string message) {
  Finding out = finding(id, std::move(message));
  out.origin = origin;
  out.source = source_line(inquiry, origin);
  const std::size_t column = std::max<std::uint32_t>(origin.column, 1);
  const std::size_t left = out.source.size() >= column ? out.source.size() - column + 1 : 1;
  out.width = static_cast<std::uint32_t>(left);
  return out;
}

Finding finding_at(const Inquiry& inquiry, std::string_view id, const Rule& rule, std::string message) {
  return finding_at(inquiry, id, rule.origin, std::move(message));
}

Finding finding_at(const Inquiry& inquiry, std::string_view id, const Rule& rule, const Field& field,
                   std::string message) {
  Finding out = finding_at(inquiry, id, rule.origin, std::move(message));
  if (field.column == 0) return out;
  out.origin.column = std::max<std::uint32_t>(rule.origin.column, 1) + field.column - 1;
  out.width = std::max<std::uint32_t>(field.width, 1);
  return out;
}

std::string where(const Origin& origin) {
  const std::string line = "line " + std::to_string(origin.line);
  return origin.file.empty() ? line : origin.file + ":" + std::to_string(origin.line);
}

std::string count_of(std::size_t number, std::string_view noun) {
  return std::to_string(number) + " " + std::string(noun) + (number == 1 ? "" : "s");
}

std::string listed(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " and " : ", ";
    out += words[i];
  }
  return out;
}

std::string field_text(const Rule& rule, const Field& field) {
  if (field.column >= 1 && field.column - 1 + field.width <= rule.text.size()) {
    return printable(rule.text.substr(field.column - 1, field.width));
  }
  const std::string value = field.text.empty() ? std::to_string(field.value) : field.text;
  return printable(std::string(name(field.id)) + std::string(symbol(field.op)) + value);
}

bool leaves_gap(const Inquiry& inquiry, const Rule& rule, const std::vector<Row>& rows) {
  return std::any_of(rows.begin(), rows.end(), [&](const Row& row) {
    return is_gap(row) && names_call(rule, inquiry.in.world.machine.arch.value, row.abi, row.syscall);
  });
}

std::vector<Finding> find_problems(const FindingInput& input) {
  const Inquiry inquiry = make_inquiry(input);
  std::vector<Finding> out;
  for (const auto detect : {detect_loading, detect_order, detect_exclusion, detect_coverage, detect_conditions,
                            detect_watches, detect_files, detect_settings, detect_notices}) {
    add_to(out, detect(inquiry));
  }
  std::stable_sort(out.begin(), out.end(), stands_before);
  std::vector<Finding> unique;
  for (Finding& found : out) {
    const auto same = [&](const Finding& earlier) { return says_the_same(earlier, found); };
    const auto recent = unique.end() - std::min<std::ptrdiff_t>(unique.end() - unique.begin(), 8);
    if (found.origin.file.empty() || std::none_of(recent, unique.end(), same)) unique.push_back(std::move(found));
  }
  return unique;
}

}  // namespace modtrail
