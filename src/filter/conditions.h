#pragma once

#include <cstdint>
#include <vector>

#include "filter/match.h"
#include "filter/row_space.h"

// Rules as clauses over the space of one row's attempts.
namespace modtrail {

// A rule that can match some attempt of the row, as what must hold and what denies it.
struct Conditions {
  const FilterRule* rule = nullptr;
  Action outcome = Action::Always;
  std::vector<std::vector<Literal>> positive;  // all of these clauses hold if it matches
  std::vector<Literal> negative;               // one of these holds if it does not; empty: it always matches
};

// The exit rules that can match, in order, and the task rules; a rule with a field that cannot be decided is taken to
// match on it or not as `unknown` says.
enum class Guess : std::uint8_t { Matches, MatchesNot };
std::vector<Conditions> exit_conditions(const RowSpace& space, Guess unknown);
std::vector<Conditions> task_conditions(const RowSpace& space, Guess unknown);
// The exclude list on a SYSCALL record: outcome Never drops it, Always ends the list and keeps it.
std::vector<Conditions> exclude_conditions(const RowSpace& space, Guess unknown);

bool has_unknowns(const RowSpace& space);
bool looks_at_names(const Filter& filter);  // of those a module call can have

}  // namespace modtrail
