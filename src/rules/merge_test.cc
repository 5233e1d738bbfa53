#include <gtest/gtest.h>

#include "modtrail/rules/lines.h"
#include "rules/version_sort.h"

namespace modtrail {
namespace {

Machine machine(Version auditctl, Awk awk) {
  Machine made;
  made.auditctl.value = auditctl;
  made.awk.value = awk;
  return made;
}

const Machine kDebian12 = machine({3, 0, 9}, Awk::MawkOld);
const Machine kRhel9 = machine({3, 1, 5}, Awk::Gawk);

Merged merge(const MemoryTree& tree, const Machine& on) {
  return std::move(merge_rules(tree, "/etc/audit/rules.d", "rules.d", on)).take();
}

// Without the header and empty lines.
std::string text_of(const Merged& merged) {
  std::string text;
  for (std::size_t i = 1; i < merged.lines.size(); ++i) {
    if (!merged.lines[i].text.empty()) text += merged.lines[i].text + "|";
  }
  return text;
}

MemoryTree files(std::vector<std::pair<std::string, std::string>> contents) {
  MemoryTree tree;
  tree.add_directory("/etc/audit/rules.d");
  for (auto& [name, content] : contents) tree.add_file("/etc/audit/rules.d/" + name, content);
  return tree;
}

TEST(Merge, HoistsTheLastOfEachSettingAndKeepsTheirPlaces) {
  const MemoryTree tree =
      files({{"10-base.rules", "-D\n-b 64\n-f 1\n-e 2\n-w /a\n"}, {"20-x.rules", "-b 8192\n# note\n\n-w /b\n-D\n"}});
  const Merged merged = merge(tree, kDebian12);
  EXPECT_EQ(text_of(merged), "-D|-b 8192|-f 1|-w /a|-w /b|-e 2|");
  EXPECT_EQ(merged.lines[1].origin, (Origin{"rules.d/20-x.rules", 5, 1}));
  EXPECT_EQ(merged.lines[2].origin, (Origin{"rules.d/20-x.rules", 1, 1}));
  EXPECT_EQ(merged.lines.back().origin, (Origin{"rules.d/10-base.rules", 4, 1}));
  EXPECT_EQ(merged.lines[0].origin.line, 0U);
  EXPECT_EQ(merged.files.size(), 2U);
}

TEST(Merge, OldMawkLeavesIndentedLinesInPlace) {
  const MemoryTree tree = files({{"10.rules", "  -e 2\n\t# note\n"}, {"75.rules", "-w /m\n"}});
  const Merged old = merge(tree, kDebian12);
  EXPECT_EQ(text_of(old), "  -e 2|\t# note|-w /m|");
  ASSERT_EQ(old.diagnostics.size(), 2U);
  EXPECT_EQ(old.diagnostics[0].id, "awk-keeps-line");
  EXPECT_EQ(old.diagnostics[0].origin, (Origin{"rules.d/10.rules", 1, 1}));
  const Merged gawk = merge(tree, machine({3, 0, 9}, Awk::Gawk));
  EXPECT_EQ(text_of(gawk), "-w /m|  -e 2|");
  EXPECT_TRUE(gawk.diagnostics.empty());
}

TEST(Merge, OldMawkReadsTheClassAsALetter) {
  EXPECT_EQ(text_of(merge(files({{"a.rules", "s-e 2\nss# x\n-Ds\n-w /a\n"}}), kDebian12)), "-Ds|-w /a|s-e 2|");
}

TEST(Merge, AMissingNewlineGluesTwoLines) {
  const Merged merged = merge(files({{"1.rules", "-w /a\n-w /b"}, {"2.rules", "-w /c\n-w /d\n"}}), kDebian12);
  EXPECT_EQ(text_of(merged), "-w /a|-w /b-w /c|-w /d|");
  ASSERT_EQ(merged.diagnostics.size(), 1U);
  EXPECT_EQ(merged.diagnostics[0].id, "glued-lines");
  EXPECT_EQ(merged.diagnostics[0].origin, (Origin{"rules.d/1.rules", 2, 1}));
  EXPECT_EQ(merged.lines[5].origin, (Origin{"rules.d/1.rules", 2, 1}));
}

TEST(Merge, AMissingNewlineDoesNoHarmBeforeAnEmptyLineOrAtTheEnd) {
  const Merged merged = merge(files({{"1.rules", "-w /a"}, {"2.rules", "\n-w /b"}, {"3.rules", ""}}), kDebian12);
  EXPECT_EQ(text_of(merged), "-w /a|-w /b|");
  EXPECT_TRUE(merged.diagnostics.empty());
}

TEST(Merge, CarriageReturnsGoSince311) {
  const MemoryTree tree = files({{"1.rules", "-w /a\r\n\r\n-D\r\n"}});
  EXPECT_EQ(text_of(merge(tree, kDebian12)), "-w /a\r|\r|-D\r|");
  EXPECT_EQ(text_of(merge(tree, kRhel9)), "-D|-w /a|");
}

TEST(Merge, ABlankBreaksANameBefore42) {
  const MemoryTree tree = files({{"1 a.rules", "-w /x\n"}, {"a.rules", "-w /a\n"}});
  const Merged broken = merge(tree, kDebian12);
  EXPECT_EQ(text_of(broken), "-w /a|-w /a|");
  ASSERT_EQ(broken.unread.size(), 1U);
  EXPECT_EQ(broken.unread[0].path, "rules.d/1 a.rules");
  EXPECT_TRUE(broken.unread[0].has_rules);
  EXPECT_EQ(text_of(merge(tree, machine({4, 2, 0}, Awk::Gawk))), "-w /x|-w /a|");
}

TEST(Merge, TellsWhatIsNotRead) {
  MemoryTree tree = files({{".hidden.rules", "-w /h\n"}, {"x.rules.bak", "-w /b\n"}, {"README", "text\n"}});
  tree.add_file("/etc/audit/rules.d/sub/in.rules", "-w /s\n");
  tree.add_link("/etc/audit/rules.d/dangling.rules", "nowhere");
  tree.add_file("/etc/audit/rules.d/socket.rules", "", {FileType::Socket});
  tree.add_file("/etc/audit/rules.d/fifo", "", {FileType::Fifo});
  const Merged merged = merge(tree, kDebian12);
  EXPECT_EQ(text_of(merged), "");
  std::map<std::string, bool> unread;
  for (const UnreadFile& file : merged.unread) {
    unread[file.path] = file.has_rules;
    EXPECT_FALSE(file.reason.empty());
  }
  const std::map<std::string, bool> expected = {{"rules.d/.hidden.rules", true},  {"rules.d/x.rules.bak", true},
                                                {"rules.d/README", false},        {"rules.d/sub", true},
                                                {"rules.d/dangling.rules", true}, {"rules.d/socket.rules", true},
                                                {"rules.d/fifo", false}};
  EXPECT_EQ(unread, expected);
}

TEST(Merge, AFifoHoldsAugenrulesForEver) {
  MemoryTree tree = files({{"1.rules", "-w /a\n"}});
  tree.add_file("/etc/audit/rules.d/2.rules", "", {FileType::Fifo});
  const Result<Merged> merged = merge_rules(tree, "/etc/audit/rules.d", "rules.d", kDebian12);
  ASSERT_FALSE(merged.has_value());
  EXPECT_EQ(merged.error().message, "rules.d/2.rules is a FIFO: augenrules waits for it for ever and loads nothing");
}

TEST(Merge, LinksToFilesAreRead) {
  MemoryTree tree = files({});
  tree.add_file("/srv/m.rules", "-w /m\n");
  tree.add_link("/etc/audit/rules.d/75.rules", "/srv/m.rules");
  EXPECT_EQ(text_of(merge(tree, kDebian12)), "-w /m|");
}

TEST(Merge, WhatStartsLikeASettingIsTakenForOne) {
  EXPECT_EQ(text_of(merge(files({{"1.rules", "-b 8192\n-bad\n-w /a\n"}}), kDebian12)), "-bad|-w /a|");
}

TEST(Merge, OverLongLinesComeInPieces) {
  const Merged merged = merge(files({{"1.rules", std::string(7000, 'x') + "\n"}}), kDebian12);
  ASSERT_EQ(merged.lines.size(), 7U);
  EXPECT_EQ(merged.lines[4].text.size(), 6143U);
  EXPECT_EQ(merged.lines[5].origin, (Origin{"rules.d/1.rules", 1, 6144}));
}

bool makes_the_same(const MemoryTree& tree, const Machine& other) {
  const bool told = merges_alike(merge(tree, kDebian12), kDebian12, other);
  const bool same = text_of(merge(tree, kDebian12)) == text_of(merge(tree, other));
  EXPECT_TRUE(same || !told);
  return told;
}

TEST(Merge, IsTheSameElsewhereUnlessABlankAReturnOrTheAwkTells) {
  const Machine newer = machine({3, 1, 5}, Awk::MawkOld);
  const Machine newest = machine({4, 2, 0}, Awk::MawkOld);
  const MemoryTree plain = files({{"1.rules", "-w /a\n"}, {"2.rules", "-w /b\n"}});
  EXPECT_TRUE(makes_the_same(plain, newer));
  EXPECT_TRUE(makes_the_same(plain, newest));
  EXPECT_FALSE(makes_the_same(plain, kRhel9));
  EXPECT_FALSE(makes_the_same(files({{"1.rules", "-w /a\r\n"}}), newer));
  const MemoryTree broken = files({{"1 2.rules", "-w /a\n"}});
  EXPECT_TRUE(makes_the_same(broken, newer));
  EXPECT_FALSE(makes_the_same(broken, newest));
}

TEST(Merge, AMissingDirectoryIsAnError) {
  EXPECT_FALSE(merge_rules(MemoryTree(), "/etc/audit/rules.d", "rules.d", kDebian12).has_value());
}

TEST(VersionSort, OrdersNamesAsLsDoes) {
  // As `ls -1v` of coreutils 9.1 prints them.
  const std::vector<std::string_view> kSorted = {
      "0.rules", "00.rules", "1.rules",  "9-x.rules", "010-x.rules", "10-x.rules", "10-x-y.rules", "75-m.rules",
      "A.rules", "a.rules",  "a1.rules", "a2.rules",  "a10.rules",   "x.rules",    "x-1.2.rules",  "x-1.10.rules"};
  for (std::size_t i = 0; i + 1 < kSorted.size(); ++i) {
    EXPECT_TRUE(version_less(kSorted[i], kSorted[i + 1])) << kSorted[i] << " " << kSorted[i + 1];
    EXPECT_FALSE(version_less(kSorted[i + 1], kSorted[i])) << kSorted[i] << " " << kSorted[i + 1];
  }
}

}  // namespace
}  // namespace modtrail
