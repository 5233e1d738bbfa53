#include "source/file_text.h"

#include <algorithm>

#include "modtrail/base/text.h"

namespace modtrail {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

// The run of digits or of other bytes at the front.
std::string_view run(std::string_view text) {
  const auto end = std::find_if(text.begin(), text.end(), [&](char c) { return is_digit(c) != is_digit(text[0]); });
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

int compare_runs(std::string_view a, std::string_view b) {
  if (is_digit(a[0]) && is_digit(b[0])) {
    a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
    b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
    if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  }
  return a.compare(b);
}

std::string_view unquoted(std::string_view value) {
  value = trim(value);
  const bool quoted = value.size() >= 2 && (value[0] == '"' || value[0] == '\'') && value.back() == value[0];
  return quoted ? value.substr(1, value.size() - 2) : value;
}

}  // namespace

std::string text_of(const FileTree& tree, std::string_view path) {
  auto text = tree.read(path, kFactFileLimit);
  return text.has_value() ? std::move(*text) : std::string();
}

std::vector<std::string> names_in(const FileTree& tree, std::string_view directory) {
  auto names = tree.list(directory);
  return names.has_value() ? std::move(*names) : std::vector<std::string>();
}

std::optional<std::string> shell_value(std::string_view text, std::string_view name) {
  std::optional<std::string> value;
  for (const std::string_view line : split(text, '\n')) {
    const std::string_view assignment = trim(line);
    if (assignment.substr(0, name.size()) != name) continue;
    if (assignment.substr(name.size(), 1) != "=") continue;
    value = std::string(unquoted(assignment.substr(name.size() + 1)));
  }
  return value;
}

std::vector<std::string_view> words(std::string_view line) {
  std::vector<std::string_view> found;
  for (;;) {
    const std::size_t start = line.find_first_not_of(" \t");
    if (start == std::string_view::npos) return found;
    line.remove_prefix(start);
    const std::string_view word = line.substr(0, line.find_first_of(" \t"));
    found.push_back(word);
    line.remove_prefix(word.size());
  }
}

bool version_before(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    const std::string_view left = run(a);
    const std::string_view right = run(b);
    const int order = compare_runs(left, right);
    if (order != 0) return order < 0;
    a.remove_prefix(left.size());
    b.remove_prefix(right.size());
  }
  return a.empty() && !b.empty();
}

}  // namespace modtrail
