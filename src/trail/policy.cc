#include "modtrail/trail/policy.h"

#include <algorithm>

#include "trail/pattern.h"

namespace modtrail {

namespace {

constexpr std::string_view kNone = "none";

template <class Fits>
bool any_fits(const std::vector<std::string>& wanted, const Fits& fits) {
  return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), fits);
}

bool is_signer(const std::string& signer, const LoadedModule& module) {
  if (signer == kNone) return module.signing == Signing::Absent || module.signing == Signing::Invalid;
  return module.signing == Signing::Valid && fits(signer, module.signer, Dash::Itself);
}

bool is_package(const std::string& package, const FileOwner& owner) {
  if (package == kNone) return owner.ownership == Ownership::Nobody;
  return owner.ownership == Ownership::Package && fits(package, owner.package, Dash::Itself);
}

bool fits_file(const FileConditions& wanted, const ModuleEvent& event) {
  if (!wanted.any()) return true;
  if (!event.loaded || event.loaded->match != FileMatch::Same) return false;
  const LoadedModule& module = *event.loaded;
  return any_fits(wanted.paths, [&](const std::string& path) { return fits(path, module.path, Dash::Itself); }) &&
         any_fits(wanted.sha256, [&](const std::string& sum) { return sum == module.sha256; }) &&
         any_fits(wanted.signers, [&](const std::string& signer) { return is_signer(signer, module); }) &&
         any_fits(wanted.packages, [&](const std::string& package) { return is_package(package, module.owner); });
}

bool is_service(const std::string& wanted, const ActorService& service) {
  if (wanted == kNone) return service.in == InUnit::None;
  return service.in == InUnit::Unit && fits(wanted, service.unit, Dash::Itself);
}

bool fits_service(const PolicyRule& rule, const ModuleEvent& event) {
  return rule.services.empty() || (event.service && any_fits(rule.services, [&](const std::string& wanted) {
                                     return is_service(wanted, *event.service);
                                   }));
}

bool fits_all_but_service(const PolicyRule& rule, const ModuleEvent& event) {
  const bool of_origin =
      rule.origins.empty() || std::find(rule.origins.begin(), rule.origins.end(), event.origin) != rule.origins.end();
  return of_origin && matches(rule.query, event) && fits_file(rule.file, event);
}

bool fits_rule(const PolicyRule& rule, const ModuleEvent& event) {
  return fits_service(rule, event) && fits_all_but_service(rule, event);
}

bool any_rule(const std::vector<PolicyRule>& rules, const ModuleEvent& event) {
  return std::any_of(rules.begin(), rules.end(), [&](const PolicyRule& rule) { return fits_rule(rule, event); });
}

}  // namespace

bool FileConditions::any() const {
  return !paths.empty() || !sha256.empty() || !signers.empty() || !packages.empty();
}

Policy default_policy() {
  Policy policy;
  policy.rest = PolicyDefault::Allow;
  policy.security_modules.modules = {"lkrg",      "p_lkrg",    "dm_verity",  "dm_integrity", "dm_crypt",
                                     "nf_tables", "ip_tables", "ip6_tables", "x_tables"};
  policy.security_modules.operation = Operation::Unload;
  return policy;
}

bool allows(const Policy& policy, const ModuleEvent& event) {
  if (any_rule(policy.alert, event)) return false;
  return policy.rest == PolicyDefault::Allow || any_rule(policy.allow, event);
}

bool lacks_service(const Policy& policy, const ModuleEvent& event) {
  if (event.service && event.service->in != InUnit::Unknown) return false;
  return std::any_of(policy.allow.begin(), policy.allow.end(), [&](const PolicyRule& rule) {
    return !rule.services.empty() && fits_all_but_service(rule, event);
  });
}

bool allows_unsigned(const Policy& policy, const ModuleEvent& event) {
  return std::any_of(policy.allow.begin(), policy.allow.end(), [&](const PolicyRule& rule) {
    return (!rule.file.signers.empty() || !rule.file.sha256.empty()) && fits_rule(rule, event);
  });
}

bool unloads_security(const Policy& policy, const ModuleEvent& event) {
  return !policy.security_modules.modules.empty() && event.outcome == ModuleOutcome::Done &&
         matches(policy.security_modules, event);
}

}  // namespace modtrail
