#include <algorithm>
#include <array>
#include <set>

#include "modtrail/base/text.h"
#include "modtrail/base/toml.h"
#include "modtrail/trail/policy.h"

namespace modtrail {

namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 20;
constexpr std::array kOrigins = {ModuleOrigin::Login, ModuleOrigin::Autoload, ModuleOrigin::Boot,
                                 ModuleOrigin::Service};

tl::unexpected<Error> unknown(std::string_view name, const Toml::Member& member,
                              const std::vector<std::string_view>& known) {
  std::string message = "unknown word " + printable(member.name);
  if (const auto near = nearest(member.name, known)) message += "; did you mean " + std::string(*near) + "?";
  return toml_error(name, member.value, message);
}

// A string, or an array of strings.
Result<std::vector<std::string>> strings(std::string_view name, const Toml::Member& member) {
  const Toml& value = member.value;
  std::vector<std::string> out;
  if (value.kind == Toml::Kind::String) out.push_back(value.text);
  for (const Toml& item : value.items) {
    if (item.kind != Toml::Kind::String) return toml_error(name, item, member.name + " holds strings");
    out.push_back(item.text);
  }
  const bool empty = std::any_of(out.begin(), out.end(), [](const std::string& text) { return text.empty(); });
  if (out.empty() || empty) return toml_error(name, value, member.name + " is a string, or a list of such");
  return out;
}

Result<std::uint64_t> number(std::string_view name, const Toml::Member& member, std::int64_t most) {
  const Toml& value = member.value;
  if (value.kind == Toml::Kind::Integer && value.number >= 1 && value.number <= most) {
    return static_cast<std::uint64_t>(value.number);
  }
  return toml_error(name, value, member.name + " is a number from 1 to " + std::to_string(most));
}

Result<std::vector<ModuleOrigin>> origins(std::string_view file, const Toml::Member& member) {
  std::vector<ModuleOrigin> out;
  for (const std::string& word : TRY(strings(file, member))) {
    const auto origin =
        std::find_if(kOrigins.begin(), kOrigins.end(), [&](ModuleOrigin one) { return name(one) == word; });
    if (origin == kOrigins.end()) {
      return toml_error(file, member.value, "an origin is login, autoload, boot or service, not " + printable(word));
    }
    out.push_back(*origin);
  }
  return out;
}

Result<Operation> operation(std::string_view name, const Toml::Member& member) {
  if (member.value.text == "load") return Operation::Load;
  if (member.value.text == "unload") return Operation::Unload;
  return toml_error(name, member.value, "operation is load or unload");
}

Result<PolicyRule> read_rule(std::string_view name, const Toml& table) {
  if (table.kind != Toml::Kind::Table) return toml_error(name, table, "a rule is a table: [[allow]]");
  if (table.members.empty()) return toml_error(name, table, "a rule that names nothing allows everything");
  PolicyRule rule;
  for (const Toml::Member& member : table.members) {
    if (member.name == "module") {
      rule.query.modules = TRY(strings(name, member));
    } else if (member.name == "user") {
      rule.query.users = TRY(strings(name, member));
    } else if (member.name == "exe") {
      rule.query.exes = TRY(strings(name, member));
    } else if (member.name == "origin") {
      rule.origins = TRY(origins(name, member));
    } else if (member.name == "operation") {
      rule.query.operation = TRY(operation(name, member));
    } else {
      return unknown(name, member, {"module", "user", "exe", "origin", "operation"});
    }
  }
  return rule;
}

Result<std::vector<PolicyRule>> read_rules(std::string_view name, const Toml& value) {
  if (value.kind != Toml::Kind::Array) return toml_error(name, value, "rules are tables: [[allow]]");
  std::vector<PolicyRule> rules;
  for (const Toml& table : value.items) rules.push_back(TRY(read_rule(name, table)));
  return rules;
}

Result<> read_series(std::string_view name, const Toml& table, Policy& policy) {
  if (table.kind != Toml::Kind::Table) return toml_error(name, table, "refused is a table: attempts, seconds");
  for (const Toml::Member& member : table.members) {
    if (member.name == "attempts") {
      policy.refused = TRY(number(name, member, 1000000));
    } else if (member.name == "seconds") {
      policy.within = TRY(number(name, member, 86400));
    } else {
      return unknown(name, member, {"attempts", "seconds"});
    }
  }
  return {};
}

bool is_plain(const std::string& module) {
  return !module.empty() && std::all_of(module.begin(), module.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

}  // namespace

Result<Policy> parse_policy(std::string_view text, std::string_view name) {
  if (text.size() > kMostBytes) return fail(std::string(name) + ": more than a MiB");
  const Toml document = TRY(parse_toml(text, name));
  Policy policy = default_policy();
  policy.allow.clear();
  for (const Toml::Member& member : document.members) {
    if (member.name == "allow") {
      policy.allow = TRY(read_rules(name, member.value));
    } else if (member.name == "security_modules") {
      policy.security_modules.modules = TRY(strings(name, member));
    } else if (member.name == "refused") {
      TRY(read_series(name, member.value, policy));
    } else {
      return unknown(name, member, {"allow", "security_modules", "refused"});
    }
  }
  return policy;
}

std::string print_policy(const std::vector<std::string>& modules) {
  std::set<std::string> names;
  std::set<std::string> odd;  // what could be read as a pattern, or worse
  for (const std::string& module : modules) (is_plain(module) ? names : odd).insert(module);
  std::string text =
      "# What may come and go here; `modtrail watch --policy` tells of everything else (docs/watch.md).\n"
      "# Written by `modtrail watch --learn` from what it saw: look at each name before you trust it.\n"
      "# Of other names than letters, digits, - and _: " +
      std::to_string(odd.size()) + ", left out.\n";
  if (names.empty()) return text;
  text += "\n[[allow]]\nmodule = [\n";
  for (const std::string& module : names) text += "  \"" + module + "\",\n";
  return text + "]\n";
}

}  // namespace modtrail
