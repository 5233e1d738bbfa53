#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "modtrail/filter/load.h"
#include "modtrail/filter/world.h"
#include "modtrail/rules/ruleset.h"
#include "modtrail/uapi/attempt.h"

// Rules and attempts by hand, as values: what the exhaustive test ranges over.
namespace modtrail::oracle {

inline constexpr std::uint32_t kArchB64 = 0xC000003E;
inline constexpr std::uint32_t kArchB32 = 0x40000003;

Field field(FieldId id, Op op, std::uint32_t value);
Field text_field(FieldId id, Op op, std::string text);
Rule make_rule(FilterList list, Action action, std::initializer_list<std::size_t> numbers,
               std::vector<Field> fields);  // no numbers: every syscall
Rule prepended(Rule rule);

// At least 24 rules that differ in what they touch, the most telling first.
std::vector<Rule> rule_pool();
// Scenarios, each on every module syscall and ABI: at least 200 attempts.
std::vector<SyscallEvent> attempt_pool();

// Debian 12's assumed files, with a security module that knows no types.
World pool_world();

// One statement a rule, lines from 1, as a parsed file would hold them.
Ruleset as_ruleset(const std::vector<Rule>& rules);

std::string describe(const std::vector<Rule>& rules);
std::string describe(const SyscallEvent& event);

}  // namespace modtrail::oracle
