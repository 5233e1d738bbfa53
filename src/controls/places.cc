#include "controls/places.h"

#include <algorithm>
#include <functional>

#include "modtrail/base/text.h"

namespace modtrail {
namespace {

std::string join(std::string_view directory, std::string_view name) {
  const bool slash = !directory.empty() && directory.back() == '/';
  return std::string(directory) + (slash ? "" : "/") + std::string(name);
}

std::string_view name_of(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

std::string root_prefix(const RuleInput& input) {
  return input.name == "/" ? std::string() : input.name;
}

}  // namespace

std::optional<std::string> merged_directory(const RuleInput& input, const Machine& machine) {
  if (input.kind == InputKind::Directory) return input.path;
  const bool merged = input.kind == InputKind::Root && machine.loader.value == Loader::Augenrules &&
                      stat(*input.tree, kRulesDirectory).has_value();
  return merged ? std::optional(std::string(kRulesDirectory)) : std::nullopt;
}

std::string single_file(const RuleInput& input) {
  return input.kind == InputKind::Root ? std::string(kRulesFile) : input.path;
}

std::string shown_path(const RuleInput& input, const std::string& path) {
  switch (input.kind) {
    case InputKind::Root:
      return root_prefix(input) + path;
    case InputKind::Directory:
      return join(input.name, name_of(path));
    case InputKind::File:
    case InputKind::Listing:
      break;
  }
  return input.name;
}

std::optional<std::string> tree_path(const RuleInput& input, const std::string& shown) {
  if (input.kind == InputKind::File || input.kind == InputKind::Listing) return input.path;
  const std::string prefix = input.kind == InputKind::Root ? root_prefix(input) : input.name;
  if (shown.size() <= prefix.size() || shown.substr(0, prefix.size()) != prefix) return std::nullopt;
  const std::string rest = shown.substr(prefix.size());
  if (input.kind == InputKind::Root) return rest;
  return join(input.path, rest.substr(rest.find_first_not_of('/')));
}

bool is_rule_line(std::string_view line) {
  const std::string_view start = trim(line).substr(0, 2);
  return start == "-a" || start == "-A" || start == "-w";
}

std::vector<Origin> glued_lines(const Merged& merged) {
  std::vector<Origin> out;
  for (std::size_t i = 0; i + 1 < merged.files.size(); ++i) {
    const std::string_view content = merged.files[i].content;
    const std::string_view next = merged.files[i + 1].content;
    if (content.empty() || content.back() == '\n' || next.empty() || next.front() == '\n') continue;
    const auto line = static_cast<std::uint32_t>(std::count(content.begin(), content.end(), '\n') + 1);
    out.push_back({merged.files[i].path, line, 1});
  }
  return out;
}

std::vector<Origin> glued_rules(const Merged& merged) {
  std::vector<Origin> out;
  for (const Origin& origin : glued_lines(merged)) {
    const auto file = std::find_if(merged.files.begin(), merged.files.end(),
                                   [&](const ReadFile& one) { return one.path == origin.file; });
    const std::string_view content = file->content;
    const std::string_view last = content.substr(content.rfind('\n') + 1);  // npos + 1 is 0
    if (is_rule_line(last) || is_rule_line(std::next(file)->content)) out.push_back(origin);
  }
  return out;
}

}  // namespace modtrail
