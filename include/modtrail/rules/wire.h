#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "modtrail/base/result.h"
#include "modtrail/rules/rule.h"

// struct audit_rule_data both ways (uapi/linux/audit.h), in the machine's byte order.
namespace modtrail {

std::vector<std::byte> encode_rule(const Rule& rule);
// Errors: short, field_count over 64, an unknown list, action, field or operator, strings past the buffer.
Result<Rule> decode_rule(std::span<const std::byte> bytes);

}  // namespace modtrail
