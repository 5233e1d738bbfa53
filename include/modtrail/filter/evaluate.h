#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "modtrail/filter/load.h"
#include "modtrail/filter/world.h"
#include "modtrail/uapi/attempt.h"

// Is one attempt recorded?  This is the kernel's own filter in our words (kernel/auditsc.c, auditfilter.c): production
// code, and the oracle that coverage is held against.
namespace modtrail {

enum class Tri : std::uint8_t { No, Yes, Unknown };

struct Decision {
  Tri recorded = Tri::No;
  const FilterRule* rule = nullptr;  // the rule that decided; null where none did.  Points into the filter
  std::string key;                   // as the record carries it; "" for none
  std::string reason;                // one sentence, lower case
};

Decision evaluate(const Filter& filter, const World& world, const SyscallEvent& event);

// Does a rule of the exit list match?  `failed`: the first field that does not hold, or kNoField (the syscall mask).
inline constexpr std::size_t kNoField = static_cast<std::size_t>(-1);
struct Match {
  Tri matches = Tri::No;
  std::size_t failed = kNoField;
};
// One for each rule of filter.exit, in the order of the listing: for a trace.
std::vector<Match> match_rules(const Filter& filter, const World& world, const SyscallEvent& event);

// The state a task gets from the task list at fork (audit_alloc): None is never recorded, Record always.
enum class TaskState : std::uint8_t { None, Build, Record };
struct TaskDecision {
  TaskState state = TaskState::Build;
  const FilterRule* rule = nullptr;  // of the task list; null where none matched
  Tri certain = Tri::Yes;            // Unknown: a label decides that is not known
};
TaskDecision task_state(const Filter& filter, const Machine& machine, const Identity& birth, std::uint32_t parent);

}  // namespace modtrail
