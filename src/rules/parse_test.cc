#include "modtrail/rules/parse.h"

#include <gtest/gtest.h>

namespace modtrail {
namespace {

Statement read(std::string text, Version auditctl = {3, 0, 9}) {
  ParseContext context;
  context.machine.auditctl.value = auditctl;
  return parse_line({std::move(text), {"t.rules", 7, 1}}, context);
}

const Refusal& refusal_of(const Statement& statement) {
  return std::get<Refusal>(statement.operations.back());
}

std::string guilty(const Statement& statement) {
  const Refusal& refusal = refusal_of(statement);
  return statement.text.substr(refusal.column - 1, refusal.width);
}

TEST(Parse, RefusalPointsAtTheGuiltyWord) {
  EXPECT_EQ(guilty(read("-a always,exit -F arch=b64 -S init_module,finit_modul -k m")), "finit_modul");
  EXPECT_EQ(guilty(read("-a always,exit -S open -F arch=b64")), "arch=b64");
  EXPECT_EQ(guilty(read("-a always,exit -Fuid=nobodyatall")), "uid=nobodyatall");
  EXPECT_EQ(guilty(read("  -a always,exit -S open # why not")), "#");
  EXPECT_EQ(guilty(read("-a always,exit -S init_module, finit_module")), "finit_module");
  EXPECT_EQ(guilty(read("-e 3")), "3");
  EXPECT_EQ(guilty(read("-a always,exit -S open -k")), "-k");
  EXPECT_EQ(guilty(read("-w /a\\ b -p q")), "q");
  EXPECT_EQ(guilty(read("--backlog_wait_time=x")), "--backlog_wait_time=x");
}

TEST(Parse, WordsOfAnEscapeKeepTheirPlace) {
  const Statement statement = read("-a always,exit -F path=/a\\ b -F nosuch=1");
  EXPECT_EQ(guilty(statement), "nosuch=1");
  const Statement escaped = read("-a always,exit -Fnosuch\\ =1");
  EXPECT_EQ(guilty(escaped), "-Fnosuch\\ =1");
}

TEST(Parse, FieldsKnowTheirPlace) {
  const Statement statement = read("-a always,exit -F arch=b64 -S open -F auid>=1000");
  const Rule& rule = std::get<AddRule>(statement.operations.back()).rule;
  ASSERT_EQ(rule.fields.size(), 2U);
  EXPECT_EQ(statement.text.substr(rule.fields[1].column - 1, rule.fields[1].width), "auid>=1000");
  EXPECT_EQ(rule.origin, (Origin{"t.rules", 7, 1}));
  EXPECT_EQ(rule.text, statement.text);
}

TEST(Parse, EscapesOfTheFirstWordStayMarked) {
  const Statement statement = read("-w/srv/a\\ b");
  const Rule& rule = std::get<AddRule>(statement.operations.back()).rule;
  EXPECT_EQ(rule.fields[0].text,
            "/srv/a\x07\x07"
            "b");
}

TEST(Parse, NulEndsALine) {
  const Statement statement = read(std::string("-e 1\0-e 2", 9));
  ASSERT_EQ(statement.operations.size(), 1U);
  EXPECT_EQ(std::get<SetSetting>(statement.operations[0]).value, 1U);
}

TEST(Parse, SettingsHappenBeforeTheErrorBehindThem) {
  const Statement statement = read("-e 2 -f 7");
  ASSERT_EQ(statement.operations.size(), 2U);
  EXPECT_EQ(std::get<SetSetting>(statement.operations[0]).value, 2U);
  EXPECT_NE(refusal_of(statement).reason, "");
}

TEST(Parse, ACrashEndsAuditctl) {
  EXPECT_EQ(refusal_of(read("-a always,exit -D")).ends, Ends::Auditctl);
  EXPECT_EQ(refusal_of(read("--signal FOO")).ends, Ends::Line);
  EXPECT_EQ(refusal_of(read("--signal FOO", {4, 1, 2})).ends, Ends::Auditctl);
}

TEST(Parse, ManyShortWordsAreDroppedBefore42) {
  const std::string line = "-w / -p x -k m -i";
  EXPECT_TRUE(std::holds_alternative<AddRule>(read(line).operations.back()));
  EXPECT_TRUE(std::holds_alternative<SetOnError>(read(line, {4, 2, 0}).operations.back()));
  const Ruleset old = parse_rules({{line, {"t", 1, 1}}}, ParseContext{});
  ASSERT_EQ(old.diagnostics.size(), 1U);
  EXPECT_EQ(line.substr(old.diagnostics[0].origin.column - 1), "-i");
}

struct Doubt {
  const char* line;
  const char* word;  // the diagnostic stands at
  const char* id;
};

TEST(Parse, DoubtfulLinesAreTakenAndRemarkedOn) {
  constexpr Doubt kDoubts[] = {
      {"-a always,exit -F auid>=01000", "auid>=01000", ""},
      {"-a always,exit -F auid>=1000x", "auid>=1000x", ""},
      {"-a always,exit -F exit=EPERM", "exit=EPERM", ""},
      {"-a always,exit -F sessionid=me", "sessionid=me", ""},
      {"-b 8192k", "8192k", ""},
      {"-a exit,possible -S open", "exit,possible", ""},
      {"-a always,exit -S open -v", "-a", ""},
      {"-w /etc/passwd -k id\r", "id\r", "carriage-return"},
      {"-w /etc/passwd -k a\tb", "a\tb", "tab"},
  };
  for (const Doubt& doubt : kDoubts) {
    const Ruleset ruleset = parse_rules({{doubt.line, {"t", 3, 1}}}, ParseContext{});
    ASSERT_EQ(ruleset.diagnostics.size(), 1U) << doubt.line;
    const Diagnostic& told = ruleset.diagnostics[0];
    EXPECT_EQ(std::string(doubt.line).substr(told.origin.column - 1, told.width), doubt.word);
    EXPECT_EQ(told.id, doubt.id) << doubt.line;
    EXPECT_EQ(told.origin.line, 3U);
  }
}

TEST(Parse, CommentsAndBlankLinesAreNoStatements) {
  const Ruleset ruleset = parse_rules(split_lines("# a\n\n   \n  # b\n-D\n", "t.rules"), ParseContext{});
  ASSERT_EQ(ruleset.statements.size(), 1U);
  EXPECT_EQ(ruleset.statements[0].origin, (Origin{"t.rules", 5, 1}));
}

TEST(Parse, NamesAreTheFirstOfAFile) {
  const Names names =
      parse_names("a:x:1:1::/:\nb:x:2:2\na:x:9:9\n+::::\n#c:x:3:\nd:x:no:1\n\ne:x:4294967296:1", "g:x:5:\n");
  EXPECT_EQ(names.users.size(), 2U);
  EXPECT_EQ(names.users.at("a"), 1U);
  EXPECT_EQ(names.groups.at("g"), 5U);
}

TEST(Parse, WithoutFilesASlashSaysDirectory) {
  const auto field = [](const char* line) { return std::get<AddRule>(read(line).operations.back()).rule.fields[0]; };
  EXPECT_EQ(field("-w /etc/").id, FieldId::Dir);
  EXPECT_EQ(field("-w /etc/").text, "/etc");
  EXPECT_EQ(field("-w /etc").id, FieldId::Path);
}

TEST(SplitLines, ReadsAsFgetsDoes) {
  const std::string longest(6143, 'x');
  const std::vector<Line> lines = split_lines(longest + "yz\n\nlast", "f");
  ASSERT_EQ(lines.size(), 4U);
  EXPECT_EQ(lines[0].text, longest);
  EXPECT_EQ(lines[1].text, "yz");
  EXPECT_EQ(lines[1].origin, (Origin{"f", 1, 6144}));
  EXPECT_EQ(lines[2].text, "");
  EXPECT_EQ(lines[3].origin, (Origin{"f", 3, 1}));
  EXPECT_TRUE(split_lines("", "f").empty());
}

TEST(SplitLines, AFullPieceLeavesItsNewlineAsALine) {
  const std::vector<Line> lines = split_lines(std::string(6143, 'x') + "\n-D\n", "f");
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[1].text, "");
  EXPECT_EQ(lines[2].origin, (Origin{"f", 2, 1}));
}

}  // namespace
}  // namespace modtrail
