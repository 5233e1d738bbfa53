#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "modtrail/controls/fix.h"
#include "modtrail/filter/pipeline.h"

// What loading a ruleset costs of it: lines that auditctl refuses, and rules that are not reached.
namespace modtrail {

bool has_rule(const Statement& statement);

// Is a rule lost: refused itself, unless the kernel has it already, or behind a line that stops the load?
bool loses_rules(const Reading& reading);
std::size_t refusals(const Reading& reading);  // lines

// The line commented out.
LineChange commented(const Reading& reading, const Origin& origin, std::string reason);

// An -e 2 with rules behind it.
std::optional<LineChange> early_lock(const Reading& reading);

// The lines that cost rules, all at once: as if loading went on after every error.
std::vector<LineChange> refused_lines(const Reading& reading, const World& world);

}  // namespace modtrail
