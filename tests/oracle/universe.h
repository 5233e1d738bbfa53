#pragma once

#include <optional>
#include <string>
#include <vector>

#include "modtrail/rules/rule.h"
#include "modtrail/uapi/attempt.h"

// A finite set of attempts that stands for all of them, as far as a few rules can tell attempts apart: around each
// constant c the values c-1, c, c+1, bit patterns around each mask, each program and name, at birth and at the call.
namespace modtrail::oracle {

// Nothing where the product would be larger than `limit`.
std::optional<std::vector<SyscallEvent>> cut_points(const std::vector<Rule>& rules, Syscall syscall, Abi abi,
                                                    std::size_t limit);

// Can it happen?  Ids are never -1; a login and its session come together; PID 1 is older than any rule; a module call
// returns 0 or a failure, and no request to restart it shows; only a load looks up names, those a tracepoint gets.
bool is_plausible(const SyscallEvent& event);

}  // namespace modtrail::oracle
