#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/counted.h"
#include "modtrail/report/document.h"

// What several reports say in the same words.  Nothing here is escaped for any of them.
namespace modtrail {

std::string capitalised(std::string text);
std::string place_text(const Origin& origin);                                // "a.rules:3"
std::string key_text(const std::optional<std::string>& key);                 // several keys of one record joined by "+"
std::string keys_text(const std::vector<std::optional<std::string>>& keys);  // "modules, no key"
std::string_view word_of(Recorded recorded);                                 // its name, but "off" for unreachable
std::string target_text(const Target& target);                               // "this host", "pool worker", "a.rules"

bool is_lost(const Row& row);
bool is_open(const Row& row);  // undecided
const Row* find_row(const std::vector<Row>& rows, Abi abi, Syscall syscall);
std::vector<Abi> abis_of(const std::vector<Row>& rows);  // in the order of the tables

// "1 of 4 controls passed; 2 of 6 ways to load or unload a module can leave no record; 1 error"
std::string summary_text(const Assessment& assessment);
// Of a gap with its witness, or of an undecided row: "A load by ... leaves no record: ... (a.rules:3)."
std::string row_sentence(const Row& row);
// The scanner's verdict beside the control's, and where they part.
std::string prediction_text(const ControlResult& control);
std::string source_text(const SourceFile& file);  // "a.rules: 3 lines, 1 carried out, stopped at line 2: ..."
std::vector<std::string> rules_to_add(const std::vector<Finding>& findings);
std::string repair_text(const Judged& judged);  // what fix writes, or the rules to add; "" where there is nothing to do
std::string repair_command(const Judged& judged);  // the command that writes it
std::size_t count_level(const std::vector<Finding>& findings, Level level);

// "way x32 finit_module, until 2027-01-31 by db-team: ..."
std::string accepted_text(const Accepted& accepted);
std::string known_text(std::size_t known);  // "3 findings of the baseline are left out"; "" for none

// The command that answers for this attempt, without what no rule can see.
std::string replay_command(SyscallEvent event, const std::string& replay);

// A line of any length and any bytes, printable and cut to a window around the guilty bytes.
struct Window {
  std::string text;   // printable
  std::size_t caret;  // columns before the guilty bytes
  std::size_t width;  // columns of them, at least 1
};
Window window_of(std::string_view line, std::size_t column, std::size_t width);

}  // namespace modtrail
