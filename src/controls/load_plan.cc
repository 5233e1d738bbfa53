#include "modtrail/controls/load_plan.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "controls/obstacles.h"
#include "controls/remedy.h"
#include "modtrail/base/text.h"
#include "modtrail/filter/live.h"
#include "modtrail/rules/lines.h"
#include "modtrail/rules/parse.h"

// As with files, nothing is believed that has not been tried: the changes are made in a copy of the state, the rules
// are made of what is lost even then, put behind the others or, where a rule among them is in the way, before them, and
// coverage says what is still lost.
namespace modtrail {
namespace {

std::vector<Row> rows_of(const KernelState& state, const World& world, Scope scope) {
  return coverage(about_modules(as_held(state, world), world.machine), world, scope);
}

std::optional<KernelChange> change_for(const Filter& filter, const Obstacle& obstacle) {
  using Kind = KernelChange::Kind;
  switch (obstacle.kind) {
    case ObstacleKind::Exit:
      break;
    case ObstacleKind::Task:
      return KernelChange{Kind::DeleteRule, rule_of(filter, obstacle)->rule,
                          "a task born under it is never recorded, whatever exit rules there are"};
    case ObstacleKind::Exclude:
      return KernelChange{Kind::DeleteRule, rule_of(filter, obstacle)->rule,
                          "it drops records that rules have asked for"};
    case ObstacleKind::Disabled:
      return KernelChange{Kind::Enable, std::nullopt, "while auditing is switched off nothing is recorded"};
    case ObstacleKind::RateLimit:
      return KernelChange{Kind::LiftRateLimit, std::nullopt, "beyond the limit records are thrown away"};
  }
  return std::nullopt;
}

void carry_out(const KernelChange& change, KernelState& state) {
  switch (change.kind) {
    case KernelChange::Kind::DeleteRule:
      std::erase_if(state.rules, [&](const Rule& rule) { return rule.origin.line == change.rule->origin.line; });
      break;
    case KernelChange::Kind::Enable:
      state.enabled = 1;
      break;
    case KernelChange::Kind::LiftRateLimit:
      state.rate_limit = 0;
      break;
  }
}

// One obstacle may hide another.
constexpr std::size_t kMostRounds = 64;

std::vector<KernelChange> clear_the_way(KernelState& state, const World& world, Scope scope) {
  std::vector<KernelChange> out;
  for (std::size_t round = 0; round < kMostRounds && !all_recorded(rows_of(state, world, scope)); ++round) {
    const Filter filter = as_held(state, world);
    const std::size_t before = out.size();
    for (const Obstacle& obstacle : find_obstacles(filter, world, scope)) {
      if (std::optional<KernelChange> change = change_for(filter, obstacle)) out.push_back(std::move(*change));
    }
    if (out.size() == before) break;
    for (std::size_t i = before; i < out.size(); ++i) carry_out(out[i], state);
  }
  return out;
}

Result<std::vector<Rule>> parsed(const std::vector<std::string>& lines, const World& world) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  const ParseContext context{world.machine, world.names, world.files == Files::Known ? world.tree : nullptr};
  std::vector<Rule> out;
  for (const Statement& statement : parse_rules(split_lines(text, "plan"), context).statements) {
    for (const Step& step : statement.operations) {
      const AddRule* add = std::get_if<AddRule>(&step);
      if (add == nullptr) return fail("the plan holds no rule at: " + statement.text);
      out.push_back(add->rule);
      out.back().text = statement.text;
    }
  }
  return out;
}

KernelState with(KernelState state, const std::vector<Rule>& rules) {
  for (const Rule& rule : rules) {
    const auto at = rule.place == Place::Prepend ? state.rules.begin() : state.rules.end();
    state.rules.insert(at, rule)->place = Place::Append;  // the kernel forgets how it was put there
  }
  return state;
}

// Behind the rules there are, and before them if that does not do.
Result<std::vector<Rule>> rules_for(const KernelState& state, const World& world, Scope scope) {
  const Arch arch = world.machine.arch.value;
  const std::string key = site_key(as_held(state, world), arch);
  const std::vector<Row> rows = rows_of(state, world, scope);
  std::vector<Rule> rules;
  for (const Place place : {Place::Append, Place::Prepend}) {
    rules = TRY(parsed(lines_for_gaps(rows, arch, {key, place, RuleCut::Least}), world));
    if (all_recorded(rows_of(with(state, rules), world, scope))) break;
  }
  return rules;
}

bool deletes_task_rule(const KernelChange& change) {
  return change.rule && change.rule->list == FilterList::Task;
}

}  // namespace

std::string step_of(const KernelChange& change) {
  switch (change.kind) {
    case KernelChange::Kind::DeleteRule:
      return "delete the rule '" + printable(change.rule->text) + "'";
    case KernelChange::Kind::Enable:
      return "switch auditing on: auditctl -e 1";
    case KernelChange::Kind::LiftRateLimit:
      break;
  }
  return "lift the rate limit: auditctl -r 0";
}

Result<LoadPlan> plan_load(const KernelState& held, const World& world, Scope scope, KernelChanges changes) {
  LoadPlan plan;
  KernelState state = held;
  plan.changes = clear_the_way(state, world, scope);
  plan.rules = TRY(rules_for(state, world, scope));
  if (changes == KernelChanges::Leave) {
    for (const KernelChange& change : plan.changes) plan.remaining.push_back(step_of(change) + ": " + change.reason);
    plan.changes.clear();
  } else if (std::any_of(plan.changes.begin(), plan.changes.end(), deletes_task_rule)) {
    plan.notes.emplace_back("tasks that were born under a never,task rule stay unrecorded until they end");
  }
  for (std::string& gap : gaps_left(rows_of(with(state, plan.rules), world, scope))) {
    plan.remaining.push_back(std::move(gap));
  }
  if (world.machine.audit.value == AuditBoot::Absent) {
    plan.notes.emplace_back(
        "tasks older than the first rule stay unrecorded: put audit=1 on the kernel's command line");
  }
  return plan;
}

}  // namespace modtrail
