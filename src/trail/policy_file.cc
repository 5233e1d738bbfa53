#include <algorithm>
#include <array>

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

// Each of 64 hex digits; as sha256sum prints them.
Result<std::vector<std::string>> sums(std::string_view name, const Toml::Member& member) {
  std::vector<std::string> out = TRY(strings(name, member));
  for (const std::string& sum : out) {
    const bool hex = sum.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (sum.size() == 64 && hex) continue;
    return toml_error(name, member.value, "sha256 is 64 digits of 0-9 and a-f, not " + printable(sum));
  }
  return out;
}

// Nothing: it is no list of strings.
std::vector<std::string>* list_of(std::string_view word, PolicyRule& rule) {
  if (word == "module") return &rule.query.modules;
  if (word == "user") return &rule.query.users;
  if (word == "exe") return &rule.query.exes;
  if (word == "service") return &rule.services;
  if (word == "path") return &rule.file.paths;
  if (word == "signer") return &rule.file.signers;
  if (word == "package") return &rule.file.packages;
  return nullptr;
}

Result<> read_condition(std::string_view name, const Toml::Member& member, PolicyRule& rule) {
  if (std::vector<std::string>* list = list_of(member.name, rule)) {
    *list = TRY(strings(name, member));
  } else if (member.name == "sha256") {
    rule.file.sha256 = TRY(sums(name, member));
  } else if (member.name == "origin") {
    rule.origins = TRY(origins(name, member));
  } else if (member.name == "operation") {
    rule.query.operation = TRY(operation(name, member));
  } else {
    return unknown(name, member,
                   {"module", "user", "exe", "origin", "service", "operation", "path", "sha256", "signer", "package"});
  }
  return {};
}

Result<PolicyRule> read_rule(std::string_view name, const Toml& table) {
  if (table.kind != Toml::Kind::Table) return toml_error(name, table, "a rule is a table: [[allow]], [[alert]]");
  if (table.members.empty()) return toml_error(name, table, "a rule that names nothing fits everything");
  PolicyRule rule;
  for (const Toml::Member& member : table.members) TRY(read_condition(name, member, rule));
  if (rule.query.operation == Operation::Unload && rule.file.any()) {
    return toml_error(name, table, "an unload has no file: path, sha256, signer and package go with loads");
  }
  return rule;
}

Result<std::vector<PolicyRule>> read_rules(std::string_view name, const Toml& value) {
  if (value.kind != Toml::Kind::Array) return toml_error(name, value, "rules are tables: [[allow]], [[alert]]");
  std::vector<PolicyRule> rules;
  for (const Toml& table : value.items) rules.push_back(TRY(read_rule(name, table)));
  return rules;
}

Result<PolicyDefault> read_default(std::string_view name, const Toml::Member& member) {
  if (member.value.text == "allow") return PolicyDefault::Allow;
  if (member.value.text == "alert") return PolicyDefault::Alert;
  return toml_error(name, member.value, "default is allow or alert");
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

}  // namespace

Result<Policy> parse_policy(std::string_view text, std::string_view name) {
  if (text.size() > kMostBytes) return fail(std::string(name) + ": more than a MiB");
  const Toml document = TRY(parse_toml(text, name));
  Policy policy = default_policy();
  policy.rest = PolicyDefault::Alert;
  for (const Toml::Member& member : document.members) {
    if (member.name == "allow") {
      policy.allow = TRY(read_rules(name, member.value));
    } else if (member.name == "alert") {
      policy.alert = TRY(read_rules(name, member.value));
    } else if (member.name == "default") {
      policy.rest = TRY(read_default(name, member));
    } else if (member.name == "security_modules") {
      policy.security_modules.modules = TRY(strings(name, member));
    } else if (member.name == "refused") {
      TRY(read_series(name, member.value, policy));
    } else {
      return unknown(name, member, {"allow", "alert", "default", "security_modules", "refused"});
    }
  }
  return policy;
}

}  // namespace modtrail
