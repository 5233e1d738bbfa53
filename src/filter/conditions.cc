#include "filter/conditions.h"

#include <algorithm>
#include <string_view>
#include <utility>

// From a rule's fields to literals.  A field that compares an axis with a constant becomes a literal; one that has the
// same answer for every attempt of the row (arch, perm, path, names) is asked of match.h, so there is one place that
// knows what it means.  A gid that may be met by a supplementary group, and "any of these bits", are clauses of several
// literals; their denials are single literals, and the other way round.  Entry points: exit_conditions,
// task_conditions, exclude_conditions, attempt_at.
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

std::optional<Axis> label_axis(FieldId id) {
  switch (id) {
    case FieldId::SubjUser:
      return Axis::SubjUser;
    case FieldId::SubjRole:
      return Axis::SubjRole;
    case FieldId::SubjType:
      return Axis::SubjType;
    case FieldId::SubjSen:
      return Axis::SubjSen;
    case FieldId::SubjClr:
      return Axis::SubjClr;
    default:
      return std::nullopt;
  }
}

constexpr std::uint32_t kFirstFailure = 0xfffff001U;  // (u32)-4095

Condition on_success(const Field& field) {
  const std::uint32_t wanted = field.value != 0 ? 1U : 2U;
  const bool if_done = compare(1, field.op, wanted);
  const bool if_failed = compare(2, field.op, wanted);
  if (if_done == if_failed) return constant(if_done);
  return if_done ? outside(Axis::Exit, kFirstFailure, kMax) : inside(Axis::Exit, kFirstFailure, kMax);
}

bool same_object(const Object& a, const Object& b) {
  if (a.path == b.path) return true;
  return a.info && b.info && a.info->inode == b.info->inode && a.info->device == b.info->device && a.info->inode != 0;
}

std::uint32_t program_class(const Classes& classes, const Object& object) {
  for (std::size_t i = 0; i < classes.programs.size(); ++i)
    if (same_object(classes.programs[i], object)) return static_cast<std::uint32_t>(i + 1);
  return 0;
}

bool is_link(const std::optional<Object>& object) {
  return object && object->info && object->info->type == FileType::Symlink;
}

// A link, or a rule whose file cannot be named, is no program's file.
Condition on_program(const FilterRule& entry, const Field& field, const Classes& classes) {
  const bool equal = field.op == Op::Equal;
  if (!entry.program || is_link(entry.program)) return constant(!equal);
  const std::uint32_t number = program_class(classes, *entry.program);
  return equal ? inside(Axis::Exe, number, number) : outside(Axis::Exe, number, number);
}

std::size_t label_index(Axis axis) {
  return static_cast<std::size_t>(axis) - static_cast<std::size_t>(Axis::SubjUser);
}

std::uint32_t label_class(const Classes& classes, Axis axis, const std::string& text) {
  const std::vector<std::string>& known = classes.labels[label_index(axis)];
  const auto found = std::find(known.begin(), known.end(), text);
  return static_cast<std::uint32_t>(found - known.begin()) + 1;
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

// The login and its session are set and unset together (kernel/audit.c audit_set_loginuid).
void add_login_law(Clauses& clauses) {
  clauses.add(
      {literal(Kind::Outside, Axis::Auid, kUnset, kUnset), literal(Kind::Inside, Axis::SessionId, kUnset, kUnset)});
  clauses.add(
      {literal(Kind::Inside, Axis::Auid, kUnset, kUnset), literal(Kind::Outside, Axis::SessionId, kUnset, kUnset)});
}

void add_program(Classes& classes, const FilterRule& entry) {
  if (!entry.program || is_link(entry.program) || program_class(classes, *entry.program) != 0) return;
  classes.programs.push_back(*entry.program);
}

void add_classes(Classes& classes, const std::vector<FilterRule>& rules) {
  for (const FilterRule& entry : rules) {
    for (const Field& field : entry.rule.fields) {
      if (field.id == FieldId::Exe) add_program(classes, entry);
      const auto axis = label_axis(field.id);
      if (!axis) continue;
      std::vector<std::string>& known = classes.labels[label_index(*axis)];
      if (std::find(known.begin(), known.end(), field.text) == known.end()) known.push_back(field.text);
    }
  }
}

Classes make_classes(const Filter& filter) {
  Classes classes;
  classes.labels.resize(5);
  add_classes(classes, filter.exit);
  add_classes(classes, filter.exclude);
  add_classes(classes, filter.task);
  return classes;
}

void keep(Cube& cube, Axis axis, std::uint32_t low, std::uint32_t high) {
  cube.domain(axis).values.keep({low, high});
}

// A module call returns 0 or -4095 to -1, and the filter sees EINTR for what asks for a restart (audit_return_fixup).
void keep_exits(IntervalSet& exits) {
  exits.remove({1, kFirstFailure - 1});
  exits.remove({0xfffffdfeU, 0xfffffe00U});  // ERESTARTNOHAND, ERESTARTNOINTR, ERESTARTSYS
  exits.remove({0xfffffdfcU, 0xfffffdfcU});  // ERESTART_RESTARTBLOCK
}

// Ids that a task can have: -1 is no user or group.
void keep_identities(Cube& cube, const Classes& classes) {
  for (const Axis axis :
       {Axis::Uid, Axis::Euid, Axis::Suid, Axis::Fsuid, Axis::Gid, Axis::Egid, Axis::Sgid, Axis::Fsgid})
    keep(cube, axis, 0, kMax - 1);
  constexpr std::uint32_t kLastPid = 4194303;  // PID_MAX_LIMIT - 1
  keep(cube, Axis::Pid, 2, kLastPid);          // PID 1 is older than any rule
  keep(cube, Axis::Ppid, 1, kLastPid);
  keep(cube, Axis::Exe, 0, static_cast<std::uint32_t>(classes.programs.size()));
  for (std::size_t i = 0; i < classes.labels.size(); ++i)
    keep(cube, static_cast<Axis>(static_cast<std::size_t>(Axis::SubjUser) + i), 0,
         static_cast<std::uint32_t>(classes.labels[i].size()));
}

}  // namespace

RowSpace make_space(const Filter& filter, const World& world, const SyscallEvent& sample, Scope scope) {
  RowSpace space{filter, world, sample, make_classes(filter), {}, {}};
  keep_identities(space.cube, space.classes);
  keep_exits(space.cube.domain(Axis::Exit).values);
  if (scope == Scope::Logins) keep(space.cube, Axis::Auid, world.machine.uid_min.value, kUnset - 1);
  add_login_law(space.always);
  return space;
}

RowSpace make_birth_space(const Filter& filter, const World& world, const SyscallEvent& sample) {
  RowSpace space{filter, world, sample, make_classes(filter), {}, {}};
  keep_identities(space.cube, space.classes);
  space.cube.domain(Axis::Pid) = space.cube.domain(Axis::Ppid);
  add_login_law(space.always);
  return space;
}

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

bool looks_at_labels(const Filter& filter) {
  const auto is_label = [](const Field& field) { return label_axis(field.id).has_value(); };
  for (const auto* list : {&filter.exit, &filter.task, &filter.exclude})
    for (const FilterRule& entry : *list)
      if (std::any_of(entry.rule.fields.begin(), entry.rule.fields.end(), is_label)) return true;
  return false;
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

namespace {

// A program that no rule names.
std::string other_program(const Classes& classes, const std::string& wish) {
  for (const std::string& path : {wish, std::string("/usr/bin/kmod"), std::string("/usr/bin/python3.11"),
                                  std::string("/usr/local/sbin/loader"), std::string("/tmp/loader")})
    if (program_class(classes, {path, std::nullopt}) == 0) return path;
  return "/tmp/another-loader";
}

std::string label_part(const RowSpace& space, const Cube::Point& point, Axis axis, const std::string& other) {
  const std::uint32_t number = point[static_cast<std::size_t>(axis)];
  return number == 0 ? other : space.classes.labels[label_index(axis)][number - 1];
}

// No label is the profile "unconfined" (match.cc).
bool names_unconfined(const Classes& classes) {
  return label_class(classes, Axis::SubjRole, "unconfined") <= classes.labels[label_index(Axis::SubjRole)].size();
}

std::string label_at(const RowSpace& space, const Cube::Point& point) {
  if (!has_lsm(space.world.machine, "selinux")) {
    if (!has_lsm(space.world.machine, "apparmor")) return "";
    return label_part(space, point, Axis::SubjRole, names_unconfined(space.classes) ? "other_profile" : "");
  }
  const bool named =
      std::any_of(space.classes.labels.begin(), space.classes.labels.end(), [](const auto& l) { return !l.empty(); });
  if (!named) return "";
  return label_part(space, point, Axis::SubjUser, "other_u") + ":" +
         label_part(space, point, Axis::SubjRole, "other_r") + ":" +
         label_part(space, point, Axis::SubjType, "other_t") + ":" + label_part(space, point, Axis::SubjSen, "s0") +
         "-" + label_part(space, point, Axis::SubjClr, "s0:c0.c1023");
}

Cube::Point wishes_of(const RowSpace& space, const Identity& who) {
  Cube::Point wishes{};
  const auto wish = [&wishes](Axis axis, std::uint32_t value) { wishes[static_cast<std::size_t>(axis)] = value; };
  wish(Axis::Auid, who.auid);
  wish(Axis::Uid, who.uid);
  wish(Axis::Euid, who.euid);
  wish(Axis::Suid, who.suid);
  wish(Axis::Fsuid, who.fsuid);
  wish(Axis::Gid, who.gid);
  wish(Axis::Egid, who.egid);
  wish(Axis::Sgid, who.sgid);
  wish(Axis::Fsgid, who.fsgid);
  wish(Axis::SessionId, who.sessionid);
  wish(Axis::Pers, who.pers);
  if (has_lsm(space.world.machine, "apparmor") && names_unconfined(space.classes))
    wish(Axis::SubjRole, label_class(space.classes, Axis::SubjRole, "unconfined"));
  return wishes;
}

Identity identity_of(const RowSpace& space, const Cube& cube, const Cube::Point& point) {
  const auto at = [&point](Axis axis) { return point[static_cast<std::size_t>(axis)]; };
  return {.auid = at(Axis::Auid),
          .uid = at(Axis::Uid),
          .euid = at(Axis::Euid),
          .suid = at(Axis::Suid),
          .fsuid = at(Axis::Fsuid),
          .gid = at(Axis::Gid),
          .egid = at(Axis::Egid),
          .sgid = at(Axis::Sgid),
          .fsgid = at(Axis::Fsgid),
          .groups = cube.groups(),
          .sessionid = at(Axis::SessionId),
          .pers = at(Axis::Pers),
          .subj = label_at(space, point)};
}

}  // namespace

SyscallEvent attempt_at(const RowSpace& space, const Cube& cube, const SyscallEvent& person) {
  Cube::Point wishes = wishes_of(space, person.who);
  const auto wish = [&wishes](Axis axis, std::uint32_t value) { wishes[static_cast<std::size_t>(axis)] = value; };
  wish(Axis::Pid, person.pid);
  wish(Axis::Ppid, person.ppid);
  wish(Axis::Exit, static_cast<std::uint32_t>(person.exit));
  for (std::size_t i = 0; i < 4; ++i)
    wish(static_cast<Axis>(static_cast<std::size_t>(Axis::Arg0) + i), static_cast<std::uint32_t>(person.args[i]));
  wish(Axis::Exe, program_class(space.classes, {person.exe, std::nullopt}));
  const Cube::Point point = *cube.point(wishes);
  const auto at = [&point](Axis axis) { return point[static_cast<std::size_t>(axis)]; };
  SyscallEvent event = person;
  event.abi = space.sample.abi;
  event.syscall = space.sample.syscall;
  event.names = space.sample.names;
  event.who = identity_of(space, cube, point);
  event.pid = at(Axis::Pid);
  event.ppid = at(Axis::Ppid);
  event.exit = static_cast<std::int32_t>(at(Axis::Exit));
  for (std::size_t i = 0; i < 4; ++i) {
    const std::uint32_t value = at(static_cast<Axis>(static_cast<std::size_t>(Axis::Arg0) + i));
    if (value != static_cast<std::uint32_t>(event.args[i])) event.args[i] = value;
  }
  const std::uint32_t program = at(Axis::Exe);
  event.exe = program == 0 ? other_program(space.classes, person.exe) : space.classes.programs[program - 1].path;
  return event;
}

Birth birth_at(const RowSpace& space, const Cube& cube, const Identity& person, std::uint32_t parent) {
  Cube::Point wishes = wishes_of(space, person);
  wishes[static_cast<std::size_t>(Axis::Pid)] = parent;
  const Cube::Point point = *cube.point(wishes);
  return {identity_of(space, cube, point), point[static_cast<std::size_t>(Axis::Pid)]};
}

}  // namespace modtrail
