#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "modtrail/base/origin.h"
#include "modtrail/rules/rule.h"
#include "modtrail/uapi/version.h"

// A rules file as auditctl would carry it out, line by line: an option is an operation, and a line that auditctl would
// refuse ends in a Refusal.  Whether loading goes on after one is filter/load's business.
namespace modtrail {

enum class Setting : std::uint8_t { Enabled, Failure, RateLimit, BacklogLimit, BacklogWaitTime };
enum class OnError : std::uint8_t { Stop, Ignore, Continue };  // default, -i, -c

// -a -A -w
// -a -A -w
struct AddRule {
  Rule rule;
};

// -d -W
struct DeleteRule {
  Rule rule;
};

// -D [-k]: with a key, the rules whose key holds that text anywhere (auditctl looks with strstr; several keys of one
// rule count as one text, joined by 0x01).
struct DeleteAll {
  std::optional<std::string> key;
};

// -e -f -r -b --backlog_wait_time
struct SetSetting {
  Setting setting = Setting::Enabled;
  std::uint32_t value = 0;
};

// -i -c
struct SetOnError {
  OnError mode = OnError::Stop;
};

// -l -s -m --reset-lost -q -t --signal ...: not about rules
struct NoEffect {};

enum class Ends : std::uint8_t {
  Line,      // an error of the line: -i and -c let loading go on
  Auditctl,  // auditctl itself ends here, whatever -i or -c said
};

// auditctl fails here
struct Refusal {
  std::string id;            // the finding it belongs to ("trailing-comment", "arch-order"), or ""
  std::string reason;        // in our words, with what would be right
  std::uint32_t column = 1;  // of the guilty token in the statement's text
  std::uint32_t width = 1;
  Ends ends = Ends::Line;
};

using Step = std::variant<AddRule, DeleteRule, DeleteAll, SetSetting, SetOnError, NoEffect, Refusal>;

struct Statement {
  Origin origin;                 // where `text` starts
  std::string text;              // the line as auditctl reads it
  std::vector<Step> operations;  // in order; a Refusal is the last
  VersionSpan versions = {};     // the auditctls that read the line alike
};

struct Ruleset {
  std::vector<Statement> statements;      // lines that do something; comments and blank lines are left out
  std::vector<Diagnostic> diagnostics;    // what auditctl would accept but the author cannot have meant
  std::optional<std::string> unreadable;  // auditctl refuses the whole file: owner, mode, not a regular file
};

}  // namespace modtrail
