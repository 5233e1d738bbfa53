#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "filter/match.h"
#include "filter/solve.h"
#include "modtrail/filter/coverage.h"

// Rules as clauses over the space of one row's attempts: a machine, a syscall, an ABI, and whether the call makes
// names.
namespace modtrail {

// A rule that can match some attempt of the row, as what must hold and what denies it.
struct Conditions {
  const FilterRule* rule = nullptr;
  Action outcome = Action::Always;
  std::vector<std::vector<Literal>> positive;  // all of these clauses hold if it matches
  std::vector<Literal> negative;               // one of these holds if it does not; empty: it always matches
};

// The programs, labels and names that rules tell apart, numbered from 1; 0 is anything else.
struct Classes {
  std::vector<Object> programs;
  std::vector<std::vector<std::string>> labels;  // user, role, type, low and high level
};

struct RowSpace {
  const Filter& filter;
  const World& world;
  SyscallEvent sample;  // an attempt of the row: what does not lie on an axis is read off it
  Classes classes;
  Cube cube;       // every attempt in scope
  Clauses always;  // what holds of every attempt
};

RowSpace make_space(const Filter& filter, const World& world, const SyscallEvent& sample, Scope scope);
// The identities a task can have at its birth; axis Pid is the parent's.
RowSpace make_birth_space(const Filter& filter, const World& world, const SyscallEvent& sample);

// The exit rules that can match, in order, and the task rules; a rule with a field that cannot be decided is taken to
// match on it or not as `unknown` says.
enum class Guess : std::uint8_t { Matches, MatchesNot };
std::vector<Conditions> exit_conditions(const RowSpace& space, Guess unknown);
std::vector<Conditions> task_conditions(const RowSpace& space, Guess unknown);
// The exclude list on a SYSCALL record: outcome Never drops it, Always ends the list and keeps it.
std::vector<Conditions> exclude_conditions(const RowSpace& space, Guess unknown);

bool has_unknowns(const RowSpace& space);
bool looks_at_labels(const Filter& filter);
bool looks_at_names(const Filter& filter);  // of those a module call can have

// The attempt at a point of a cube, as near to `person` as the cube allows.
SyscallEvent attempt_at(const RowSpace& space, const Cube& cube, const SyscallEvent& person);

// Who a task is at its birth, and the process that forks it.
struct Birth {
  Identity who;
  std::uint32_t parent = 0;
};
Birth birth_at(const RowSpace& space, const Cube& cube, const Identity& person, std::uint32_t parent);

}  // namespace modtrail
