#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "modtrail/filter/load.h"
#include "modtrail/rules/input.h"
#include "modtrail/rules/kernel_state.h"

// What a running kernel holds, and where that is not what the files would load.
namespace modtrail {

// The input that is this state.
RuleInput held_input(const KernelState& state);

// The rules are in the kernel: nothing is refused, and nothing of the files is asked but what watched paths are now.
Filter as_held(const KernelState& state, const World& world);

enum class DriftKind : std::uint8_t {
  Missing,  // the files load it, the kernel does not hold it
  Extra,    // the kernel holds it, no file loads it
  Order,    // both have it, behind another rule here than there
  Setting,  // -e, -f, -r, -b or --backlog_wait_time
};
struct Drift {
  DriftKind kind = DriftKind::Missing;
  std::optional<Rule> rule;      // of the files (Missing), else of the kernel
  std::optional<Rule> other;     // Order: the rule as the files have it
  std::string setting;           // Setting: "-e"
  std::uint32_t loaded = 0;      // Setting: by the files
  std::uint32_t held = 0;        // Setting: by the kernel
  std::optional<Origin> set_by;  // Setting: the line
};

// Where `held` is not `loaded`, list by list, in the order of the files, then of the kernel.  A setting that no file
// sets is whatever it is: only what makes records fewer is told of it (-e 0, -r).
std::vector<Drift> find_drift(const Filter& loaded, const Filter& held);

}  // namespace modtrail
