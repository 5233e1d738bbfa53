#pragma once

#include <string>
#include <vector>

#include "modtrail/rules/parse.h"

// The tables tests/rules/*.t: what each auditctl makes of a line.
//
//   # auditctl 3.1.3          the version from here on; "# arch aarch64" the machine
//   LINE;ok;CANONICAL         it is sent as this rule
//   LINE;delete;CANONICAL     the same, taken away
//   LINE;fail;PART;ID         auditctl fails; PART is in our reason, ID is the finding
//   LINE;does;STEPS           settings and the like: "enabled 1, failure 1"
//   LINE;none                 a comment or a blank line
//
// In LINE, <TAB> <CR> <BOM> <HASH> <x01> stand for these bytes and <A*257> for 257 times A.
namespace modtrail {

struct TableRow {
  std::string file;
  std::size_t number = 0;
  std::string line;  // markers replaced
  std::string outcome;
  std::string text;
  std::string id;
  Machine machine;
};

std::vector<TableRow> read_tables();

// "ok", "a rule" ... as the columns of a table tell it.
struct Told {
  std::string outcome;
  std::string text;
  std::string id;
};
Told tell(const Statement& statement, Arch arch);

// The users, groups and files the tables speak of.
ParseContext table_context(const Machine& machine);

}  // namespace modtrail
