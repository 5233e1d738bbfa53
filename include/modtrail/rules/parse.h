#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "modtrail/base/file_tree.h"
#include "modtrail/rules/lines.h"
#include "modtrail/rules/ruleset.h"
#include "modtrail/uapi/machine.h"

namespace modtrail {

// The users and groups of the tree the rules are for, never of the machine modtrail runs on.
struct Names {
  std::map<std::string, std::uint32_t, std::less<>> users;
  std::map<std::string, std::uint32_t, std::less<>> groups;
};
Names parse_names(std::string_view passwd, std::string_view group);

struct ParseContext {
  Machine machine;  // arch, auditctl and kernel count
  Names names;
  const FileTree* files = nullptr;  // for -w: file or directory; null: a path that ends in / is a directory
};

// The auditctl grammar as `context.machine.auditctl` parses a rules file.  Total: never fails, what auditctl refuses is
// a Refusal.  Source: audit-userspace src/auditctl.c, lib/libaudit.c; docs/kernel-semantics.md.
Ruleset parse_rules(const std::vector<Line>& lines, const ParseContext& context);

// One line, as of a file that holds nothing else.
Statement parse_line(const Line& line, const ParseContext& context);

// The text of `auditctl -l`.  Each line is a rule already in the kernel.
Ruleset parse_listing(const std::vector<Line>& lines, const ParseContext& context);

// A rule as one canonical line, which parse_line reads back as the same rule where auditctl's grammar can say it.
std::string print_rule(const Rule& rule, Arch arch);

}  // namespace modtrail
