#include "rules/table.h"

#include <gtest/gtest.h>

#include "modtrail/base/text.h"
#include "modtrail/rules/wire.h"

namespace modtrail {
namespace {

std::string place(const TableRow& row) {
  return row.file + ":" + std::to_string(row.number) + ": " + printable(row.line);
}

const Rule* rule_of(const Statement& statement) {
  if (statement.operations.empty()) return nullptr;
  const auto* add = std::get_if<AddRule>(&statement.operations.back());
  return add == nullptr ? nullptr : &add->rule;
}

TEST(RuleTables, EachLineIsReadAsItsVersionReadsIt) {
  for (const TableRow& row : read_tables()) {
    const Statement statement = parse_line({row.line, {"t", 1, 1}}, table_context(row.machine));
    const Told told = tell(statement, row.machine.arch.value);
    EXPECT_EQ(told.outcome, row.outcome) << place(row) << "\n" << told.text;
    if (row.outcome == "fail") {
      EXPECT_NE(told.text.find(row.text), std::string::npos) << place(row) << "\n" << told.text;
      EXPECT_EQ(told.id, row.id) << place(row);
    } else {
      EXPECT_EQ(told.text, row.text) << place(row);
    }
  }
}

TEST(RuleTables, CanonicalLinesAreReadBackAsTheSameRule) {
  for (const TableRow& row : read_tables()) {
    const ParseContext context = table_context(row.machine);
    const Statement statement = parse_line({row.line, {"t", 1, 1}}, context);
    const Rule* rule = rule_of(statement);
    if (rule == nullptr) continue;
    const std::string printed = print_rule(*rule, row.machine.arch.value);
    const Statement again = parse_line({printed, {"t", 1, 1}}, context);
    ASSERT_NE(rule_of(again), nullptr) << place(row) << "\n" << printed;
    EXPECT_TRUE(same_rule(*rule, *rule_of(again))) << place(row) << "\n" << printed;
  }
}

TEST(RuleTables, TheWireFormKeepsEachRule) {
  for (const TableRow& row : read_tables()) {
    const Statement statement = parse_line({row.line, {"t", 1, 1}}, table_context(row.machine));
    const Rule* rule = rule_of(statement);
    if (rule == nullptr) continue;
    const auto decoded = decode_rule(encode_rule(*rule));
    ASSERT_TRUE(decoded.has_value()) << place(row) << "\n" << decoded.error().message;
    EXPECT_TRUE(same_rule(*rule, *decoded)) << place(row);
  }
}

}  // namespace
}  // namespace modtrail
