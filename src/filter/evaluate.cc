#include "modtrail/filter/evaluate.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "filter/labels.h"
#include "filter/match.h"

// The kernel's decision, in its own order (docs/kernel-semantics.md section 2):
//
//   1. at fork, the task list gives the task a state: None (never audited), Build, or Record (always);
//   2. at the call's exit, a task in state Build is tried on the main list of exit rules: the first that matches
//   decides,
//      and hands on its priority;
//   3. then each name the call looked up is tried on the hash of inode rules; only a rule of higher priority can
//   overrule
//      the main list, and the first name with a hit ends the search;
//   4. if the state is now Record, the exclude list may still drop the SYSCALL record, and with it the whole event.
//
// Where something is not known (a label, an execve's names), every outcome it could have is followed; the answer is
// Unknown only if they differ.  Entry point: evaluate.
namespace modtrail {

namespace {

constexpr std::uint32_t kSyscallRecord = 1300;

// What the exit rules leave a call in: the deciding rule, or none, and the rule whose key sticks.
struct Outcome {
  const FilterRule* rule = nullptr;
  const FilterRule* key_from = nullptr;
};

std::int64_t priority_of(const Outcome& outcome) {
  return outcome.rule->priority;
}

bool beats(const FilterRule& entry, const Outcome& outcome) {
  return outcome.rule == nullptr || entry.priority > priority_of(outcome);
}

// A rule without a key leaves the key of the rule it overrules.
Outcome overruled(const Outcome& before, const FilterRule& entry) {
  const bool keyed = !key_of(entry.rule).empty();
  return {&entry, keyed ? &entry : before.key_from};
}

// Step 2.  More than one outcome only if a match was Unknown.
std::vector<Outcome> main_list(const Filter& filter, const Subject& subject) {
  std::vector<Outcome> outcomes;
  for (const FilterRule& entry : filter.exit) {
    if (!subject.entry || !in_mask(entry.rule, subject.entry->number) || is_name_rule(entry)) continue;
    const Tri matches = match_exit(entry, subject, nullptr).matches;
    if (matches == Tri::No) continue;
    outcomes.push_back(overruled({}, entry));
    if (matches == Tri::Yes) return outcomes;
  }
  outcomes.push_back({});
  return outcomes;
}

// Step 3 for one outcome of step 2, names known.
std::vector<Outcome> inode_rules(const Filter& filter, const Subject& subject, const Outcome& before) {
  std::vector<Outcome> outcomes;
  for (const NameFacts& name : *subject.names) {
    for (const FilterRule& entry : filter.exit) {
      if (!is_name_rule(entry) || !beats(entry, before)) continue;
      const Tri matches = match_exit(entry, subject, &name).matches;
      if (matches == Tri::No) continue;
      outcomes.push_back(overruled(before, entry));
      if (matches == Tri::Yes) return outcomes;
    }
  }
  outcomes.push_back(before);
  return outcomes;
}

// Step 3 where the names are not known: any inode rule whose other fields hold may be the one.
std::vector<Outcome> any_inode_rule(const Filter& filter, const Subject& subject, const Outcome& before) {
  std::vector<Outcome> outcomes = {before};
  for (const FilterRule& entry : filter.exit) {
    if (!is_name_rule(entry) || !beats(entry, before) || !in_mask(entry.rule, subject.entry->number)) continue;
    const bool possible = std::all_of(entry.rule.fields.begin(), entry.rule.fields.end(), [&](const Field& field) {
      return field.id == FieldId::Path || field.id == FieldId::Inode ||
             match_exit_field(entry, field, subject, nullptr) != Tri::No;
    });
    if (possible) outcomes.push_back(overruled(before, entry));
  }
  return outcomes;
}

std::vector<Outcome> exit_rules(const Filter& filter, const Subject& subject) {
  std::vector<Outcome> outcomes;
  for (const Outcome& before : main_list(filter, subject)) {
    const std::vector<Outcome> after =
        subject.names ? inode_rules(filter, subject, before) : any_inode_rule(filter, subject, before);
    outcomes.insert(outcomes.end(), after.begin(), after.end());
  }
  return outcomes;
}

// Step 4.  kernel/auditfilter.c audit_filter(): a field it does not know ends the whole list and keeps the record, and
// a label no LSM implements leaves the result of the field before it.
enum class Verdict : std::uint8_t { Drops, Keeps, NoMatch };

struct Exclusion {
  Verdict verdict = Verdict::NoMatch;
  Tri certain = Tri::Yes;
};

std::optional<Tri> match_exclude_field(const FilterRule& entry, const Field& field, const Subject& subject,
                                       Tri previous) {
  const SyscallEvent& event = subject.event;
  switch (field.id) {
    case FieldId::MsgType:
      return compare(kSyscallRecord, field.op, field.value) ? Tri::Yes : Tri::No;
    case FieldId::Gid:
      return compare(event.who.gid, field.op, field.value) ? Tri::Yes : Tri::No;
    case FieldId::Pid:
    case FieldId::Uid:
    case FieldId::Auid:
    case FieldId::AuidSet:
    case FieldId::Exe:
      return match_exit_field(entry, field, subject, nullptr);
    case FieldId::SubjUser:
    case FieldId::SubjRole:
    case FieldId::SubjType:
    case FieldId::SubjSen:
    case FieldId::SubjClr:
      return match_subject_label(field, event.who.subj, subject.world.machine, previous);
    default:
      return std::nullopt;
  }
}

Exclusion exclude_rule(const FilterRule& entry, const Subject& subject) {
  Tri result = Tri::No;
  Tri certain = Tri::Yes;
  for (const Field& field : entry.rule.fields) {
    const std::optional<Tri> matched = match_exclude_field(entry, field, subject, result);
    if (!matched) return {Verdict::Keeps, certain};
    result = *matched;
    if (result == Tri::No) return {Verdict::NoMatch, Tri::Yes};
    if (result == Tri::Unknown) certain = Tri::Unknown;
  }
  return {result == Tri::No ? Verdict::NoMatch : Verdict::Drops, certain};
}

struct ExcludeOutcome {
  Tri drops = Tri::No;
  const FilterRule* rule = nullptr;
};

// Every verdict the list can come to: those of rules that may match, up to the first that does.
ExcludeOutcome exclude_list(const Filter& filter, const Subject& subject) {
  bool may_drop = false;
  bool may_keep = false;
  bool ended = false;
  const FilterRule* first = nullptr;
  for (std::size_t i = 0; i < filter.exclude.size() && !ended; ++i) {
    const Exclusion exclusion = exclude_rule(filter.exclude[i], subject);
    if (exclusion.verdict == Verdict::NoMatch) continue;
    (exclusion.verdict == Verdict::Drops ? may_drop : may_keep) = true;
    if (first == nullptr) first = &filter.exclude[i];
    ended = exclusion.certain != Tri::Unknown;
  }
  may_keep = may_keep || !ended;
  if (!may_drop) return {Tri::No, first};
  return {may_keep ? Tri::Unknown : Tri::Yes, first};
}

Decision lost(const FilterRule* rule, std::string reason) {
  return {Tri::No, rule, "", std::move(reason)};
}

// Every outcome of the exit rules leads to the same answer, or it is not known.
Decision from_outcomes(const std::vector<Outcome>& outcomes) {
  const auto records = [](const Outcome& o) { return o.rule != nullptr && o.rule->rule.action == Action::Always; };
  const Outcome& last = outcomes.back();
  const bool agree =
      std::all_of(outcomes.begin(), outcomes.end(), [&](const Outcome& o) { return records(o) == records(last); });
  if (!agree)
    return {Tri::Unknown, outcomes.front().rule, "", "it depends on what the files, the names or a label are"};
  if (last.rule == nullptr) return lost(nullptr, "no rule takes it");
  if (!records(last)) return lost(last.rule, "a never rule takes it first");
  return {Tri::Yes, last.rule, last.key_from != nullptr ? key_of(last.key_from->rule) : "", "an always rule takes it"};
}

Decision by_exit_rules(const Filter& filter, const SyscallEvent& event, const Subject& subject) {
  if (event.daemon == Daemon::Registered)
    return lost(nullptr, "the registered audit daemon is exempt from the exit rules");
  return from_outcomes(exit_rules(filter, subject));
}

Decision apply_exclude(Decision decision, const Filter& filter, const Subject& subject) {
  if (decision.recorded == Tri::No) return decision;
  const ExcludeOutcome excluded = exclude_list(filter, subject);
  if (excluded.drops == Tri::Yes) return lost(excluded.rule, "an exclude rule drops its SYSCALL record");
  if (excluded.drops == Tri::Unknown)
    return {Tri::Unknown, excluded.rule, "", "whether an exclude rule drops it depends on a label that is not known"};
  return decision;
}

Decision by_task_rule(const TaskDecision& task) {
  const std::string key = task.rule != nullptr ? key_of(task.rule->rule) : std::string();
  return {Tri::Yes, task.rule, key, "the task was born under a task rule that records all it does"};
}

Decision merge(const Decision& a, const Decision& b) {
  if (a.recorded == b.recorded) return a;
  return {Tri::Unknown, a.rule, "",
          "whether a task rule took the task at its birth depends on a label that is not known"};
}

}  // namespace

TaskDecision task_state(const Filter& filter, const Machine& machine, const Identity& birth, std::uint32_t parent) {
  for (const FilterRule& entry : filter.task) {
    Tri matches = Tri::Yes;
    for (const Field& field : entry.rule.fields) {
      const Tri result = match_task_field(field, birth, parent, machine);
      if (result == Tri::Unknown && matches == Tri::Yes) matches = Tri::Unknown;
      if (result == Tri::No) matches = Tri::No;
      if (matches == Tri::No) break;
    }
    if (matches == Tri::No) continue;
    const TaskState state = entry.rule.action == Action::Always ? TaskState::Record : TaskState::None;
    return {state, &entry, matches};
  }
  return {};
}

namespace {

Decision evaluate_in(const Filter& filter, const World& world, const SyscallEvent& event) {
  if (world.machine.audit.value == AuditBoot::Off) return lost(nullptr, "the kernel was started with audit=0");
  if (filter.enabled == 0) return lost(nullptr, "auditing is disabled (-e 0)");
  if (event.context == Context::None) return lost(nullptr, "the task is older than auditing: it has no audit context");
  const TaskDecision task = task_state(filter, world.machine, event.birth.value_or(event.who), event.ppid);
  const Subject subject = make_subject(filter, world, event);
  const auto otherwise = [&] { return apply_exclude(by_exit_rules(filter, event, subject), filter, subject); };
  Decision decision;
  switch (task.state) {
    case TaskState::None:
      decision = lost(task.rule, "the task was born under a never,task rule");
      break;
    case TaskState::Record:
      decision = apply_exclude(by_task_rule(task), filter, subject);
      break;
    case TaskState::Build:
      return otherwise();
  }
  return task.certain == Tri::Unknown ? merge(decision, otherwise()) : decision;
}

}  // namespace

// Fields of one label are not known apart from each other, so each security module is tried on the whole.
Decision evaluate(const Filter& filter, const World& world, const SyscallEvent& event) {
  if (world.machine.lsm.value) return evaluate_in(filter, world, event);
  const std::vector<World> worlds = possible_worlds(filter, world);
  Decision decision = evaluate_in(filter, worlds.front(), event);
  for (std::size_t i = 1; i < worlds.size(); ++i) {
    if (evaluate_in(filter, worlds[i], event).recorded == decision.recorded) continue;
    return {Tri::Unknown, decision.rule, "", "it depends on the security module's label of the task"};
  }
  return decision;
}

std::vector<Match> match_rules(const Filter& filter, const World& world, const SyscallEvent& event) {
  const Subject subject = make_subject(filter, world, event);
  std::vector<Match> matches;
  for (const FilterRule& entry : filter.exit) {
    Match match = match_exit(entry, subject, nullptr);
    if (is_name_rule(entry) && subject.names) {
      for (const NameFacts& name : *subject.names)
        if (match.matches == Tri::No) match = match_exit(entry, subject, &name);
    } else if (is_name_rule(entry) && match.failed != kNoField) {
      match.matches = Tri::Unknown;
    }
    matches.push_back(match);
  }
  return matches;
}

}  // namespace modtrail
