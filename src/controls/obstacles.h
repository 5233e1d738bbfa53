#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "modtrail/filter/coverage.h"

// What would still lose a module call if every module call had a rule.
namespace modtrail {

// The rule's mask and arch fields admit the call; its other fields are another matter.
bool names_call(const Rule& rule, Arch arch, Abi abi, Syscall syscall);
// The rule says nothing but the call and a key: it takes every attempt.
bool is_unconditional(const Rule& rule);
// Fields of an object, which a module call has none of: path, dir, perm, obj_uid ...
bool is_about_files(FieldId id);
// -S was given: a rule without it, and a watch, have every bit.
bool lists_syscalls(const Rule& rule);

// An always rule that can be meant for module calls: not a watch.
bool is_for_modules(const Rule& rule);

// Could the rule, by its numbers, take a module call?  One with perm= could not: no module call is in a class of calls.
bool concerns_modules(const Rule& rule, Arch arch);
// The filter without exit rules that do not concern modules: a machine's thousand watches cost nothing then.
Filter about_modules(const Filter& filter, const Machine& machine);

// The filter with a complete rule for each ABI put after all others.
Filter completed(Filter filter, const Machine& machine);

enum class ObstacleKind : std::uint8_t {
  Exit,       // a never rule
  Task,       // a never,task rule
  Exclude,    // an exclude rule
  Disabled,   // -e 0
  RateLimit,  // -r N
};
struct Obstacle {
  ObstacleKind kind = ObstacleKind::Exit;
  std::size_t index = 0;  // of the rule in its list of the filter
};

// In the order they are found, each exact as coverage is; stops early where coverage is undecided.
std::vector<Obstacle> find_obstacles(const Filter& filter, const World& world, Scope scope);
// The same if there are few rules about modules; else those that lose the witnesses of `rows`, which is coverage's.
std::vector<Obstacle> find_obstacles(const Filter& filter, const World& world, Scope scope,
                                     const std::vector<Row>& rows);

const FilterRule* rule_of(const Filter& filter, const Obstacle& obstacle);  // null for a setting

// Every row that a rule can help: recorded, or not reachable, or x32, which no exit rule can match.
bool all_recorded(const std::vector<Row>& rows);
bool is_gap(const Row& row);

}  // namespace modtrail
