#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "modtrail/trail/module_event.h"

namespace modtrail {

// What of the module events is wanted; an empty list asks nothing.  Within a list one must fit, all lists must.
struct Query {
  std::optional<std::uint64_t> since;  // milliseconds since 1970, inclusive
  std::optional<std::uint64_t> until;  // inclusive
  std::vector<std::string> modules;    // "-" and "_" are the same, as for modprobe; "*" and "?" as in a shell
  std::vector<std::string> users;      // a name or number of auid or uid; "unset"
  std::vector<ModuleOutcome> outcomes;
  std::vector<std::string> keys;
  std::vector<std::string> exes;  // as modules, over the whole path
  std::optional<Operation> operation;
};

bool matches(const Query& query, const ModuleEvent& event);

}  // namespace modtrail
