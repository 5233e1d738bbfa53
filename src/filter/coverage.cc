#include "modtrail/filter/coverage.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "filter/conditions.h"
#include "filter/labels.h"
#include "filter/people.h"
#include "modtrail/filter/watch.h"

// Which attempts escape the audit filter?
//
// The kernel tries one attempt on the rules in order.  Here the same walk is made over all attempts of a row at once: a
// rule is a conjunction of conditions on the axes of space.h, and
//
//   an attempt is lost      if a never rule matches it and no always rule before does, or if no always rule matches it,
//                           or if the exclude list drops its SYSCALL record, or if its task was born unaudited;
//   an attempt is recorded  if an always rule matches it and no never rule before does (or its task is always
//   recorded),
//                           and the exclude list does not drop it.
//
// "No rule before matches" is one clause for each such rule: one of its conditions does not hold.  So each line above
// is a handful of questions "is there an attempt that satisfies these clauses?", and solve.h answers them exactly.  No
// attempt lost: always.  None recorded: never.  Else partly, with an attempt that was found as the witness; ordinary
// people are tried before the solver, and every witness is put to evaluate() again before it is believed.
//
// Entry point: coverage.
namespace modtrail {

namespace {

constexpr std::uint64_t kBudget = 20'000'000;  // literals looked at for one row: well under a second

// A question's answer: an attempt, none, or not known within the budget.
struct Found {
  enum class Kind : std::uint8_t { Attempt, None, Spent };
  Kind kind = Kind::None;
  SyscallEvent event;
};

// The rules of one row, translated once for one guess about what is not known.
struct Rules {
  std::vector<Conditions> exit;
  std::vector<Conditions> exclude;
  std::vector<Conditions> task;
};

void require(Clauses& clauses, const Conditions& rule) {
  for (const auto& clause : rule.positive) clauses.add(clause);
}

void deny(Clauses& clauses, const Conditions& rule) {
  clauses.add(rule.negative);
}

// No rule of this outcome among the first `count` matches.
void deny_all(Clauses& clauses, const std::vector<Conditions>& rules, std::size_t count, Action outcome) {
  for (std::size_t i = 0; i < count; ++i)
    if (rules[i].outcome == outcome) deny(clauses, rules[i]);
}

void spend(Budget& budget, std::uint64_t work) {
  budget.left -= std::min(budget.left, work);
}

Action other(Action action) {
  return action == Action::Always ? Action::Never : Action::Always;
}

// The ways a first-match list can come to an outcome, each as clauses to add.
class Ways {
 public:
  // `unmatched`: what the list comes to if no rule matches.
  Ways(const std::vector<Conditions>& rules, Action outcome, Action unmatched) : rules_(rules), outcome_(outcome) {
    if (unmatched == outcome) ways_.push_back(rules.size());
    for (std::size_t i = 0; i < rules.size(); ++i)
      if (rules[i].outcome == outcome) ways_.push_back(i);
  }
  std::size_t count() const { return ways_.size(); }
  // Putting clauses together counts like looking at them.
  void add(std::size_t way, Clauses& clauses, Budget& budget) const {
    const std::size_t rule = ways_[way];
    if (rule < rules_.size()) require(clauses, rules_[rule]);
    deny_all(clauses, rules_, rule, other(outcome_));
    spend(budget, rule);
  }

 private:
  const std::vector<Conditions>& rules_;
  Action outcome_;
  std::vector<std::size_t> ways_;  // the rule that matches first, or one past the last
};

// The states tasks can be born into, each with who is born into it.
struct Births {
  std::optional<Birth> none;
  std::optional<Birth> build;
  std::optional<Birth> record;
  std::vector<Literal> build_parents;  // the parents of tasks in state Build: one of these; empty: any
  bool spent = false;
};

// The parents that task rules tell apart: from each number of a pid= on, until the next.
std::vector<Interval> parent_pieces(const Filter& filter) {
  std::set<std::uint32_t> starts = {0};
  for (const FilterRule& entry : filter.task) {
    for (const Field& field : entry.rule.fields) {
      if (field.id != FieldId::Pid) continue;
      starts.insert(field.value);
      if (field.value != kMax) starts.insert(field.value + 1);
    }
  }
  std::vector<Interval> pieces;
  for (auto start = starts.begin(); start != starts.end(); ++start) {
    const auto next = std::next(start);
    pieces.push_back({*start, next == starts.end() ? kMax : *next - 1});
  }
  return pieces;
}

bool is_in_scope(const SyscallEvent& event, Scope scope, const Machine& machine) {
  return scope == Scope::Everyone || (event.who.auid >= machine.uid_min.value && event.who.auid != kUnset);
}

// Everything about one row, for one guess about what is not known.
class RowJudge {
 public:
  RowJudge(const Filter& filter, const World& world, Scope scope, std::vector<SyscallEvent> ordinary, Guess guess);

  Row judge(KeyUse keys);

 private:
  Found find(Action outcome);
  const Decision& decision(std::size_t ordinary);
  SyscallEvent with_names(SyscallEvent event);
  Found find_ordinary(Action outcome);
  Found find_by_birth(Action outcome) const;
  Found find_by_rules(Action outcome, std::size_t sample);
  Found find_excluded(std::size_t sample);
  Found solve_for(std::size_t sample, const Clauses& clauses);
  Found checked(SyscallEvent event, Action outcome) const;
  std::optional<Birth> born(Interval parents, Action outcome);
  void find_births();
  Birth birth_of(std::uint32_t parent);
  void explain_loss(Row& row) const;
  bool can_be_first(std::size_t sample, std::size_t rule, std::size_t main);
  void collect_keys_of(std::size_t sample, std::size_t rule, std::set<std::string>& keys);
  bool is_born_first(std::size_t rule);
  void collect_keys(Row& row);
  bool in_scope(const SyscallEvent& event) const;

  const Filter& filter_;
  const World& world_;
  Scope scope_;
  Budget budget_{kBudget};
  std::vector<SyscallEvent> ordinary_;
  std::vector<std::optional<Decision>> decisions_;  // of ordinary_
  std::vector<std::string> run_names_;              // of a program's start, the same for all of ordinary_
  std::vector<RowSpace> spaces_;                    // without names, and with a tracepoint's
  std::vector<Rules> rules_;                        // for each space
  std::optional<RowSpace> birth_space_;             // if there are task rules
  Births births_;
};

// What a module with a tracepoint makes in tracefs while it is loaded: a directory and files, all root's.  A watch on
// one of them makes a sample of its own, with that name alone: for a single name the order of the listing is the order
// of priority, so the rules of the inode hash can stand among the others.
std::vector<std::vector<std::string>> tracepoint_names(const Filter& filter) {
  std::vector<std::vector<std::string>> samples = {
      {"/sys/kernel/tracing/events/module", "/sys/kernel/tracing/events/module/enable"}};
  constexpr std::size_t kSamples = 16;
  for (const FilterRule& entry : filter.exit) {
    const bool traced = entry.target && is_name_rule(entry) && is_tracefs(entry.target->path);
    if (traced && samples.size() < kSamples) samples.push_back({entry.target->path});
  }
  return samples;
}

RowJudge::RowJudge(const Filter& filter, const World& world, Scope scope, std::vector<SyscallEvent> ordinary,
                   Guess guess)
    : filter_(filter), world_(world), scope_(scope), ordinary_(std::move(ordinary)) {
  std::vector<SyscallEvent> samples = {ordinary_.front()};
  const bool loads = operation_of(ordinary_.front().syscall) == Operation::Load;
  const bool may_make_names = loads && world.machine.tracefs.value == Switch::On;
  if (may_make_names && looks_at_names(filter)) {
    for (std::vector<std::string>& names : tracepoint_names(filter)) {
      samples.push_back(ordinary_.front());
      samples.back().names = std::move(names);
    }
  }
  for (const SyscallEvent& sample : samples) {
    spaces_.push_back(make_space(filter, world, sample, scope));
    const RowSpace& space = spaces_.back();
    rules_.push_back({exit_conditions(space, guess), exclude_conditions(space, guess), task_conditions(space, guess)});
  }
}

bool RowJudge::in_scope(const SyscallEvent& event) const {
  return is_in_scope(event, scope_, world_.machine);
}

Tri wanted(Action outcome) {
  return outcome == Action::Always ? Tri::Yes : Tri::No;
}

// The kernel model has the last word: what the solver says and evaluate() does not is no answer.
Found RowJudge::checked(SyscallEvent event, Action outcome) const {
  const bool agrees = evaluate(filter_, world_, event).recorded == wanted(outcome);
  return {agrees ? Found::Kind::Attempt : Found::Kind::Spent, std::move(event)};
}

// evaluate() of an ordinary attempt, once.
// What a start of the program looks up costs a walk through the files, so it is found once.
SyscallEvent RowJudge::with_names(SyscallEvent event) {
  const bool runs = operation_of(event.syscall) == Operation::Execute && world_.files == Files::Known;
  if (!runs || !event.names.empty()) return event;
  if (run_names_.empty()) run_names_ = names_of_execve(world_, event.path);
  event.names = run_names_;
  return event;
}

const Decision& RowJudge::decision(std::size_t ordinary) {
  decisions_.resize(ordinary_.size());
  std::optional<Decision>& known = decisions_[ordinary];
  if (!known) known = evaluate(filter_, world_, with_names(ordinary_[ordinary]));
  return *known;
}

Found RowJudge::find_ordinary(Action outcome) {
  for (std::size_t i = 0; i < ordinary_.size(); ++i)
    if (in_scope(ordinary_[i]) && decision(i).recorded == wanted(outcome)) return {Found::Kind::Attempt, ordinary_[i]};
  return {};
}

Found RowJudge::solve_for(std::size_t sample, const Clauses& clauses) {
  const RowSpace& space = spaces_[sample];
  Solution solution = solve(space.cube, clauses, budget_);
  if (solution.kind == Solution::Kind::None) return {};
  if (solution.kind == Solution::Kind::Spent) return {Found::Kind::Spent, {}};
  return {Found::Kind::Attempt, attempt_at(space, solution.cube, ordinary_.front())};
}

// The task rules that can match somewhere in the cube.
std::vector<Conditions> possible_in(const Cube& cube, const std::vector<Conditions>& rules) {
  const auto is_false = [&](const Literal& literal) { return cube.status(literal) == Status::False; };
  std::vector<Conditions> possible;
  for (const Conditions& rule : rules) {
    const bool never = std::any_of(rule.positive.begin(), rule.positive.end(), [&](const auto& clause) {
      return std::all_of(clause.begin(), clause.end(), is_false);
    });
    if (!never) possible.push_back(rule);
  }
  return possible;
}

std::optional<Birth> RowJudge::born(Interval parents, Action outcome) {
  Cube cube = birth_space_->cube;
  cube.domain(Axis::Pid).values.keep(parents);
  if (cube.domain(Axis::Pid).values.empty()) return std::nullopt;
  const std::vector<Conditions> rules = possible_in(cube, rules_.front().task);
  spend(budget_, 4 * rules_.front().task.size());
  const Ways ways(rules, outcome, Action::Possible);
  for (std::size_t way = 0; way < ways.count(); ++way) {
    Clauses clauses = birth_space_->always;
    ways.add(way, clauses, budget_);
    if (outcome == Action::Possible) deny_all(clauses, rules, rules.size(), Action::Never);
    const Solution solution = solve(cube, clauses, budget_);
    if (solution.kind == Solution::Kind::Found)
      return birth_at(*birth_space_, solution.cube, ordinary_.front().who, ordinary_.front().ppid);
    births_.spent = births_.spent || solution.kind == Solution::Kind::Spent;
    if (births_.spent) break;
  }
  return std::nullopt;
}

// kernel/auditsc.c audit_filter_task(): the first task rule that matches at fork; Build if none does.
void RowJudge::find_births() {
  if (rules_.front().task.empty()) {
    births_.build = Birth{ordinary_.front().who, ordinary_.front().ppid};
    return;
  }
  birth_space_.emplace(make_birth_space(filter_, world_, ordinary_.front()));
  const std::vector<Interval> pieces = parent_pieces(filter_);
  for (const Interval parents : pieces) {
    if (births_.spent) return;
    if (!births_.none) births_.none = born(parents, Action::Never);
    if (!births_.record) births_.record = born(parents, Action::Always);
    const std::optional<Birth> build = born(parents, Action::Possible);
    if (!build) continue;
    if (!births_.build) births_.build = build;
    if (pieces.size() > 1)
      births_.build_parents.push_back({Literal::Kind::Inside, Axis::Ppid, Axis::Ppid, parents.low, parents.high});
  }
}

// A task born unaudited is lost whatever it does; one born to be recorded is recorded unless excluded.
Found RowJudge::find_by_birth(Action outcome) const {
  const std::optional<Birth>& birth = outcome == Action::Never ? births_.none : births_.record;
  if (!birth) return {};
  for (SyscallEvent event : ordinary_) {
    if (!in_scope(event)) continue;
    event.birth = birth->who;
    event.ppid = birth->parent;
    if (evaluate(filter_, world_, event).recorded == wanted(outcome)) return {Found::Kind::Attempt, event};
  }
  return {};
}

// Who is born to be filtered by the exit rules, of this parent (one of build_parents).
Birth RowJudge::birth_of(std::uint32_t parent) {
  if (births_.build_parents.empty()) return *births_.build;
  return born({parent, parent}, Action::Possible).value_or(*births_.build);
}

Found RowJudge::find_by_rules(Action outcome, std::size_t sample) {
  const Rules& rules = rules_[sample];
  const bool recorded = outcome == Action::Always;
  const Ways exits(rules.exit, outcome, Action::Never);
  const Ways keeps(rules.exclude, Action::Always, Action::Always);
  const bool by_task = recorded && births_.record.has_value();
  for (std::size_t keep = 0; keep < (recorded ? keeps.count() : 1); ++keep) {
    for (std::size_t way = 0; way < (by_task ? 1 : exits.count()); ++way) {
      Clauses clauses = spaces_[sample].always;
      if (!by_task) exits.add(way, clauses, budget_);
      if (!by_task && !births_.build_parents.empty()) clauses.add(births_.build_parents);
      if (recorded) keeps.add(keep, clauses, budget_);
      Found found = solve_for(sample, clauses);
      if (found.kind == Found::Kind::None) continue;
      if (found.kind == Found::Kind::Spent) return found;
      if (by_task) found.event.ppid = births_.record->parent;
      const TaskState state = by_task ? TaskState::Record : TaskState::Build;
      if (task_state(filter_, world_.machine, found.event.who, found.event.ppid).state != state)
        found.event.birth = by_task ? births_.record->who : birth_of(found.event.ppid).who;
      return checked(std::move(found.event), outcome);
    }
  }
  return {};
}

Found RowJudge::find_excluded(std::size_t sample) {
  const Ways drops(rules_[sample].exclude, Action::Never, Action::Always);
  for (std::size_t way = 0; way < drops.count(); ++way) {
    Clauses clauses = spaces_[sample].always;
    drops.add(way, clauses, budget_);
    Found found = solve_for(sample, clauses);
    if (found.kind == Found::Kind::Attempt) return checked(std::move(found.event), Action::Never);
    if (found.kind == Found::Kind::Spent) return found;
  }
  return {};
}

// An attempt of the row with this outcome, ordinary people first.
Found RowJudge::find(Action outcome) {
  Found found = find_ordinary(outcome);
  if (found.kind == Found::Kind::None) found = find_by_birth(outcome);
  bool spent = births_.spent;
  const bool filtered = births_.build.has_value() || (outcome == Action::Always && births_.record.has_value());
  for (std::size_t sample = 0; sample < spaces_.size() && found.kind != Found::Kind::Attempt; ++sample) {
    if (filtered) found = find_by_rules(outcome, sample);
    spent = spent || found.kind == Found::Kind::Spent;
    if (outcome == Action::Always || found.kind == Found::Kind::Attempt) continue;
    found = find_excluded(sample);
    spent = spent || found.kind == Found::Kind::Spent;
  }
  if (found.kind != Found::Kind::Attempt && spent) found.kind = Found::Kind::Spent;
  return found;
}

// Is the rule the first to match some attempt of the sample, and its record kept?  Where the budget is spent, it may
// be. `main`: the rule of the main list that matches first besides, or one past the last for none; `rule` itself where
// that does not matter.
bool RowJudge::can_be_first(std::size_t sample, std::size_t rule, std::size_t main) {
  const Rules& rules = rules_[sample];
  const Ways keeps(rules.exclude, Action::Always, Action::Always);
  for (std::size_t keep = 0; keep < keeps.count(); ++keep) {
    if (budget_.left == 0) return true;
    spend(budget_, rule);
    Clauses clauses = spaces_[sample].always;
    require(clauses, rules.exit[rule]);
    for (std::size_t other = 0; other < rules.exit.size() && other < main; ++other)
      if (other < rule || (other > rule && !is_name_rule(*rules.exit[other].rule))) deny(clauses, rules.exit[other]);
    if (main != rule && main < rules.exit.size()) require(clauses, rules.exit[main]);
    keeps.add(keep, clauses, budget_);
    if (solve_for(sample, clauses).kind != Found::Kind::None) return true;
  }
  return false;
}

// A watch without a key leaves the key of the rule of the main list that it overrules.
void RowJudge::collect_keys_of(std::size_t sample, std::size_t rule, std::set<std::string>& keys) {
  const std::vector<Conditions>& rules = rules_[sample].exit;
  const std::string own = key_of(rules[rule].rule->rule);
  const bool borrows = own.empty() && is_name_rule(*rules[rule].rule);
  if (!borrows && keys.count(own) == 0 && can_be_first(sample, rule, rule)) keys.insert(own);
  for (std::size_t main = rule + 1; borrows && main <= rules.size(); ++main) {
    if (main < rules.size() && is_name_rule(*rules[main].rule)) continue;
    const std::string key = main < rules.size() ? key_of(rules[main].rule->rule) : "";
    if (keys.count(key) == 0 && can_be_first(sample, rule, main)) keys.insert(key);
  }
}

// Is some task born by this task rule first, and is a call of such a task kept by the exclude list?
bool RowJudge::is_born_first(std::size_t rule) {
  const std::vector<Conditions>& rules = rules_.front().task;
  Clauses birth = birth_space_->always;
  require(birth, rules[rule]);
  for (std::size_t i = 0; i < rule; ++i) deny(birth, rules[i]);
  spend(budget_, rule);
  if (solve(birth_space_->cube, birth, budget_).kind == Solution::Kind::None) return false;
  const Ways keeps(rules_.front().exclude, Action::Always, Action::Always);
  for (std::size_t keep = 0; keep < keeps.count(); ++keep) {
    Clauses clauses = spaces_.front().always;
    keeps.add(keep, clauses, budget_);
    if (solve_for(0, clauses).kind != Found::Kind::None) return true;
  }
  return false;
}

// The keys that records of the row can carry: of each distinct key, is some rule that has it the first to match?
void RowJudge::collect_keys(Row& row) {
  std::set<std::string> keys;
  for (std::size_t i = 0; i < ordinary_.size(); ++i)
    if (in_scope(ordinary_[i]) && decision(i).recorded == Tri::Yes) keys.insert(decision(i).key);
  for (std::size_t i = 0; i < rules_.front().task.size() && births_.record; ++i) {
    const Conditions& rule = rules_.front().task[i];
    const std::string key = key_of(rule.rule->rule);
    if (rule.outcome == Action::Always && keys.count(key) == 0 && is_born_first(i)) keys.insert(key);
  }
  for (std::size_t sample = 0; sample < spaces_.size() && births_.build; ++sample) {
    for (std::size_t i = 0; i < rules_[sample].exit.size(); ++i)
      if (rules_[sample].exit[i].outcome == Action::Always) collect_keys_of(sample, i, keys);
  }
  for (const std::string& key : keys) row.keys.push_back(key.empty() ? std::nullopt : std::optional(key));
}

void RowJudge::explain_loss(Row& row) const {
  const Decision decision = evaluate(filter_, world_, *row.witness);
  row.reason = decision.reason;
  if (decision.rule != nullptr)
    row.origin = decision.rule->rule.origin;
  else if (filter_.enabled == 0)
    row.origin = filter_.enabled_by;
  const bool named = std::any_of(rules_.front().exit.begin(), rules_.front().exit.end(),
                                 [](const Conditions& rule) { return rule.outcome == Action::Always; });
  if (decision.rule != nullptr || named || filter_.enabled == 0) return;
  if (operation_of(row.syscall) == Operation::Execute)
    row.reason = "no rule sees the program run";
  else
    row.reason = row.abi == Abi::X32
                     ? "no rule can name a call of the x32 ABI"
                     : "no rule takes " + std::string(name(row.syscall)) + " of " + std::string(name(row.abi));
}

Row RowJudge::judge(KeyUse keys) {
  Row row;
  row.syscall = spaces_.front().sample.syscall;
  row.abi = spaces_.front().sample.abi;
  find_births();
  const Found lost = find(Action::Never);
  const Found recorded = find(Action::Always);
  const bool spent = lost.kind == Found::Kind::Spent || recorded.kind == Found::Kind::Spent;
  const bool some = recorded.kind == Found::Kind::Attempt;
  if (lost.kind == Found::Kind::Attempt) {
    row.recorded = some ? Recorded::Partly : spent ? Recorded::Undecided : Recorded::Never;
    row.witness = lost.event;
    explain_loss(row);
  } else {
    row.recorded = spent ? Recorded::Undecided : Recorded::Always;
    if (spent) row.reason = "the rules are too entangled to be decided within the budget of the search";
  }
  row.out_of_budget = spent && row.recorded == Recorded::Undecided;
  if (some && keys == KeyUse::Collected) collect_keys(row);
  return row;
}

bool is_off(const World& world, Abi abi) {
  const Machine& machine = world.machine;
  if (abi == Abi::X32) return machine.x32.value == Switch::Off;
  const bool compat = abi == Abi::B32 && machine.arch.value != Arch::I386;
  return compat && machine.ia32.value == Switch::Off;
}

// A row whose witness is lost whatever the security module is: one of these, with its own label or another's.
std::optional<Row> lost_in_all(const std::vector<Row>& rows, const Filter& filter, const World& world) {
  for (Row row : rows) {
    for (const Row& labelled : rows) {
      if (!row.witness || !labelled.witness) continue;
      row.witness->who.subj = labelled.witness->who.subj;
      if (row.witness->birth) row.witness->birth->subj = row.witness->who.subj;
      if (evaluate(filter, world, *row.witness).recorded == Tri::No) return row;
    }
  }
  return std::nullopt;
}

// The same row judged under every possibility: if they differ, or no attempt is lost under all, what is not known
// decides.
Row settle(std::vector<Row> rows, const Filter& filter, const World& world) {
  const auto is_always = [](const Row& row) { return row.recorded == Recorded::Always; };
  if (rows.size() == 1 || std::all_of(rows.begin(), rows.end(), is_always)) return std::move(rows.front());
  const bool agree =
      std::all_of(rows.begin(), rows.end(), [&](const Row& row) { return row.recorded == rows.front().recorded; });
  std::optional<Row> lost = lost_in_all(rows, filter, world);
  if (agree && lost) return *std::move(lost);
  const auto first = std::find_if(rows.begin(), rows.end(), [](const Row& row) { return row.witness.has_value(); });
  Row row = lost ? *std::move(lost) : first == rows.end() ? rows.front() : *first;
  row.recorded = Recorded::Undecided;
  row.reason = "it depends on the security module's label of the task";
  return row;
}

Row judge_row(const Filter& filter, const World& world, Scope scope, const std::vector<SyscallEvent>& ordinary,
              KeyUse keys) {
  std::vector<Row> rows;
  for (const World& possible : possible_worlds(filter, world)) {
    rows.push_back(RowJudge(filter, possible, scope, ordinary, Guess::Matches).judge(keys));
    const RowSpace space = make_space(filter, possible, ordinary.front(), scope);
    if (looks_at_labels(filter) && has_unknowns(space))
      rows.push_back(RowJudge(filter, possible, scope, ordinary, Guess::MatchesNot).judge(keys));
  }
  return settle(std::move(rows), filter, world);
}

// A rate limit drops records of any event once a second's share is spent.
void apply_rate_limit(Row& row, const Filter& filter) {
  if (filter.rate_limit == 0 || row.recorded != Recorded::Always) return;
  row.recorded = Recorded::Partly;
  row.origin = filter.rate_limit_by;
  row.reason = "records beyond " + std::to_string(filter.rate_limit) + " a second are dropped";
}

Row row_without_auditing(const Filter& filter, const World& world, Scope scope,
                         const std::vector<SyscallEvent>& ordinary) {
  Row row;
  row.syscall = ordinary.front().syscall;
  row.abi = ordinary.front().abi;
  row.witness = *std::find_if(ordinary.begin(), ordinary.end(), [&](const SyscallEvent& event) {
    return is_in_scope(event, scope, world.machine) || event.who.auid == 1000;
  });
  row.reason = evaluate(filter, world, *row.witness).reason;
  row.origin = filter.enabled_by;
  return row;
}

Row cover_all(const Filter& filter, const World& world, Scope scope, const std::vector<SyscallEvent>& ordinary,
              KeyUse keys) {
  const auto [abi, syscall] = Way{ordinary.front().abi, ordinary.front().syscall};
  if (is_off(world, abi) || !entry(world.machine.arch.value, abi, syscall)) {
    Row row;
    row.syscall = syscall;
    row.abi = abi;
    row.recorded = Recorded::Unreachable;
    return row;
  }
  const bool silent = filter.enabled == 0 || world.machine.audit.value == AuditBoot::Off;
  Row row =
      silent ? row_without_auditing(filter, world, scope, ordinary) : judge_row(filter, world, scope, ordinary, keys);
  apply_rate_limit(row, filter);
  return row;
}

}  // namespace

Row cover(const Filter& filter, const World& world, Scope scope, Way way, KeyUse keys) {
  return cover_all(filter, world, scope, ordinary_attempts(world.machine.arch.value, way.abi, way.syscall), keys);
}

Row cover_run(const Filter& filter, const World& world, Scope scope, const ProgramRun& run) {
  return cover_all(filter, world, scope, ordinary_runs(world.machine.arch.value, run.abi, run.path, run.exe),
                   KeyUse::Collected);
}

std::string_view name(Recorded recorded) {
  switch (recorded) {
    case Recorded::Always:
      return "always";
    case Recorded::Partly:
      return "partly";
    case Recorded::Never:
      return "never";
    case Recorded::Unreachable:
      return "unreachable";
    case Recorded::Undecided:
      break;
  }
  return "undecided";
}

std::vector<Row> coverage(const Filter& filter, const World& world, Scope scope, KeyUse keys) {
  std::vector<Row> rows;
  for (const Abi abi : abis(world.machine.arch.value))
    for (const Syscall syscall : kModuleSyscalls) rows.push_back(cover(filter, world, scope, {abi, syscall}, keys));
  return rows;
}

}  // namespace modtrail
