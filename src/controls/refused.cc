#include "controls/refused.h"

#include <algorithm>
#include <string>
#include <utility>

#include "controls/places.h"
#include "modtrail/base/text.h"

namespace modtrail {
namespace {

const std::vector<Statement>& statements(const Reading& reading) {
  return reading.ruleset.statements;
}

bool has_rule_after(const Reading& reading, std::size_t i) {
  const auto first = statements(reading).begin() + static_cast<std::ptrdiff_t>(i) + 1;
  return std::any_of(first, statements(reading).end(), has_rule);
}

// A refused line that costs rules: its own, unless that is in the kernel already, or those behind it.
bool costs_rules(const Reading& reading, std::size_t i) {
  const LineResult& result = reading.loaded.lines[i];
  if (result.outcome != LineOutcome::Failed) return false;
  const bool own = has_rule(statements(reading)[i]) && result.id != "duplicate-rule";
  return own || (reading.loaded.stop == i && has_rule_after(reading, i));
}

std::string line_text(const Reading& reading, const Origin& origin) {
  for (const ReadFile& file : reading.merged.files) {
    if (file.path != origin.file) continue;
    const std::vector<std::string_view> lines = split(file.content, '\n');
    if (origin.line >= 1 && origin.line <= lines.size()) return std::string(lines[origin.line - 1]);
  }
  return "";
}

}  // namespace

bool has_rule(const Statement& statement) {
  return is_rule_line(statement.text) ||
         std::any_of(statement.operations.begin(), statement.operations.end(),
                     [](const Step& step) { return std::holds_alternative<AddRule>(step); });
}

bool loses_rules(const Reading& reading) {
  for (std::size_t i = 0; i < reading.loaded.lines.size(); ++i) {
    if (costs_rules(reading, i)) return true;
  }
  return false;
}

std::size_t refusals(const Reading& reading) {
  return static_cast<std::size_t>(
      std::count_if(reading.loaded.lines.begin(), reading.loaded.lines.end(),
                    [](const LineResult& result) { return result.outcome == LineOutcome::Failed; }));
}

LineChange commented(const Reading& reading, const Origin& origin, std::string reason) {
  std::string line = line_text(reading, origin);
  std::string after = "# modtrail: " + line;
  return {origin, std::move(line), std::move(after), std::move(reason)};
}

std::optional<LineChange> early_lock(const Reading& reading) {
  const Filter& filter = reading.loaded.filter;
  if (filter.enabled != 2 || !filter.enabled_by) return std::nullopt;
  for (std::size_t i = 0; i < statements(reading).size(); ++i) {
    if (statements(reading)[i].origin != *filter.enabled_by || !has_rule_after(reading, i)) continue;
    return commented(reading, *filter.enabled_by, "it locks the rules, and the kernel refuses those behind it");
  }
  return std::nullopt;
}

std::vector<LineChange> refused_lines(const Reading& reading, const World& world) {
  Ruleset all = reading.ruleset;
  Statement go_on;
  go_on.operations.push_back(SetOnError{OnError::Continue});
  all.statements.insert(all.statements.begin(), go_on);
  const Loaded loaded = load(all, world);
  std::vector<LineChange> out;
  for (std::size_t i = 1; i < loaded.lines.size(); ++i) {
    if (loaded.lines[i].outcome != LineOutcome::Failed) continue;
    const bool own = has_rule(all.statements[i]) && loaded.lines[i].id != "duplicate-rule";
    const bool stops = reading.loaded.stop && *reading.loaded.stop <= i - 1;
    if (!own && !(stops && has_rule_after(reading, i - 1))) continue;
    out.push_back(commented(reading, all.statements[i].origin, loaded.lines[i].reason));
  }
  return out;
}

}  // namespace modtrail
