#include "controls/obstacles.h"

#include <algorithm>
#include <functional>
#include <optional>

#include "modtrail/filter/evaluate.h"

// Obstacles are peeled off one by one.  To the filter are added rules that take every module call, after all that is
// there.  What coverage still finds unrecorded is then lost to something that stands before them: evaluate() names it
// for the witness, it is taken out, and coverage is asked again, until nothing is lost.
namespace modtrail {
namespace {

constexpr std::size_t kMostObstacles = 32;
constexpr std::size_t kManyRules = 300;  // beyond that, only what the rows at hand tell

bool holds(std::uint32_t left, Op op, std::uint32_t right) {
  return op == Op::NotEqual ? left != right : left == right;
}

std::vector<Abi> rule_abis(const Machine& machine) {
  std::vector<Abi> out = abis(machine.arch.value);
  out.erase(std::remove(out.begin(), out.end(), Abi::X32), out.end());
  return out;
}

FilterRule complete_rule(Arch arch, Abi abi, std::int64_t priority) {
  FilterRule out;
  out.priority = priority;
  for (const Syscall syscall : kModuleSyscalls) {
    const std::optional<Entry> found = entry(arch, abi, syscall);
    if (!found) continue;
    out.rule.mask.set(found->number);
    if (out.rule.fields.empty()) out.rule.fields.push_back({FieldId::Arch, Op::Equal, found->audit_arch, "", 0, 0});
  }
  return out;
}

// A filter that shrinks, and where each of its rules stood in the whole.
struct Shrinking {
  Filter filter;
  std::vector<std::size_t> exit, task, exclude;
};

std::vector<std::size_t> relevant_places(const Filter& filter, Arch arch) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < filter.exit.size(); ++i) {
    if (concerns_modules(filter.exit[i].rule, arch)) out.push_back(i);
  }
  return out;
}

std::vector<std::size_t> places(const std::vector<FilterRule>& list) {
  std::vector<std::size_t> out(list.size());
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = i;
  return out;
}

std::optional<std::size_t> place_in(const std::vector<FilterRule>& list, const FilterRule* rule) {
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (&list[i] == rule) return i;
  }
  return std::nullopt;
}

std::optional<std::size_t> take_out(std::vector<FilterRule>& list, std::vector<std::size_t>& where,
                                    const FilterRule* rule) {
  const std::optional<std::size_t> at = place_in(list, rule);
  if (!at) return std::nullopt;
  const std::size_t place = where[*at];
  list.erase(list.begin() + static_cast<std::ptrdiff_t>(*at));
  where.erase(where.begin() + static_cast<std::ptrdiff_t>(*at));
  return place;
}

Shrinking shrinking(const Filter& filter, const Machine& machine) {
  Shrinking left;
  left.exit = relevant_places(filter, machine.arch.value);
  left.filter = completed(about_modules(filter, machine), machine);
  left.exit.resize(left.filter.exit.size(), filter.exit.size());  // those added have no place
  left.task = places(left.filter.task);
  left.exclude = places(left.filter.exclude);
  return left;
}

std::optional<Obstacle> peel_rule(Shrinking& left, const FilterRule* rule) {
  if (const auto at = take_out(left.filter.exit, left.exit, rule)) return Obstacle{ObstacleKind::Exit, *at};
  if (const auto at = take_out(left.filter.task, left.task, rule)) return Obstacle{ObstacleKind::Task, *at};
  if (const auto at = take_out(left.filter.exclude, left.exclude, rule)) return Obstacle{ObstacleKind::Exclude, *at};
  return std::nullopt;
}

std::optional<Obstacle> peel_setting(Filter& filter) {
  if (filter.enabled == 0) {
    filter.enabled = 1;
    return Obstacle{ObstacleKind::Disabled, 0};
  }
  if (filter.rate_limit != 0) {
    filter.rate_limit = 0;
    return Obstacle{ObstacleKind::RateLimit, 0};
  }
  return std::nullopt;
}

std::optional<Obstacle> peel(Shrinking& left, const World& world, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    if (!is_gap(row) || !row.witness) continue;
    const Decision decision = evaluate(left.filter, world, *row.witness);
    if (decision.recorded == Tri::No && decision.rule != nullptr) return peel_rule(left, decision.rule);
  }
  return peel_setting(left.filter);
}

}  // namespace

bool names_call(const Rule& rule, Arch arch, Abi abi, Syscall syscall) {
  const std::optional<Entry> found = entry(arch, abi, syscall);
  if (rule.list != FilterList::Exit || !found || found->number >= kSyscalls || !rule.mask.test(found->number)) {
    return false;
  }
  return std::all_of(rule.fields.begin(), rule.fields.end(), [&](const Field& field) {
    return field.id != FieldId::Arch || holds(found->audit_arch, field.op, field.value);
  });
}

bool is_unconditional(const Rule& rule) {
  return std::all_of(rule.fields.begin(), rule.fields.end(),
                     [](const Field& field) { return field.id == FieldId::Arch || field.id == FieldId::Key; });
}

bool is_about_files(FieldId id) {
  static constexpr FieldId kFileFields[] = {
      FieldId::Path,     FieldId::Dir,      FieldId::Perm,      FieldId::Inode,      FieldId::DevMajor,
      FieldId::DevMinor, FieldId::FileType, FieldId::ObjUid,    FieldId::ObjGid,     FieldId::ObjUser,
      FieldId::ObjRole,  FieldId::ObjType,  FieldId::ObjLevLow, FieldId::ObjLevHigh, FieldId::SaddrFam};
  return std::find(std::begin(kFileFields), std::end(kFileFields), id) != std::end(kFileFields);
}

bool lists_syscalls(const Rule& rule) {
  static const SyscallMask usable = ~SyscallMask() >> 16U;  // the last are class bits
  return (rule.mask & usable) != usable;
}

Filter completed(Filter filter, const Machine& machine) {
  std::int64_t priority = 0;
  for (const FilterRule& rule : filter.exit) priority = std::min(priority, rule.priority);
  for (const Abi abi : rule_abis(machine)) {
    filter.exit.push_back(complete_rule(machine.arch.value, abi, --priority));
  }
  return filter;
}

bool is_for_modules(const Rule& rule) {
  if (rule.action != Action::Always || rule.list != FilterList::Exit) return false;
  return lists_syscalls(rule) || std::none_of(rule.fields.begin(), rule.fields.end(),
                                              [](const Field& field) { return is_about_files(field.id); });
}

bool concerns_modules(const Rule& rule, Arch arch) {
  const auto is_perm = [](const Field& field) { return field.id == FieldId::Perm; };
  if (std::any_of(rule.fields.begin(), rule.fields.end(), is_perm)) return false;
  for (const Abi abi : abis(arch)) {
    for (const Syscall syscall : kModuleSyscalls) {
      const std::optional<Entry> found = entry(arch, abi, syscall);
      if (found && found->number < kSyscalls && rule.mask.test(found->number)) return true;
    }
  }
  return false;
}

Filter about_modules(const Filter& filter, const Machine& machine) {
  Filter out;
  for (const FilterRule& entry : filter.exit) {
    if (concerns_modules(entry.rule, machine.arch.value)) out.exit.push_back(entry);
  }
  out.task = filter.task;
  out.exclude = filter.exclude;
  out.filesystem = filter.filesystem;
  out.enabled = filter.enabled;
  out.rate_limit = filter.rate_limit;
  out.enabled_by = filter.enabled_by;
  out.rate_limit_by = filter.rate_limit_by;
  return out;
}

std::vector<Obstacle> find_obstacles(const Filter& filter, const World& world, Scope scope) {
  Shrinking left = shrinking(filter, world.machine);
  std::vector<Obstacle> out;
  while (out.size() < kMostObstacles) {
    const std::vector<Row> rows = coverage(left.filter, world, scope, KeyUse::Left);
    if (all_recorded(rows)) break;
    const std::optional<Obstacle> found = peel(left, world, rows);
    if (!found) break;
    out.push_back(*found);
  }
  return out;
}

std::vector<Obstacle> find_obstacles(const Filter& filter, const World& world, Scope scope,
                                     const std::vector<Row>& rows) {
  Shrinking left = shrinking(filter, world.machine);
  const std::size_t rules = left.filter.exit.size() + left.filter.task.size() + left.filter.exclude.size();
  if (rules <= kManyRules) return find_obstacles(filter, world, scope);
  std::vector<Obstacle> out;
  while (const std::optional<Obstacle> found = peel(left, world, rows)) out.push_back(*found);
  return out;
}

const FilterRule* rule_of(const Filter& filter, const Obstacle& obstacle) {
  switch (obstacle.kind) {
    case ObstacleKind::Exit:
      return &filter.exit.at(obstacle.index);
    case ObstacleKind::Task:
      return &filter.task.at(obstacle.index);
    case ObstacleKind::Exclude:
      return &filter.exclude.at(obstacle.index);
    case ObstacleKind::Disabled:
    case ObstacleKind::RateLimit:
      break;
  }
  return nullptr;
}

bool is_gap(const Row& row) {
  if (row.abi == Abi::X32) return false;
  return row.recorded != Recorded::Always && row.recorded != Recorded::Unreachable;
}

bool all_recorded(const std::vector<Row>& rows) {
  return std::none_of(rows.begin(), rows.end(), is_gap);
}

}  // namespace modtrail
