#include <algorithm>
#include <optional>

#include "controls/finding.h"
#include "controls/remedy.h"
#include "filter/match.h"

// Rules whose place in the list decides: never rules before always rules, and rules on one file, whose order the kernel
// turns round.
namespace modtrail {
namespace {

constexpr std::size_t kMostWork = 1000;  // rules looked at to find the one that is robbed

const Filter& filter_of(const Inquiry& inquiry) {
  return inquiry.in.reading.loaded.filter;
}

// Both rules in one: what it matches, both match.
FilterRule both(const FilterRule& a, const FilterRule& b) {
  FilterRule out = a;
  out.rule.action = Action::Always;
  out.rule.mask &= b.rule.mask;
  out.rule.fields.insert(out.rule.fields.end(), b.rule.fields.begin(), b.rule.fields.end());
  if (!out.target) out.target = b.target;
  if (!out.program) out.program = b.program;
  return out;
}

// Is there an attempt that reaches rule `never`, which matches it, and that rule `always` would record?  The rules
// before `never` are made never rules: what they take is out of the question, whatever they do with it.
bool takes_from(const Inquiry& inquiry, std::size_t never, std::size_t always) {
  const std::vector<FilterRule>& rules = filter_of(inquiry).exit;
  Filter asked;
  for (std::size_t i = 0; i < never; ++i) {
    if (!concerns_modules(rules[i].rule, inquiry.in.world.machine.arch.value)) continue;
    asked.exit.push_back(rules[i]);
    asked.exit.back().rule.action = Action::Never;
  }
  asked.exit.push_back(both(rules[never], rules[always]));
  const World& world = inquiry.in.world;
  const Arch arch = world.machine.arch.value;
  for (const Abi abi : abis(arch)) {
    for (const Syscall syscall : kModuleSyscalls) {
      if (abi == Abi::X32 || !names_call(asked.exit.back().rule, arch, abi, syscall)) continue;
      const Recorded recorded = cover(asked, world, inquiry.in.scope, {abi, syscall}, KeyUse::Left).recorded;
      if (recorded == Recorded::Always || recorded == Recorded::Partly) return true;
    }
  }
  return false;
}

bool names_any_gap(const Inquiry& inquiry, const Rule& rule) {
  return leaves_gap(inquiry, rule, inquiry.in.rows);
}

std::optional<std::size_t> robbed_rule(const Inquiry& inquiry, std::size_t never) {
  const std::vector<FilterRule>& rules = filter_of(inquiry).exit;
  std::size_t work = 0;
  for (std::size_t i = never + 1; i < rules.size() && work < kMostWork; ++i) {
    if (rules[i].rule.action != Action::Always || !names_any_gap(inquiry, rules[i].rule)) continue;
    if (is_name_rule(rules[i])) continue;
    work += never + 1;
    if (takes_from(inquiry, never, i)) return i;
  }
  return std::nullopt;
}

// -A: the kernel forgets how a rule was put in, the line does not.
bool was_prepended(const Inquiry& inquiry, const Rule& rule) {
  for (const Statement& statement : inquiry.in.reading.ruleset.statements) {
    if (statement.origin != rule.origin) continue;
    return std::any_of(statement.operations.begin(), statement.operations.end(), [](const Step& step) {
      const auto* add = std::get_if<AddRule>(&step);
      return add != nullptr && add->rule.place == Place::Prepend;
    });
  }
  return false;
}

std::string matched_by(const Rule& rule) {
  std::vector<std::string> conditions;
  for (const Field& field : rule.fields) {
    if (field.id != FieldId::Arch && field.id != FieldId::Key) conditions.push_back(field_text(rule, field));
  }
  return conditions.empty() ? "every call it names" : "calls with " + listed(conditions);
}

std::vector<std::string> lines_before(const Inquiry& inquiry, const Rule& never) {
  std::vector<Row> lost;
  const Arch arch = inquiry.in.world.machine.arch.value;
  for (const Row& row : inquiry.in.rows) {
    if (names_call(never, arch, row.abi, row.syscall)) lost.push_back(row);
  }
  return lines_for_gaps(lost, arch, {inquiry.key, Place::Prepend, RuleCut::Least});
}

std::optional<Finding> tell_never(const Inquiry& inquiry, std::size_t never) {
  const std::vector<FilterRule>& rules = filter_of(inquiry).exit;
  const std::optional<std::size_t> robbed = robbed_rule(inquiry, never);
  if (!robbed) return std::nullopt;
  const Rule& rule = rules[never].rule;
  const bool prepended = was_prepended(inquiry, rule);
  const std::string after = where(rules[*robbed].rule.origin);
  Finding out = finding_at(inquiry, prepended ? "prepended-never" : "never-before", rule,
                           prepended ? "-A puts this never rule before the rule at " + after +
                                           ", from which it takes " + matched_by(rule) + ": they leave no record"
                                     : "this never rule stands before the rule at " + after + " and takes " +
                                           matched_by(rule) + " from it: they leave no record");
  out.hint = prepended ? "take the line out, or give it as -a behind the rules it is to spare"
                       : "take the line out, or put it behind the rules for modules";
  out.fix = lines_before(inquiry, rule);
  return out;
}

// Rules on one file.

const Field* find_field(const Rule& rule, FieldId id) {
  const auto found =
      std::find_if(rule.fields.begin(), rule.fields.end(), [&](const Field& field) { return field.id == id; });
  return found == rule.fields.end() ? nullptr : &*found;
}

bool may_run(const Rule& rule) {
  const Field* perm = find_field(rule, FieldId::Perm);
  return perm == nullptr || (perm->value & 1U) != 0;
}

// No value of one variable satisfies both rules: then they never meet.  Ids and numbers only.
bool are_apart(const Rule& a, const Rule& b) {
  for (const Field& field : a.fields) {
    if (field.op == Op::BitMask || field.op == Op::BitTest || !field.text.empty()) continue;
    if (field.id == FieldId::Gid || field.id == FieldId::Egid) continue;  // a task has many groups
    std::vector<Field> same;
    for (const auto* rule : {&a, &b}) {
      for (const Field& other : rule->fields) {
        if (other.id == field.id) same.push_back(other);
      }
    }
    const auto fits = [&](std::uint32_t value) {
      return std::all_of(same.begin(), same.end(), [&](const Field& f) { return compare(value, f.op, f.value); });
    };
    const bool some = fits(0) || fits(kUnset) || std::any_of(same.begin(), same.end(), [&](const Field& f) {
                        return fits(f.value) || fits(f.value - 1) || fits(f.value + 1);
                      });
    if (field.id != FieldId::Perm && field.id != FieldId::Key && !some) return true;
  }
  return false;
}

bool is_on_tool(const FilterRule& entry, const std::vector<std::string>& tools) {
  if (!entry.target || find_field(entry.rule, FieldId::Path) == nullptr || !may_run(entry.rule)) return false;
  return std::find(tools.begin(), tools.end(), entry.target->path) != tools.end();
}

std::optional<Finding> tell_same_file(const Inquiry& inquiry, const FilterRule& first, const FilterRule& second) {
  if (first.rule.action == second.rule.action || first.target->path != second.target->path) return std::nullopt;
  if ((first.rule.mask & second.rule.mask).none() || are_apart(first.rule, second.rule)) return std::nullopt;
  Finding out =
      finding_at(inquiry, "order-unknown", second.rule,
                 "this rule and the one at " + where(first.rule.origin) + " are about one file, " + first.target->path +
                     ", and disagree: each time the file is replaced the kernel may turn "
                     "their order round, so which of them counts cannot be known");
  out.hint = "keep one of the two, or set them apart with a field of which each has another value";
  return out;
}

std::vector<Finding> tell_watches(const Inquiry& inquiry) {
  std::vector<Finding> out;
  std::vector<const FilterRule*> watches;
  const std::vector<std::string> tools = tool_paths(inquiry.in.world);
  for (const FilterRule& entry : filter_of(inquiry).exit) {
    if (is_name_rule(entry) && is_on_tool(entry, tools)) watches.push_back(&entry);
  }
  for (std::size_t i = 0; i < watches.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      std::optional<Finding> found = tell_same_file(inquiry, *watches[j], *watches[i]);
      if (!found) continue;
      out.push_back(std::move(*found));
      break;
    }
  }
  return out;
}

}  // namespace

std::vector<Finding> detect_order(const Inquiry& inquiry) {
  std::vector<Finding> out;
  for (const Obstacle& obstacle : inquiry.obstacles) {
    if (obstacle.kind != ObstacleKind::Exit) continue;
    std::optional<Finding> found = tell_never(inquiry, obstacle.index);
    if (found) out.push_back(std::move(*found));
  }
  add_to(out, tell_watches(inquiry));
  return out;
}

}  // namespace modtrail
