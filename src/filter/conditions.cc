#include "filter/conditions.h"

#include <algorithm>
#include <string_view>
#include <utility>

// From a rule's fields to literals.  A field that compares an axis with a constant becomes a literal; one that has the
// same answer for every attempt of the row (arch, perm, path, names) is asked of match.h, so there is one place that
// knows what it means.  A gid that may be met by a supplementary group, and "any of these bits", are clauses of several
// literals; their denials are single literals, and the other way round.  Entry points: exit_conditions,
// task_conditions, exclude_conditions.
namespace modtrail {

namespace {

using Kind = Literal::Kind;

// One field: true, false, not known, or a clause with its denial.
struct Condition {
  enum class Answer : std::uint8_t { True, False, Unknown, Depends };
  Answer answer = Answer::Depends;
  std::vector<Literal> positive;  // any of these holds
  std::vector<Literal> negative;  // any of these denies it
};

Condition constant(bool value) {
  return {value ? Condition::Answer::True : Condition::Answer::False, {}, {}};
}

Condition constant(Tri value) {
  if (value == Tri::Unknown) return {Condition::Answer::Unknown, {}, {}};
  return constant(value == Tri::Yes);
}

Literal literal(Kind kind, Axis axis, std::uint32_t low, std::uint32_t high) {
  return {kind, axis, axis, low, high};
}

Condition one_of(Literal yes, Literal no) {
  return {Condition::Answer::Depends, {yes}, {no}};
}

Condition inside(Axis axis, std::uint32_t low, std::uint32_t high) {
  return one_of(literal(Kind::Inside, axis, low, high), literal(Kind::Outside, axis, low, high));
}

Condition outside(Axis axis, std::uint32_t low, std::uint32_t high) {
  return one_of(literal(Kind::Outside, axis, low, high), literal(Kind::Inside, axis, low, high));
}

std::vector<Literal> each_bit(Kind kind, Axis axis, std::uint32_t mask) {
  std::vector<Literal> bits;
  for (unsigned p = 0; p < 32; ++p)
    if ((mask >> p & 1U) != 0) bits.push_back(literal(kind, axis, 1U << p, 0));
  return bits;
}

Condition on_axis(Axis axis, Op op, std::uint32_t value) {
  switch (op) {
    case Op::Equal:
      return inside(axis, value, value);
    case Op::NotEqual:
      return outside(axis, value, value);
    case Op::Less:
      return value == 0 ? constant(false) : inside(axis, 0, value - 1);
    case Op::LessEqual:
      return inside(axis, 0, value);
    case Op::Greater:
      return value == kMax ? constant(false) : inside(axis, value + 1, kMax);
    case Op::GreaterEqual:
      return inside(axis, value, kMax);
    case Op::BitMask:
      if (value == 0) return constant(false);
      return {
          Condition::Answer::Depends, each_bit(Kind::BitsSet, axis, value), {literal(Kind::BitsClear, axis, value, 0)}};
    case Op::BitTest:
      if (value == 0) return constant(true);
      return {
          Condition::Answer::Depends, {literal(Kind::BitsSet, axis, value, 0)}, each_bit(Kind::BitsClear, axis, value)};
  }
  return constant(false);
}

Condition denied(Condition condition) {
  std::swap(condition.positive, condition.negative);
  return condition;
}

// gid and egid look at the supplementary groups for = and !=.
Condition on_group(Axis axis, Op op, std::uint32_t value) {
  if (op != Op::Equal && op != Op::NotEqual) return on_axis(axis, op, value);
  Condition member{Condition::Answer::Depends,
                   {literal(Kind::Inside, axis, value, value), literal(Kind::InGroup, axis, value, value)},
                   {literal(Kind::NotGroup, axis, value, value)}};
  return op == Op::Equal ? member : denied(std::move(member));
}

std::optional<Axis> axis_of(FieldId id) {
  switch (id) {
    case FieldId::Auid:
      return Axis::Auid;
    case FieldId::Uid:
      return Axis::Uid;
    case FieldId::Euid:
      return Axis::Euid;
    case FieldId::Suid:
      return Axis::Suid;
    case FieldId::Fsuid:
      return Axis::Fsuid;
    case FieldId::Gid:
      return Axis::Gid;
    case FieldId::Egid:
      return Axis::Egid;
    case FieldId::Sgid:
      return Axis::Sgid;
    case FieldId::Fsgid:
      return Axis::Fsgid;
    case FieldId::SessionId:
      return Axis::SessionId;
    case FieldId::Pers:
      return Axis::Pers;
    case FieldId::Pid:
      return Axis::Pid;
    case FieldId::Ppid:
      return Axis::Ppid;
    case FieldId::Exit:
      return Axis::Exit;
    case FieldId::Arg0:
      return Axis::Arg0;
    case FieldId::Arg1:
      return Axis::Arg1;
    case FieldId::Arg2:
      return Axis::Arg2;
    case FieldId::Arg3:
      return Axis::Arg3;
    default:
      return std::nullopt;
  }
}

Condition on_success(const Field& field) {
  const std::uint32_t wanted = field.value != 0 ? 1U : 2U;
  const bool if_done = compare(1, field.op, wanted);
  const bool if_failed = compare(2, field.op, wanted);
  if (if_done == if_failed) return constant(if_done);
  return if_done ? outside(Axis::Exit, kFirstFailure, kMax) : inside(Axis::Exit, kFirstFailure, kMax);
}

// A link, or a rule whose file cannot be named, is no program's file.
Condition on_program(const FilterRule& entry, const Field& field, const Classes& classes) {
  const bool equal = field.op == Op::Equal;
  if (!entry.program || is_link(entry.program)) return constant(!equal);
  const std::uint32_t number = program_class(classes, *entry.program);
  return equal ? inside(Axis::Exe, number, number) : outside(Axis::Exe, number, number);
}

// subj_* where an LSM implements it and the operator is decided; else match.h knows the constant.
Condition on_label(const Field& field, const RowSpace& space, Axis axis, Tri otherwise) {
  const Machine& machine = space.world.machine;
  const bool selinux = has_lsm(machine, "selinux");
  const bool implemented = selinux || (has_lsm(machine, "apparmor") && field.id == FieldId::SubjRole);
  const bool decided = field.op == Op::Equal || field.op == Op::NotEqual;
  if (!implemented || !decided) return constant(match_subject_label(field, "", machine, otherwise));
  const std::uint32_t number = label_class(space.classes, axis, field.text);
  return field.op == Op::Equal ? inside(axis, number, number) : outside(axis, number, number);
}

// -C between two ids of the task; against an object's owner, in tracefs that is root.
Condition on_comparison(const FilterRule& entry, const Field& field, const Subject& subject) {
  const std::optional<Comparison> pair = comparison(field.value);
  if (!pair) return constant(false);
  const auto left = axis_of(pair->left);
  const auto right = axis_of(pair->right);
  if (left && right) {
    const Literal same{Kind::Same, *left, *right, 0, 0};
    const Literal differ{Kind::Differ, *left, *right, 0, 0};
    return field.op == Op::Equal ? one_of(same, differ) : one_of(differ, same);
  }
  if (!subject.names) return {Condition::Answer::Unknown, {}, {}};
  if (subject.names->empty()) return constant(match_exit_field(entry, field, subject, nullptr));
  return field.op == Op::Equal ? inside(left ? *left : *right, 0, 0) : outside(left ? *left : *right, 0, 0);
}

std::optional<Condition> on_identity(const Field& field) {
  const std::optional<Axis> axis = axis_of(field.id);
  if (field.id == FieldId::AuidSet) {
    const bool if_set = compare(1, field.op, field.value);
    if (if_set == compare(0, field.op, field.value)) return constant(if_set);
    return if_set ? outside(Axis::Auid, kUnset, kUnset) : inside(Axis::Auid, kUnset, kUnset);
  }
  if (!axis) return std::nullopt;
  if (field.id == FieldId::Auid && field.value == kUnset)
    return field.op == Op::Equal ? inside(*axis, kUnset, kUnset) : outside(*axis, kUnset, kUnset);
  if (field.id == FieldId::Gid || field.id == FieldId::Egid) return on_group(*axis, field.op, field.value);
  return on_axis(*axis, field.op, field.value);
}

Condition exit_condition(const FilterRule& entry, const Field& field, const RowSpace& space, const Subject& subject,
                         const NameFacts* name) {
  if (const auto condition = on_identity(field)) return *condition;
  if (const auto axis = label_axis(field.id)) return on_label(field, space, *axis, Tri::No);
  if (field.id == FieldId::Success) return on_success(field);
  if (field.id == FieldId::Exe) return on_program(entry, field, space.classes);
  if (field.id == FieldId::FieldCompare) return on_comparison(entry, field, subject);
  return constant(match_exit_field(entry, field, subject, name));
}

// The first of the sample's names that a rule of the inode hash sits on.
const NameFacts* name_hit(const FilterRule& entry, const Subject& subject) {
  if (!subject.names || !is_name_rule(entry)) return nullptr;
  const auto hit = [&](const NameFacts& name) {
    return std::all_of(entry.rule.fields.begin(), entry.rule.fields.end(), [&](const Field& field) {
      const bool of_name = field.id == FieldId::Path || field.id == FieldId::Inode;
      return !of_name || match_exit_field(entry, field, subject, &name) == Tri::Yes;
    });
  };
  const auto found = std::find_if(subject.names->begin(), subject.names->end(), hit);
  return found == subject.names->end() ? nullptr : &*found;
}

// At fork there is no call: pid is the parent's, and what is no identity is a constant.
Condition task_condition(const FilterRule& entry, const Field& field, const RowSpace& space, const Subject& subject) {
  if (field.id == FieldId::FieldCompare) {
    const auto pair = comparison(field.value);
    if (!pair || !axis_of(pair->left) || !axis_of(pair->right)) return constant(false);
    return on_comparison(entry, field, subject);
  }
  if (const auto axis = label_axis(field.id)) return on_label(field, space, *axis, Tri::No);
  const auto axis = axis_of(field.id);
  const bool of_identity = field.id == FieldId::AuidSet || (axis && *axis <= Axis::Pid);
  if (of_identity) return *on_identity(field);
  return constant(match_task_field(field, {}, 0, space.world.machine));
}

// Adds a field to a rule; false if the rule can then match nothing.
bool conjoin(Conditions& conditions, Condition condition, Guess unknown) {
  switch (condition.answer) {
    case Condition::Answer::True:
      return true;
    case Condition::Answer::False:
      return false;
    case Condition::Answer::Unknown:
      return unknown == Guess::Matches;
    case Condition::Answer::Depends:
      break;
  }
  conditions.negative.insert(conditions.negative.end(), condition.negative.begin(), condition.negative.end());
  conditions.positive.push_back(std::move(condition.positive));
  return true;
}

}  // namespace

std::vector<Conditions> exit_conditions(const RowSpace& space, Guess unknown) {
  const Subject subject = make_subject(space.filter, space.world, space.sample);
  std::vector<Conditions> list;
  if (!subject.entry) return list;
  for (const FilterRule& entry : space.filter.exit) {
    if (!in_mask(entry.rule, subject.entry->number)) continue;
    Conditions conditions{&entry, entry.rule.action, {}, {}};
    const NameFacts* name = name_hit(entry, subject);
    if (is_name_rule(entry) && name == nullptr) continue;
    const bool possible = std::all_of(entry.rule.fields.begin(), entry.rule.fields.end(), [&](const Field& field) {
      return conjoin(conditions, exit_condition(entry, field, space, subject, name), unknown);
    });
    if (possible) list.push_back(std::move(conditions));
  }
  return list;
}

std::vector<Conditions> task_conditions(const RowSpace& space, Guess unknown) {
  const Subject subject = make_subject(space.filter, space.world, space.sample);
  std::vector<Conditions> list;
  for (const FilterRule& entry : space.filter.task) {
    Conditions conditions{&entry, entry.rule.action, {}, {}};
    const bool possible = std::all_of(entry.rule.fields.begin(), entry.rule.fields.end(), [&](const Field& field) {
      return conjoin(conditions, task_condition(entry, field, space, subject), unknown);
    });
    if (possible) list.push_back(std::move(conditions));
  }
  return list;
}

namespace {

constexpr std::uint32_t kSyscallRecord = 1300;

// A field of the exclude list; nothing where the kernel ends the list (audit_filter()'s default case).
std::optional<Condition> exclude_condition(const FilterRule& entry, const Field& field, const RowSpace& space,
                                           Tri before) {
  switch (field.id) {
    case FieldId::MsgType:
      return constant(compare(kSyscallRecord, field.op, field.value));
    case FieldId::Gid:
      return on_axis(Axis::Gid, field.op, field.value);
    case FieldId::Pid:
    case FieldId::Uid:
    case FieldId::Auid:
    case FieldId::AuidSet:
      return on_identity(field);
    case FieldId::Exe:
      return on_program(entry, field, space.classes);
    default:
      break;
  }
  const auto axis = label_axis(field.id);
  return axis ? std::optional(on_label(field, space, *axis, before)) : std::nullopt;
}

// The whole rule, or as much of it as comes before the field that ends the list.
std::optional<Conditions> exclude_rule(const FilterRule& entry, const RowSpace& space, Guess unknown) {
  Conditions conditions{&entry, Action::Never, {}, {}};
  Tri before = Tri::No;
  for (const Field& field : entry.rule.fields) {
    std::optional<Condition> condition = exclude_condition(entry, field, space, before);
    if (!condition) {
      conditions.outcome = Action::Always;
      return conditions;
    }
    if (!conjoin(conditions, std::move(*condition), unknown)) return std::nullopt;
    before = Tri::Yes;
  }
  if (entry.rule.fields.empty()) return std::nullopt;
  return conditions;
}

}  // namespace

std::vector<Conditions> exclude_conditions(const RowSpace& space, Guess unknown) {
  std::vector<Conditions> list;
  for (const FilterRule& entry : space.filter.exclude)
    if (auto conditions = exclude_rule(entry, space, unknown)) list.push_back(std::move(*conditions));
  return list;
}

bool has_unknowns(const RowSpace& space) {
  const Subject subject = make_subject(space.filter, space.world, space.sample);
  const auto has_label = [&](const std::vector<FilterRule>& rules) {
    return std::any_of(rules.begin(), rules.end(), [&](const FilterRule& entry) {
      return std::any_of(entry.rule.fields.begin(), entry.rule.fields.end(), [&](const Field& field) {
        const auto axis = label_axis(field.id);
        return axis && on_label(field, space, *axis, Tri::No).answer == Condition::Answer::Unknown;
      });
    });
  };
  return has_label(space.filter.exit) || has_label(space.filter.task) || has_label(space.filter.exclude);
}

bool looks_at_names(const Filter& filter) {
  constexpr FieldId kFields[] = {FieldId::DevMajor, FieldId::DevMinor, FieldId::Inode,       FieldId::FileType,
                                 FieldId::ObjUid,   FieldId::ObjGid,   FieldId::FieldCompare};
  return std::any_of(filter.exit.begin(), filter.exit.end(), [&](const FilterRule& entry) {
    if (entry.target && is_name_rule(entry)) return is_tracefs(entry.target->path);
    return std::any_of(entry.rule.fields.begin(), entry.rule.fields.end(), [&](const Field& field) {
      return std::find(std::begin(kFields), std::end(kFields), field.id) != std::end(kFields);
    });
  });
}

}  // namespace modtrail
