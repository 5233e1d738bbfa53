#include "controls/rule_text.h"

#include <algorithm>

#include "modtrail/base/text.h"

namespace modtrail {
namespace {

std::string call_list(const std::vector<Syscall>& calls) {
  std::string out;
  for (const Syscall call : calls) out += (out.empty() ? "" : ",") + std::string(name(call));
  return out;
}

std::optional<std::string_view> after(std::string_view line, std::string_view word) {
  const std::size_t at = line.find(word);
  if (at == std::string_view::npos) return std::nullopt;
  line.remove_prefix(at + word.size());
  return line.substr(0, line.find(' '));
}

bool is_call_rule(std::string_view line) {
  return line.substr(2, 13) == " always,exit " && after(line, " -S ").has_value() &&
         after(line, " -F arch=").has_value();
}

}  // namespace

std::string line_of(const RuleText& rule, Place place) {
  if (!rule.verbatim.empty()) return rule.verbatim;
  std::string out = rule.place.value_or(place) == Place::Prepend ? "-A always,exit" : "-a always,exit";
  if (rule.abi) out += " -F arch=" + std::string(name(*rule.abi));
  if (rule.program.empty()) {
    out += " -S " + call_list(rule.calls);
  } else {
    out += " -F path=" + rule.program + " -F perm=x";
  }
  if (rule.scope == Scope::Logins) out += " -F auid>=" + std::to_string(rule.uid_min) + " -F auid!=unset";
  return out + " -k " + rule.key;
}

RuleText rule_of(std::string_view line) {
  RuleText out;
  if (!is_call_rule(line)) {
    out.verbatim = line;
    return out;
  }
  out.abi = parse_abi(*after(line, " -F arch="));
  for (const std::string_view call : split(*after(line, " -S "), ',')) {
    if (const std::optional<Syscall> syscall = parse_syscall(call)) out.calls.push_back(*syscall);
  }
  out.key = after(line, " -k ").value_or("");
  if (const std::optional<std::string_view> least = after(line, " -F auid>=")) {
    out.scope = Scope::Logins;
    out.uid_min = static_cast<std::uint32_t>(parse_number(*least).value_or(out.uid_min));
  }
  return out;
}

bool differ_in_calls_alone(const RuleText& a, const RuleText& b) {
  RuleText other = b;
  other.calls = a.calls;
  return a == other && a.verbatim.empty() && a.program.empty();
}

std::vector<RuleText> put_together(const std::vector<RuleText>& rules) {
  std::vector<RuleText> out;
  for (const RuleText& rule : rules) {
    const auto same = std::find_if(out.begin(), out.end(), [&](const RuleText& other) {
      return other == rule || differ_in_calls_alone(other, rule);
    });
    if (same == out.end()) {
      out.push_back(rule);
      continue;
    }
    for (const Syscall call : rule.calls) {
      if (std::find(same->calls.begin(), same->calls.end(), call) == same->calls.end()) same->calls.push_back(call);
    }
  }
  for (RuleText& rule : out) std::sort(rule.calls.begin(), rule.calls.end());
  return out;
}

std::vector<RuleText> taken_apart(const std::vector<RuleText>& rules) {
  std::vector<RuleText> out;
  for (const RuleText& rule : rules) {
    if (rule.calls.empty()) out.push_back(rule);
    for (const Syscall call : rule.calls) {
      out.push_back(rule);
      out.back().calls = {call};
    }
  }
  return out;
}

}  // namespace modtrail
