#include "modtrail/rules/parse.h"

#include "command.h"
#include "modtrail/base/text.h"
#include "numbers.h"

namespace modtrail {
namespace {

void add_diagnostic(std::vector<Diagnostic>& out, const Statement& statement, const Token& word, std::string message,
                    std::string_view id) {
  Origin origin = statement.origin;
  origin.column += word.column - 1;
  out.push_back(
      {Level::Warning, std::string(id), std::move(message), std::move(origin), word.width, statement.text, ""});
}

void place_rules(Statement& statement) {
  for (Step& step : statement.operations) {
    Rule* rule = nullptr;
    if (auto* added = std::get_if<AddRule>(&step)) rule = &added->rule;
    if (auto* removed = std::get_if<DeleteRule>(&step)) rule = &removed->rule;
    if (rule == nullptr) continue;
    rule->origin = statement.origin;
    rule->text = statement.text;
  }
}

// Words that auditctl took, with a byte that no one can have meant.
void look_at_words(const Words& words, const Statement& statement, std::vector<Diagnostic>& out) {
  const bool taken = !std::holds_alternative<Refusal>(statement.operations.back());
  const bool odd = taken && statement.text.find_first_of("\r\t") != std::string::npos;
  for (const Token& word : words.tokens) {
    if (!odd) break;
    if (word.text.find('\r') != std::string_view::npos) {
      add_diagnostic(out, statement, word, "the carriage return at the end of the line becomes part of the value",
                     "carriage-return");
    } else if (word.text.find('\t') != std::string_view::npos) {
      add_diagnostic(out, statement, word, "the tab becomes part of the value", "tab");
    }
  }
  if (words.overflow) {
    Token word;
    word.column = words.overflow_column;
    word.width = 1;
    add_diagnostic(out, statement, word, "auditctl drops the words from here on: it has no room for so many short ones",
                   "");
  }
}

class LineParser {
 public:
  explicit LineParser(const ParseContext& context) : context_(context), dialect_(context.machine) {}

  // False for a comment or a blank line.
  bool parse(const Line& line, Statement& statement, std::vector<Diagnostic>& diagnostics) {
    dialect_.forget();
    if (!split_words(line.text, dialect_, words_)) return false;
    statement.origin = line.origin;
    statement.text = line.text;
    carry_out(statement, diagnostics);
    statement.versions = dialect_.holds_for();
    return true;
  }

 private:
  void carry_out(Statement& statement, std::vector<Diagnostic>& diagnostics) {
    if (words_.overflow && dialect_.too_many_words_fail()) {
      statement.operations.push_back(
          Refusal{"", "auditctl has no room for so many words on a line", words_.overflow_column, 1, Ends::Auditctl});
      return;
    }
    LineCommand command(context_, dialect_, words_);
    statement.operations = command.run();
    place_rules(statement);
    for (const Remark& remark : command.remarks()) {
      add_diagnostic(diagnostics, statement, remark.word, remark.message, remark.id);
    }
    look_at_words(words_, statement, diagnostics);
  }

  const ParseContext& context_;
  Dialect dialect_;
  Words words_;
};

// One table of "name:password:number:..." lines; the first line of a name counts.
std::map<std::string, std::uint32_t, std::less<>> parse_table(std::string_view text) {
  std::map<std::string, std::uint32_t, std::less<>> table;
  for (const std::string_view line : split(text, '\n')) {
    const std::vector<std::string_view> parts = split(line, ':');
    if (parts.size() < 3 || parts[0].empty() || parts[0].front() == '#') continue;
    if (parts[0].front() == '+' || parts[0].front() == '-') continue;
    const auto number = parse_number(parts[2]);
    if (number && *number <= 0xFFFFFFFFU) table.emplace(parts[0], static_cast<std::uint32_t>(*number));
  }
  return table;
}

}  // namespace

Names parse_names(std::string_view passwd, std::string_view group) {
  return {parse_table(passwd), parse_table(group)};
}

Ruleset parse_rules(const std::vector<Line>& lines, const ParseContext& context) {
  Ruleset ruleset;
  LineParser parser(context);
  ruleset.statements.reserve(lines.size());
  for (const Line& line : lines) {
    Statement statement;
    if (parser.parse(line, statement, ruleset.diagnostics)) ruleset.statements.push_back(std::move(statement));
  }
  return ruleset;
}

Statement parse_line(const Line& line, const ParseContext& context) {
  Statement statement{line.origin, line.text, {}, {}};
  std::vector<Diagnostic> ignored;
  LineParser parser(context);
  parser.parse(line, statement, ignored);
  return statement;
}

}  // namespace modtrail
