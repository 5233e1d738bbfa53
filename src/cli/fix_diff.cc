#include "cli/fix_diff.h"

#include <algorithm>
#include <map>

#include "modtrail/base/text.h"
#include "modtrail/filter/pipeline.h"

// Where the rules of a plan go.
//
// Into a directory, as a file of their own: the plan knows its name.  Into a rules file, at the place where they close
// the most: at its end, unless a line before it locks the rules, empties them or stops the load.  The places are tried,
// each judged anew, and the first of the best is taken.
namespace modtrail {

namespace {

constexpr std::string_view kRulesDirectory = "/etc/audit/rules.d";

std::vector<std::string> lines_of(std::string_view content) {
  std::vector<std::string> lines;
  for (std::string_view line : split(content, '\n')) lines.emplace_back(line);
  if (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

using Changes = std::map<std::uint32_t, std::string>;  // by line: what it becomes

std::map<std::string, Changes> changes_by_file(const FixPlan& plan) {
  std::map<std::string, Changes> files;
  for (const LineChange& change : plan.changes) files[change.origin.file][change.origin.line] = change.after;
  return files;
}

// A last line without its newline, as diff(1) marks it, and the same line with one.
void end_last_line(std::vector<DiffLine>& lines) {
  for (std::size_t i = lines.size(); i-- > 0;) {
    if (lines[i].fate == LineFate::Added) continue;
    const bool kept = lines[i].fate == LineFate::Kept;
    DiffLine whole{LineFate::Added, lines[i].text};
    lines[i] = {LineFate::Removed, lines[i].text + "\n\\ No newline at end of file"};
    if (kept) lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(i) + 1, std::move(whole));
    return;
  }
}

// The file with its changes, and the added lines before line `at` (0 is the first).
std::vector<DiffLine> edit(const std::vector<std::string>& lines, const Changes& changes, std::size_t at,
                           const std::vector<std::string>& added) {
  std::vector<DiffLine> edited;
  for (std::size_t i = 0; i <= lines.size(); ++i) {
    if (i == at) {
      for (const std::string& rule : added) edited.push_back({LineFate::Added, rule});
    }
    if (i == lines.size()) break;
    const auto change = changes.find(static_cast<std::uint32_t>(i + 1));
    edited.push_back({change == changes.end() ? LineFate::Kept : LineFate::Removed, lines[i]});
    if (change != changes.end()) edited.push_back({LineFate::Added, change->second});
  }
  return edited;
}

std::string text_after(const std::vector<DiffLine>& lines) {
  std::string text;
  for (const DiffLine& line : lines) {
    if (line.fate != LineFate::Removed) text += line.text + "\n";
  }
  return text;
}

std::size_t gaps_in(const std::string& content, const Scene& scene, Scope scope) {
  MemoryTree tree;
  tree.add_file("/fixed.rules", content);
  const RuleInput input{InputKind::File, scene.input.name, &tree, "/fixed.rules"};
  const Result<Reading> reading = read_rules(input, scene.world);
  if (!reading) return std::string::npos;
  const std::vector<Row> rows = coverage(reading->loaded.filter, scene.world, scope);
  return static_cast<std::size_t>(std::count_if(rows.begin(), rows.end(), [](const Row& row) {
    return row.recorded != Recorded::Always && row.recorded != Recorded::Unreachable;
  }));
}

// The end, then before each line that sets something or deletes, then the top.
std::vector<std::size_t> places_in(const std::vector<std::string>& lines) {
  std::vector<std::size_t> places = {lines.size()};
  for (std::size_t i = lines.size(); i-- > 0;) {
    const std::string_view line = trim(lines[i]);
    if (line.starts_with("-e")) places.push_back(i);
    if (line.starts_with("-D")) places.push_back(i + 1);
  }
  places.push_back(0);
  return places;
}

struct Fixing {
  const FixPlan& plan;
  const Scene& scene;
  Scope scope;
  bool in_place;  // the rules go into the file that was read
};

std::vector<DiffLine> best_edit(const Fixing& fixing, const std::vector<std::string>& lines, const Changes& changes) {
  std::vector<DiffLine> best;
  std::size_t fewest = std::string::npos;
  for (std::size_t place : places_in(lines)) {
    std::vector<DiffLine> edited = edit(lines, changes, place, fixing.plan.rules);
    const std::size_t gaps = gaps_in(text_after(edited), fixing.scene, fixing.scope);
    if (!best.empty() && gaps >= fewest) continue;
    fewest = gaps;
    best = std::move(edited);
  }
  return best;
}

std::string rules_directory(const Scene& scene) {
  if (scene.input.kind == InputKind::Directory) return scene.input.name;
  const std::string& root = scene.input.kind == InputKind::Root ? scene.input.name : "";
  return (root == "/" ? "" : root) + std::string(kRulesDirectory);
}

std::string joined(std::string directory, const std::string& file) {
  while (directory.size() > 1 && directory.ends_with('/')) directory.pop_back();
  return directory + "/" + file;
}

FileDiff new_file(const FixPlan& plan, const Scene& scene) {
  FileDiff diff;
  diff.before = "/dev/null";
  diff.after = joined(rules_directory(scene), plan.file);
  for (const std::string& line : lines_of(print_rules_file(plan))) diff.lines.push_back({LineFate::Added, line});
  return diff;
}

const ReadFile* find_file(const Reading& reading, const std::string& path) {
  const auto found = std::find_if(reading.merged.files.begin(), reading.merged.files.end(),
                                  [&path](const ReadFile& file) { return file.path == path; });
  return found == reading.merged.files.end() ? nullptr : &*found;
}

FileDiff diff_of(const Fixing& fixing, const ReadFile& file, const Changes& changes) {
  const std::vector<std::string> lines = lines_of(file.content);
  FileDiff diff{file.path, file.path, {}};
  diff.lines = fixing.in_place ? best_edit(fixing, lines, changes) : edit(lines, changes, lines.size(), {});
  if (!file.content.empty() && !file.content.ends_with('\n')) end_last_line(diff.lines);
  return diff;
}

}  // namespace

Result<std::vector<FileDiff>> diffs_of(const FixPlan& plan, const Scene& scene, Scope scope) {
  const Reading reading = TRY(read_rules(scene.input, scene.world));
  std::map<std::string, Changes> changes = changes_by_file(plan);
  const bool one_file = scene.input.kind == InputKind::File && reading.merged.files.size() == 1;
  const Fixing fixing{plan, scene, scope, one_file && !plan.rules.empty()};
  if (fixing.in_place) changes[reading.merged.files[0].path];
  std::vector<FileDiff> diffs;
  for (const auto& [path, of_file] : changes) {
    const ReadFile* file = find_file(reading, path);
    if (file == nullptr) return fail("cannot read " + path + " again");
    diffs.push_back(diff_of(fixing, *file, of_file));
  }
  if (!fixing.in_place && !plan.rules.empty()) diffs.push_back(new_file(plan, scene));
  return diffs;
}

}  // namespace modtrail
