#include "cli/diff.h"

#include <gtest/gtest.h>

namespace modtrail {
namespace {

std::string written(const FileDiff& diff) {
  std::string out;
  write_diff(diff, out);
  return out;
}

std::vector<DiffLine> kept(int from, int to) {
  std::vector<DiffLine> lines;
  for (int i = from; i <= to; ++i) lines.push_back({LineFate::Kept, std::to_string(i)});
  return lines;
}

TEST(DiffTest, ANewFile) {
  EXPECT_EQ(written({"/dev/null", "new", {{LineFate::Added, "a"}, {LineFate::Added, "b"}}}),
            "--- /dev/null\n+++ new\n@@ -0,0 +1,2 @@\n+a\n+b\n");
}

TEST(DiffTest, ThreeLinesAround) {
  std::vector<DiffLine> lines = kept(1, 5);
  lines.push_back({LineFate::Removed, "old"});
  lines.push_back({LineFate::Added, "new"});
  const std::vector<DiffLine> rest = kept(7, 11);
  lines.insert(lines.end(), rest.begin(), rest.end());
  EXPECT_EQ(written({"f", "f", lines}), "--- f\n+++ f\n@@ -3,7 +3,7 @@\n 3\n 4\n 5\n-old\n+new\n 7\n 8\n 9\n");
}

TEST(DiffTest, FarChangesHaveTheirOwnHunks) {
  std::vector<DiffLine> lines = {{LineFate::Added, "top"}};
  const std::vector<DiffLine> middle = kept(1, 9);
  lines.insert(lines.end(), middle.begin(), middle.end());
  lines.push_back({LineFate::Added, "end"});
  EXPECT_EQ(written({"f", "f", lines}),
            "--- f\n+++ f\n@@ -1,3 +1,4 @@\n+top\n 1\n 2\n 3\n@@ -7,3 +8,4 @@\n 7\n 8\n 9\n+end\n");
}

std::string diff_of(std::string_view before, std::string_view after) {
  return written({"f", "f", diff_lines(before, after)});
}

TEST(DiffTest, LinesOfTwoTexts) {
  EXPECT_EQ(diff_of("a\nb\n", "a\n# x: b\nc\n"), "--- f\n+++ f\n@@ -1,2 +1,3 @@\n a\n-b\n+# x: b\n+c\n");
  EXPECT_EQ(diff_of("a\n", "z\na\n"), "--- f\n+++ f\n@@ -1,1 +1,2 @@\n+z\n a\n");
  EXPECT_EQ(diff_of("a\nb\n", "a\n"), "--- f\n+++ f\n@@ -1,2 +1,1 @@\n a\n-b\n");
  EXPECT_EQ(diff_of("a\nb", "a\nb\nc\n"),
            "--- f\n+++ f\n@@ -1,2 +1,3 @@\n a\n-b\n\\ No newline at end of file\n+b\n+c\n");
  EXPECT_EQ(diff_of("", "a\n"), "--- f\n+++ f\n@@ -0,0 +1,1 @@\n+a\n");
}

}  // namespace
}  // namespace modtrail
