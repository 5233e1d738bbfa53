#include "controls/drift.h"

#include <algorithm>
#include <utility>

#include "controls/finding.h"
#include "controls/obstacles.h"
#include "modtrail/rules/parse.h"

namespace modtrail {
namespace {

// A way that is lost now and would not be if the files were loaded.
bool is_lost_by_drift(const Row& held, const Row& loaded) {
  return is_gap(held) && !is_gap(loaded);
}

bool bears_on_modules(const Rule& rule, Arch arch) {
  if (rule.list == FilterList::Exit) return concerns_modules(rule, arch);
  return rule.list == FilterList::Task || rule.list == FilterList::Exclude;
}

bool bears_on(const Rule& rule, Arch arch, const Row& row) {
  return rule.list != FilterList::Exit || names_call(rule, arch, row.abi, row.syscall);
}

class Teller {
 public:
  explicit Teller(const DriftInput& input) : input_(input) {}
  std::vector<Finding> tell();

 private:
  Level level_of(const Rule& rule) const;
  Level level_of_setting() const;
  Finding at(std::string_view id, const Rule& rule, std::string message, std::string hint) const;
  Finding tell_missing(const Rule& rule) const;
  Finding tell_extra(const Rule& rule) const;
  Finding tell_order(const Rule& held, const Rule& loaded) const;
  Finding tell_setting(const Drift& drift) const;
  std::optional<Finding> tell(const Drift& drift);

  const DriftInput& input_;
  std::size_t others_ = 0;  // rules that no module call meets
};

Level Teller::level_of(const Rule& rule) const {
  for (std::size_t i = 0; i < input_.held_rows.size() && i < input_.loaded_rows.size(); ++i) {
    const Row& row = input_.held_rows[i];
    if (is_lost_by_drift(row, input_.loaded_rows[i]) && bears_on(rule, input_.arch, row)) return Level::Error;
  }
  return Level::Warning;
}

Level Teller::level_of_setting() const {
  for (std::size_t i = 0; i < input_.held_rows.size() && i < input_.loaded_rows.size(); ++i) {
    if (is_lost_by_drift(input_.held_rows[i], input_.loaded_rows[i])) return Level::Error;
  }
  return Level::Warning;
}

Finding Teller::at(std::string_view id, const Rule& rule, std::string message, std::string hint) const {
  Finding out = finding(id, std::move(message));
  out.level = level_of(rule);
  out.origin = rule.origin;
  out.source = rule.text;
  out.width = static_cast<std::uint32_t>(std::max<std::size_t>(rule.text.size(), 1));
  out.hint = std::move(hint);
  return out;
}

Finding Teller::tell_missing(const Rule& rule) const {
  return at("rule-not-loaded", rule,
            "the running kernel does not hold this rule: it was deleted, or not loaded since it was written",
            "load the rules: augenrules --load");
}

Finding Teller::tell_extra(const Rule& rule) const {
  return at("rule-not-in-files", rule, "the running kernel holds this rule, and no file loads it: a restart ends it",
            rule.action == Action::Never ? "delete it: auditctl -d ..., as the rule is written here"
                                         : "write it into a file of rules.d, or delete it");
}

Finding Teller::tell_order(const Rule& held, const Rule& loaded) const {
  return at("rules-reordered", held,
            "in the running kernel this rule stands behind rules that " + where(loaded.origin) + " puts it before",
            "load the rules anew: augenrules --load");
}

Finding Teller::tell_setting(const Drift& drift) const {
  const std::string now = drift.setting + " is " + std::to_string(drift.held) + " in the running kernel, and ";
  const std::string value = std::to_string(drift.loaded);
  Finding out = finding("setting-differs", now + (drift.set_by ? "the files set it to " + value
                                                               : "no file sets it: a restart makes it " + value));
  out.level = level_of_setting();
  if (drift.set_by) out.origin = *drift.set_by;
  out.source = drift.setting + " " + value;
  out.width = static_cast<std::uint32_t>(out.source.size());
  out.hint = "set it back: auditctl " + drift.setting + " " + value;
  return out;
}

std::optional<Finding> Teller::tell(const Drift& drift) {
  if (drift.kind == DriftKind::Setting) return tell_setting(drift);
  if (!bears_on_modules(*drift.rule, input_.arch)) {
    ++others_;
    return std::nullopt;
  }
  switch (drift.kind) {
    case DriftKind::Missing:
      return tell_missing(*drift.rule);
    case DriftKind::Extra:
      return tell_extra(*drift.rule);
    case DriftKind::Order:
      return tell_order(*drift.rule, *drift.other);
    case DriftKind::Setting:
      break;
  }
  return std::nullopt;
}

std::vector<Finding> Teller::tell() {
  std::vector<Finding> out;
  for (const Drift& drift : find_drift(input_.loaded, input_.held)) {
    if (auto found = tell(drift)) out.push_back(std::move(*found));
  }
  if (others_ > 0) {
    Finding note = finding("rule-not-loaded", count_of(others_, "rule") +
                                                  " that no module call meets differ between the files and the kernel");
    note.level = Level::Note;
    out.push_back(std::move(note));
  }
  return out;
}

}  // namespace

std::vector<Finding> tell_drift(const DriftInput& input) {
  return Teller(input).tell();
}

}  // namespace modtrail
