#include "modtrail/trail/query.h"

#include <algorithm>

#include "modtrail/base/text.h"
#include "modtrail/uapi/attempt.h"

namespace modtrail {

namespace {

enum class Dash : std::uint8_t { Itself, IsUnderscore };

char folded(char byte, Dash dash) {
  return byte == '-' && dash == Dash::IsUnderscore ? '_' : byte;
}

// Shell's "*" and "?", in time linear in text times pattern at worst: after a mismatch only the last star moves on.
bool fits(std::string_view pattern, std::string_view text, Dash dash) {
  std::size_t at = 0;
  std::size_t read = 0;
  std::size_t star = std::string_view::npos;
  std::size_t mark = 0;
  while (read < text.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      mark = read;
    } else if (at < pattern.size() && (pattern[at] == '?' || folded(pattern[at], dash) == folded(text[read], dash))) {
      ++at;
      ++read;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      read = ++mark;
    } else {
      return false;
    }
  }
  while (at < pattern.size() && pattern[at] == '*') ++at;
  return at == pattern.size();
}

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
