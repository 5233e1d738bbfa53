#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/controls/fix.h"

// A rule to add, before it is a line.
namespace modtrail {

struct RuleText {
  std::optional<Abi> abi;
  std::vector<Syscall> calls;
  std::string program;  // running it; then there are no calls
  Scope scope = Scope::Everyone;
  std::uint32_t uid_min = 1000;  // of Scope::Logins
  std::string key;
  std::optional<Place> place;  // whatever the others' is: the scanner reads -a alone
  std::string verbatim;        // a line of another kind: nothing else is heeded
  bool operator==(const RuleText&) const = default;
};

std::string line_of(const RuleText& rule, Place place);

// Of a line that line_of made.
RuleText rule_of(std::string_view line);

// The same attempts, but for the calls.
bool differ_in_calls_alone(const RuleText& a, const RuleText& b);

// Calls of rules that differ in nothing else are put together, in the kernel's order.
std::vector<RuleText> put_together(const std::vector<RuleText>& rules);
std::vector<RuleText> taken_apart(const std::vector<RuleText>& rules);  // a rule for each call

}  // namespace modtrail
