#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/result.h"
#include "modtrail/trail/module_event.h"
#include "modtrail/trail/query.h"

// Which modules may come and go, by whom: what `watch --policy` holds events against (docs/watch.md has the file).
namespace modtrail {

// Of the file of a module that came: patterns, within a list one must fit, all lists must.  They fit only where the
// file is known to be the one that was loaded (FileMatch::Same), and so never an unload.
struct FileConditions {
  std::vector<std::string> paths;
  std::vector<std::string> sha256;    // hex, no patterns
  std::vector<std::string> signers;   // of a signature that the kernel took; "none": it took none
  std::vector<std::string> packages;  // "none": no package has it
  bool any() const;
};

// Fits what fits the query and the file's conditions, has one of the origins and is of one of the services; none of
// either: any.  Services are patterns of units ("none": in no unit); one that is not known fits none.
struct PolicyRule {
  Query query;
  std::vector<ModuleOrigin> origins;
  std::vector<std::string> services;
  FileConditions file;
};

enum class PolicyDefault : std::uint8_t { Alert, Allow };

struct Policy {
  std::vector<PolicyRule> allow;
  std::vector<PolicyRule> alert;  // told even where it is allowed
  PolicyDefault rest = PolicyDefault::Alert;
  Query security_modules;     // whose unload is told even where it is allowed
  std::uint64_t refused = 5;  // so many refused attempts by one user and program ...
  std::uint64_t within = 60;  // ... within so many seconds are a series
};

// Where the user has none: everything is allowed; the security modules are those of firewalls and of integrity.
Policy default_policy();

// Errors, "NAME:line:column: ...": not TOML, an unknown word, a value of the wrong kind, a rule without a condition.
Result<Policy> parse_policy(std::string_view text, std::string_view name);

bool allows(const Policy& policy, const ModuleEvent& event);
// Some service would have it allowed, but whose it is is not known.
bool lacks_service(const Policy& policy, const ModuleEvent& event);
// By a rule that speaks of signatures or bytes.
bool allows_unsigned(const Policy& policy, const ModuleEvent& event);
bool unloads_security(const Policy& policy, const ModuleEvent& event);

// A module that may be loaded from now on.
struct LearnedModule {
  std::string name;
  std::optional<LoadedModule> loaded;
  std::optional<ActorService> service;  // that loaded it
};
// A policy that allows these modules, as the text of a file: by who signed them, else by their bytes, else by their
// name.
std::string print_policy(const std::vector<LearnedModule>& modules);

}  // namespace modtrail
