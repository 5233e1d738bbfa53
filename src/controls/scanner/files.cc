#include "controls/scanner/files.h"

#include <algorithm>
#include <array>
#include <utility>

#include "modtrail/base/text.h"

// oscap walks with fts: from a fixed directory down, links to files and directories followed, hidden names and all,
// however deep.  A directory that is its own ancestor is skipped.  What matches the pattern is the path as walked, not
// as resolved, so one file can be found under two names.
//
// With OSCAP_PROBE_ROOT it puts the root before the path and goes on as if nothing were: a link to an absolute path
// leads to that path of the machine oscap runs on.  We cannot know what is there and take it that nothing is.
namespace modtrail::scanner {
namespace {

constexpr std::string_view kRulesDirectory = "/etc/audit/rules.d";
constexpr std::size_t kMostEntries = 4096;
constexpr std::size_t kDeepest = 64;
constexpr unsigned kMostLinks = 40;
constexpr std::uint64_t kLargest = std::uint64_t{16} << 20U;

std::string base_name(std::string_view path) {
  return std::string(path.substr(path.rfind('/') + 1));
}

std::string joined(std::string_view directory, std::string_view name) {
  std::string out(directory);
  if (out.empty() || out.back() != '/') out += '/';
  out += name;
  return out;
}

bool is_below(std::string_view path, std::string_view directory) {
  if (directory == "/") return true;
  return path.substr(0, directory.size()) == directory &&
         (path.size() == directory.size() || path[directory.size()] == '/');
}

// A file the scanner would look into wherever it lies: the one file in rules.d.
std::string name_of_single(const RuleInput& input) {
  const std::string name = base_name(input.path);
  constexpr std::string_view kSuffix = ".rules";
  const bool ends = name.size() >= kSuffix.size() && name.substr(name.size() - kSuffix.size()) == kSuffix;
  return joined(kRulesDirectory, ends ? name : name + std::string(kSuffix));
}

// The components still to go, the next one last.
void push(std::vector<std::string>& pending, std::string_view path) {
  std::vector<std::string_view> parts = split(path, '/');
  std::reverse(parts.begin(), parts.end());
  for (const std::string_view part : parts) {
    if (!part.empty() && part != ".") pending.emplace_back(part);
  }
}

}  // namespace

ScannerFiles::ScannerFiles(const RuleInput& input, Place place) : input_(input), place_(place) {
  switch (input.kind) {
    case InputKind::Directory:
      from_ = kRulesDirectory;
      to_ = input.path;
      break;
    case InputKind::File:
      from_ = name_of_single(input);
      to_ = input.path;
      break;
    case InputKind::Root:
    case InputKind::Listing:
      from_ = "/";
      to_ = "/";
      break;
  }
}

std::optional<std::string> ScannerFiles::in_tree(std::string_view path) const {
  if (!is_below(path, from_)) return std::nullopt;
  if (from_ == to_) return std::string(path);
  return to_ + std::string(path.substr(from_.size()));
}

// Follows every link, the last one too.
std::optional<ScannerFiles::Reached> ScannerFiles::reach(std::string_view path) const {
  std::vector<std::string> pending;
  push(pending, path);
  Reached out{"/", {}};
  out.info.type = FileType::Directory;
  const Result<FileInfo> root = input_.tree->lstat("/");
  if (root) out.info = *root;
  for (unsigned links = 0; !pending.empty();) {
    const std::string part = std::move(pending.back());
    pending.pop_back();
    if (part == "..") {
      if (out.real == "/" && place_ == Place::Root) return std::nullopt;
      out.real.erase(std::max<std::size_t>(out.real.rfind('/'), 1));
      continue;
    }
    const std::string next = joined(out.real, part);
    const Result<FileInfo> info = input_.tree->lstat(next);
    if (!info) return std::nullopt;
    if (info->type != FileType::Symlink) {
      out = {next, *info};
      continue;
    }
    const Result<std::string> target = input_.tree->readlink(next);
    if (!target || target->empty() || ++links > kMostLinks) return std::nullopt;
    if (target->front() == '/') {
      if (place_ == Place::Root) return std::nullopt;
      out.real = "/";
    }
    push(pending, *target);
  }
  if (const Result<FileInfo> info = input_.tree->lstat(out.real)) out.info = *info;
  return out;
}

Selection ScannerFiles::walk(const FileChoice& choice) const {
  struct Step {
    std::string path;  // as the scanner sees it
    std::size_t depth;
  };
  Selection out;
  const std::optional<Pattern> whole = Pattern::compile(choice.pattern.value_or(""), PatternUse::Path);
  // oscap anchors the pattern where it looks for directories, and not where it looks for files.
  const std::string pattern = choice.pattern.value_or("");
  const std::optional<Pattern> begun =
      Pattern::compile(pattern.substr(0, 1) == "^" ? pattern : "^" + pattern, PatternUse::Directory);
  MatchBudget budget;
  std::vector<Step> pending{{choice.start, 0}};
  std::vector<std::pair<std::uint64_t, std::uint64_t>> above;  // the directories on the way here
  for (std::size_t visited = 0; !pending.empty(); ++visited) {
    const Step step = std::move(pending.back());
    pending.pop_back();
    if (visited == kMostEntries || step.depth == kDeepest) {
      out.walk = Walk::CutShort;
      break;
    }
    const std::optional<std::string> path = in_tree(step.path);
    const std::optional<Reached> reached = path ? reach(*path) : std::nullopt;
    if (!reached) continue;
    if (reached->info.type == FileType::Regular) {
      const bool wanted = !choice.pattern || (whole && whole->find(step.path, 0, budget).result == MatchResult::Yes);
      if (wanted) out.files.push_back({step.path, reached->real});
    }
    if (reached->info.type != FileType::Directory || !choice.pattern) continue;
    above.resize(step.depth);
    const std::pair identity{reached->info.device, reached->info.inode};
    if (std::find(above.begin(), above.end(), identity) != above.end()) continue;
    if (!begun || begun->find(step.path, 0, budget).result != MatchResult::Yes) continue;
    above.push_back(identity);
    const Result<std::vector<std::string>> names = input_.tree->list(reached->real);
    if (!names) continue;
    for (auto name = names->rbegin(); name != names->rend(); ++name) {
      pending.push_back({joined(step.path, *name), step.depth + 1});
    }
  }
  return out;
}

const Selection& ScannerFiles::select(const FileChoice& choice) {
  const std::string key = choice.start + '\n' + choice.pattern.value_or("");
  const auto known = selections_.find(key);
  if (known != selections_.end()) return known->second;
  const bool is_single = input_.kind == InputKind::File && is_below(from_, choice.start);
  FileChoice from = choice;
  if (is_single) from.start = from_;
  return selections_.emplace(key, walk(from)).first->second;
}

const Content& ScannerFiles::content(const ScannedFile& file) {
  const auto known = contents_.find(file.real);
  if (known != contents_.end()) return known->second;
  Content out;
  const Result<FileInfo> info = input_.tree->lstat(file.real);
  if (info && info->size > kLargest) {
    out.state = Content::State::TooLarge;
  } else if (Result<std::string> bytes = input_.tree->read(file.real, kLargest)) {
    out.state = Content::State::Read;
    out.bytes = std::move(*bytes);
  }
  return contents_.emplace(file.real, std::move(out)).first->second;
}

std::string ScannerFiles::shown(const ScannedFile& file) const {
  switch (input_.kind) {
    case InputKind::Root:
      return input_.name == "/" ? file.path : input_.name + file.path;
    case InputKind::Directory:
      return input_.name + file.path.substr(std::min(from_.size(), file.path.size()));
    case InputKind::File:
    case InputKind::Listing:
      break;
  }
  return input_.name;
}

}  // namespace modtrail::scanner
