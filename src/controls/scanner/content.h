#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "controls/scanner/criteria.h"
#include "modtrail/controls/scanner.h"
#include "modtrail/uapi/abi.h"

// ComplianceAsCode's rules about modules, product by product, as a table.
namespace modtrail::scanner {

enum class Verified : std::uint8_t {
  No,
  Yes,  // 0.1.65's content for the product has the rule with the same patterns, and can be run here
};

struct ContentRule {
  Criteria criteria;
  Verified verified = Verified::No;
  std::optional<Arch> not_on;  // the rule does not apply to this machine
};

// Nothing where that content has no such rule for the product.
std::optional<ContentRule> find_rule(std::string_view product, std::string_view rule, ContentVersion content);

// The ids of all rules of a product, sorted.
std::vector<std::string_view> rules_of(std::string_view product, ContentVersion content);

}  // namespace modtrail::scanner
