#include "modtrail/trail/policy.h"

#include <algorithm>

namespace modtrail {

Policy default_policy() {
  Policy policy;
  policy.allow.emplace_back();
  policy.security_modules.modules = {"lkrg",      "p_lkrg",    "dm_verity",  "dm_integrity", "dm_crypt",
                                     "nf_tables", "ip_tables", "ip6_tables", "x_tables"};
  policy.security_modules.operation = Operation::Unload;
  return policy;
}

bool allows(const Policy& policy, const ModuleEvent& event) {
  return std::any_of(policy.allow.begin(), policy.allow.end(), [&](const PolicyRule& rule) {
    const bool of_origin =
        rule.origins.empty() || std::find(rule.origins.begin(), rule.origins.end(), event.origin) != rule.origins.end();
    return of_origin && matches(rule.query, event);
  });
}

bool unloads_security(const Policy& policy, const ModuleEvent& event) {
  return !policy.security_modules.modules.empty() && event.outcome == ModuleOutcome::Done &&
         matches(policy.security_modules, event);
}

}  // namespace modtrail
