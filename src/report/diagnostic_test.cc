#include <gtest/gtest.h>

#include "report/pen.h"

namespace modtrail {
namespace {

std::string shown(const Diagnostic& diagnostic) {
  std::string out;
  write_diagnostic(diagnostic, TextStyle{}, out);
  return out;
}

Diagnostic complaint() {
  Diagnostic diagnostic;
  diagnostic.id = "trailing-comment";
  diagnostic.message = "auditctl reads this as an argument";
  diagnostic.origin = {"a.rules", 12, 4};
  diagnostic.width = 5;
  diagnostic.source = "-D # all";
  diagnostic.hint = "a line of its own";
  return diagnostic;
}

TEST(DiagnosticTest, PointsAtTheToken) {
  EXPECT_EQ(shown(complaint()),
            "error[trailing-comment]: auditctl reads this as an argument\n"
            "  --> a.rules:12:4\n"
            "   |\n"
            "12 | -D # all\n"
            "   |    ^^^^^\n"
            "   = hint: a line of its own\n");
}

TEST(DiagnosticTest, AWholeFileHasNoLine) {
  Diagnostic diagnostic = complaint();
  diagnostic.origin = {"a.rules", 0, 0};
  EXPECT_EQ(shown(diagnostic),
            "error[trailing-comment]: auditctl reads this as an argument\n --> a.rules\n  = hint: a line of its own\n");
}

TEST(DiagnosticTest, TheCaretStandsUnderWhatIsShown) {
  Diagnostic diagnostic = complaint();
  diagnostic.source = "\t\xff# x";
  diagnostic.origin.column = 3;
  diagnostic.width = 1;
  EXPECT_NE(shown(diagnostic).find("12 | \\x09\\xff# x\n   |         ^\n"), std::string::npos) << shown(diagnostic);
}

TEST(DiagnosticTest, LongLinesAreCutAroundTheCaret) {
  Diagnostic diagnostic = complaint();
  diagnostic.source = std::string(70000, 'x');
  diagnostic.source[50000] = 'Y';
  diagnostic.origin.column = 50001;
  diagnostic.width = 1;
  const std::string text = shown(diagnostic);
  EXPECT_LT(text.size(), 500U);
  const std::size_t line = text.find("12 | ");
  const std::size_t caret_line = text.find("   | ", line + 1);
  EXPECT_EQ(text.find('Y') - line, text.find('^') - caret_line);
}

TEST(DiagnosticTest, AColumnPastTheLineIsHarmless) {
  Diagnostic diagnostic = complaint();
  diagnostic.origin.column = 4000;
  diagnostic.width = 4000;
  EXPECT_NE(shown(diagnostic).find("   |         ^\n"), std::string::npos) << shown(diagnostic);
}

TEST(PenTest, ShellWords) {
  EXPECT_EQ(shell_word("a/b-c.d"), "a/b-c.d");
  EXPECT_EQ(shell_word("a b"), "'a b'");
  EXPECT_EQ(shell_word("it's"), "'it'\\''s'");
  EXPECT_EQ(shell_word(""), "''");
}

TEST(PenTest, WrapsAtBlanks) {
  std::string out = "x: ";
  const TextStyle style;
  put_wrapped(Pen{style, out}, std::string(60, 'a') + " " + std::string(30, 'b') + " c", 2);
  EXPECT_EQ(out, "x: " + std::string(60, 'a') + "\n  " + std::string(30, 'b') + " c\n");
}

TEST(PenTest, ColourIsOnlyPaint) {
  TextStyle style;
  style.color = Color::On;
  std::string out;
  put(Pen{style, out}, Ink::Red, "a\x1b[2J");
  EXPECT_EQ(out, "\x1b[1;31ma\\x1b[2J\x1b[0m");
}

}  // namespace
}  // namespace modtrail
