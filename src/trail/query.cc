#include "modtrail/trail/query.h"

#include <algorithm>

#include "modtrail/base/text.h"
#include "modtrail/uapi/attempt.h"
#include "trail/pattern.h"

namespace modtrail {

namespace {

template <class Wanted, class Fits>
bool any(const std::vector<Wanted>& wanted, const Fits& fits) {
  return wanted.empty() || std::any_of(wanted.begin(), wanted.end(), fits);
}

bool is_user(const std::string& user, const ModuleEvent& event) {
  if (event.auid_name == user || event.uid_name == user) return true;
  if (user == "unset") return event.auid == kUnset;
  const auto number = parse_number(user);
  return number && (event.auid == *number || event.uid == *number);
}

}  // namespace

bool matches(const Query& query, const ModuleEvent& event) {
  if (event.id.time < query.since.value_or(0) || event.id.time > query.until.value_or(UINT64_MAX)) return false;
  if (query.operation && query.operation != operation_of(event)) return false;
  return any(query.modules,
             [&](const std::string& name) { return event.module && fits(name, *event.module, Dash::IsUnderscore); }) &&
         any(query.users, [&](const std::string& user) { return is_user(user, event); }) &&
         any(query.outcomes, [&](ModuleOutcome outcome) { return event.outcome == outcome; }) &&
         any(query.keys,
             [&](const std::string& key) {
               return std::find(event.keys.begin(), event.keys.end(), key) != event.keys.end();
             }) &&
         any(query.exes, [&](const std::string& exe) { return event.exe && fits(exe, *event.exe, Dash::Itself); });
}

}  // namespace modtrail
