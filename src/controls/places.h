#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/overlay_tree.h"
#include "modtrail/rules/input.h"
#include "modtrail/rules/lines.h"
#include "modtrail/uapi/machine.h"

// Where the rules of an input lie in its tree.
namespace modtrail {

inline constexpr std::string_view kRulesDirectory = "/etc/audit/rules.d";
inline constexpr std::string_view kRulesFile = "/etc/audit/audit.rules";

// The directory augenrules merges, as a path of the tree; nothing where auditctl reads one file.
std::optional<std::string> merged_directory(const RuleInput& input, const Machine& machine);
// The one file auditctl reads.
std::string single_file(const RuleInput& input);

// A file's name in origins, from its path in the tree, and back.
std::string shown_path(const RuleInput& input, const std::string& path);
std::optional<std::string> tree_path(const RuleInput& input, const std::string& shown);

// Does the line give a rule: -a, -A or -w?
bool is_rule_line(std::string_view line);

// The last lines of files that run into the next file's first line; and those of them where that costs a rule.
std::vector<Origin> glued_lines(const Merged& merged);
std::vector<Origin> glued_rules(const Merged& merged);

}  // namespace modtrail
