#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/result.h"
#include "modtrail/trail/module_event.h"
#include "modtrail/trail/query.h"

// Which modules may come and go, by whom: what `watch --policy` holds events against (docs/watch.md has the file).
namespace modtrail {

// Allows what fits the query and has one of the origins; no origins: any.
struct PolicyRule {
  Query query;
  std::vector<ModuleOrigin> origins;
};

struct Policy {
  std::vector<PolicyRule> allow;
  Query security_modules;     // whose unload is told even where it is allowed
  std::uint64_t refused = 5;  // so many refused attempts by one user and program ...
  std::uint64_t within = 60;  // ... within so many seconds are a series
};

// Where the user has none: everything is allowed; the security modules are those of firewalls and of integrity.
Policy default_policy();

// Errors, "NAME:line:column: ...": not TOML, an unknown word, a value of the wrong kind, a rule without a condition.
Result<Policy> parse_policy(std::string_view text, std::string_view name);

bool allows(const Policy& policy, const ModuleEvent& event);
bool unloads_security(const Policy& policy, const ModuleEvent& event);

// A policy that allows these modules, as the text of a file.
std::string print_policy(const std::vector<std::string>& modules);

}  // namespace modtrail
