#include "filter/row_space.h"

#include <algorithm>
#include <string_view>
#include <utility>

// The space of one row's attempts: what each axis can be, the classes of programs and labels that rules tell apart, and
// the way back from a point to an attempt that can be shown.  Entry points: make_space, make_birth_space, attempt_at.
namespace modtrail {

namespace {

using Kind = Literal::Kind;

Literal in_or_out(Kind kind, Axis axis, std::uint32_t value) {
  return {kind, axis, axis, value, value};
}

std::size_t label_index(Axis axis) {
  return static_cast<std::size_t>(axis) - static_cast<std::size_t>(Axis::SubjUser);
}

}  // namespace

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

// By path, or as another name of the same file.
std::uint32_t program_class(const Classes& classes, const Object& object) {
  const auto by_path = classes.program_paths.find(object.path);
  if (by_path != classes.program_paths.end()) return by_path->second;
  if (!object.info || object.info->inode == 0) return 0;
  const auto by_inode = classes.program_inodes.find({object.info->device, object.info->inode});
  return by_inode == classes.program_inodes.end() ? 0 : by_inode->second;
}

std::uint32_t label_class(const Classes& classes, Axis axis, const std::string& text) {
  const auto& known = classes.label_numbers[label_index(axis)];
  const auto found = known.find(text);
  return found != known.end() ? found->second : static_cast<std::uint32_t>(known.size()) + 1;
}

bool is_link(const std::optional<Object>& object) {
  return object && object->info && object->info->type == FileType::Symlink;
}

namespace {

// The login and its session are set and unset together (kernel/audit.c audit_set_loginuid).
void add_login_law(Clauses& clauses) {
  clauses.add({in_or_out(Kind::Outside, Axis::Auid, kUnset), in_or_out(Kind::Inside, Axis::SessionId, kUnset)});
  clauses.add({in_or_out(Kind::Inside, Axis::Auid, kUnset), in_or_out(Kind::Outside, Axis::SessionId, kUnset)});
}

void add_program(Classes& classes, const FilterRule& entry) {
  if (!entry.program || is_link(entry.program) || program_class(classes, *entry.program) != 0) return;
  classes.programs.push_back(*entry.program);
  const auto number = static_cast<std::uint32_t>(classes.programs.size());
  classes.program_paths.emplace(entry.program->path, number);
  if (!entry.program->info) return;
  classes.program_inodes.emplace(std::pair(entry.program->info->device, entry.program->info->inode), number);
}

void add_classes(Classes& classes, const std::vector<FilterRule>& rules) {
  for (const FilterRule& entry : rules) {
    for (const Field& field : entry.rule.fields) {
      if (field.id == FieldId::Exe) add_program(classes, entry);
      const auto axis = label_axis(field.id);
      if (!axis) continue;
      std::vector<std::string>& known = classes.labels[label_index(*axis)];
      auto& numbers = classes.label_numbers[label_index(*axis)];
      const auto next = static_cast<std::uint32_t>(known.size()) + 1;
      if (numbers.emplace(field.text, next).second) known.push_back(field.text);
    }
  }
}

Classes make_classes(const Filter& filter) {
  Classes classes;
  classes.labels.resize(5);
  classes.label_numbers.resize(5);
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

// What a call of the row can return.
void keep_exits_of(Syscall syscall, IntervalSet& exits) {
  constexpr std::uint32_t kNoSuchCall = 0xffffffdaU;  // -ENOSYS
  if (operation_of(syscall) == Operation::Gone)
    exits.keep({kNoSuchCall, kNoSuchCall});
  else
    keep_exits(exits);
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

// What was run is the task's program once the call is done.
void add_program_law(RowSpace& space) {
  const std::uint32_t program = program_class(space.classes, {space.sample.exe, std::nullopt});
  space.always.add({in_or_out(Kind::Outside, Axis::Exit, 0), in_or_out(Kind::Inside, Axis::Exe, program)});
}

RowSpace make_space(const Filter& filter, const World& world, const SyscallEvent& sample, Scope scope) {
  RowSpace space{filter, world, sample, make_classes(filter), {}, {}};
  keep_identities(space.cube, space.classes);
  keep_exits_of(sample.syscall, space.cube.domain(Axis::Exit).values);
  if (scope == Scope::Logins) keep(space.cube, Axis::Auid, world.machine.uid_min.value, kUnset - 1);
  add_login_law(space.always);
  if (operation_of(sample.syscall) == Operation::Execute) add_program_law(space);
  return space;
}

RowSpace make_birth_space(const Filter& filter, const World& world, const SyscallEvent& sample) {
  RowSpace space{filter, world, sample, make_classes(filter), {}, {}};
  keep_identities(space.cube, space.classes);
  space.cube.domain(Axis::Pid) = space.cube.domain(Axis::Ppid);
  add_login_law(space.always);
  return space;
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
