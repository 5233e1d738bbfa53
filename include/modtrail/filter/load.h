#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "modtrail/filter/world.h"
#include "modtrail/rules/ruleset.h"

// Which rules end up in the kernel, in which order, and where loading stops.
namespace modtrail {

// A rule in the kernel.
struct FilterRule {
  Rule rule;
  std::int64_t priority = 0;      // struct audit_entry's prio: higher wins; falls along the listing
  std::optional<Object> target;   // of path= and dir=
  std::optional<Object> program;  // of exe=, which can stand beside either
};

// The state of the kernel's filter.  Lists are in the order of the kernel's listing.
struct Filter {
  std::vector<FilterRule> exit;
  std::vector<FilterRule> task;
  std::vector<FilterRule> exclude;
  std::vector<FilterRule> filesystem;
  std::vector<FilterRule> user;
  std::vector<FilterRule> io_uring;
  std::uint32_t enabled = 1;  // 0, 1, 2 (locked)
  std::uint32_t failure = 1;
  std::uint32_t rate_limit = 0;
  std::uint32_t backlog_limit = 64;
  std::uint32_t backlog_wait_time = 15000;
  std::optional<Origin> enabled_by, rate_limit_by;  // the lines that set them
};

enum class LineOutcome : std::uint8_t {
  Done,     // every operation of the line was carried out
  Failed,   // auditctl or the kernel refused it
  Skipped,  // loading had stopped before it
};

struct LineResult {
  LineOutcome outcome = LineOutcome::Done;
  std::string id;      // of the finding a failure belongs to, or ""
  std::string reason;  // of a failure
  std::uint32_t column = 1;
  std::uint32_t width = 1;
  std::optional<Origin> earlier;  // the rule a duplicate repeats
};

struct Loaded {
  Filter filter;
  std::vector<LineResult> lines;    // one for each statement
  std::optional<std::size_t> stop;  // the statement loading stopped at
  int exit_status = 0;              // auditctl's
};

// auditctl -R of the ruleset, into an empty kernel (Commit::Boot) or into one that has loaded it before (Reload).
Loaded load(const Ruleset& ruleset, const World& world);

// Rules that are in the kernel already, as a listing shows them.
Filter as_loaded(const Ruleset& listing, const World& world);

}  // namespace modtrail
