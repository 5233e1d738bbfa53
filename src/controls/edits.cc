#include <algorithm>
#include <map>

#include "controls/places.h"
#include "modtrail/base/text.h"
#include "modtrail/controls/fix.h"

// A plan as the files it makes.  Lines keep their bytes, but for those that are changed.
namespace modtrail {
namespace {

// The lines of a file, each without its newline; a file that ends in one has an empty last.
std::vector<std::string> lines_of(std::string_view content) {
  std::vector<std::string> out;
  for (const std::string_view line : split(content, '\n')) out.emplace_back(line);
  return out;
}

std::string content_of(const std::vector<std::string>& lines) {
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i) out += (i == 0 ? "" : "\n") + lines[i];
  return out;
}

// augenrules puts files together as they are: a last line without its newline would run into the next file's first, and
// if it has become a comment, swallow it.
void end_last_line(std::vector<std::string>& lines) {
  if (!lines.back().empty()) lines.emplace_back();
}

void change_lines(std::vector<std::string>& lines, const std::vector<LineChange>& changes) {
  for (const LineChange& change : changes) {
    const std::size_t line = change.origin.line;
    if (line >= 1 && line <= lines.size()) lines[line - 1] = change.after;
  }
  end_last_line(lines);
}

std::vector<std::string> added_lines(const FixPlan& plan) {
  std::vector<std::string> out = {"## Added by modtrail"};
  out.insert(out.end(), plan.rules.begin(), plan.rules.end());
  return out;
}

void add_to_file(std::vector<std::string>& lines, const FixPlan& plan) {
  end_last_line(lines);
  if (!plan.rules.empty()) {
    const std::size_t end = lines.size() - 1;  // before the empty last
    const std::size_t at = plan.before_line == 0 ? end : std::min<std::size_t>(plan.before_line - 1, end);
    const std::vector<std::string> added = added_lines(plan);
    lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(at), added.begin(), added.end());
  }
  lines.insert(lines.end() - 1, plan.settings.begin(), plan.settings.end());
  lines.insert(lines.begin(), plan.first.begin(), plan.first.end());
}

std::string join(const std::string& directory, const std::string& name) {
  return directory + (directory.back() == '/' ? "" : "/") + name;
}

}  // namespace

bool is_empty(const FixPlan& plan) {
  return plan.rules.empty() && plan.settings.empty() && plan.first.empty() && plan.files.empty() &&
         plan.changes.empty();
}

std::string print_rules_file(const FixPlan& plan) {
  std::string out = plan.heading;
  for (const std::string& line : plan.first) out += line + "\n";
  for (const std::string& rule : plan.rules) out += rule + "\n";
  for (const std::string& setting : plan.settings) out += setting + "\n";
  return out;
}

Result<std::vector<FileEdit>> edits_of(const FixPlan& plan, const RuleInput& input, const World& world) {
  std::vector<FileEdit> out;
  if (input.kind == InputKind::Listing) return out;
  std::map<std::string, std::vector<LineChange>> changed;
  for (const LineChange& change : plan.changes) changed[change.origin.file].push_back(change);
  const std::optional<std::string> directory = merged_directory(input, world.machine);
  const bool adds = !plan.rules.empty() || !plan.settings.empty() || !plan.first.empty();
  const std::string single = shown_path(input, single_file(input));
  if (adds && !directory) changed[single];
  for (const auto& [name, changes] : changed) {
    const std::optional<std::string> path = tree_path(input, name);
    if (!path) return fail("cannot tell which file " + name + " is");
    FileEdit edit{*path, name, std::nullopt, ""};
    edit.before = TRY(input.tree->read(*path, kFileLimit));
    std::vector<std::string> lines = lines_of(*edit.before);
    change_lines(lines, changes);
    if (adds && !directory && name == single) add_to_file(lines, plan);
    edit.after = content_of(lines);
    out.push_back(std::move(edit));
  }
  if (adds && directory) {
    const std::string path = join(*directory, plan.file);
    out.push_back({path, shown_path(input, path), std::nullopt, print_rules_file(plan)});
  }
  for (const WholeFile& file : plan.files) {
    if (!directory) return fail("there is no directory for " + file.name);
    const std::string path = join(*directory, file.name);
    const Result<std::string> before = input.tree->read(path, kFileLimit);
    out.push_back({path, shown_path(input, path), before ? std::optional(*before) : std::nullopt, file.content});
  }
  std::stable_partition(out.begin(), out.end(), [](const FileEdit& edit) { return !edit.before; });
  return out;
}

}  // namespace modtrail
