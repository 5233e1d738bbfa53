#include "modtrail/base/overlay_tree.h"

#include <gtest/gtest.h>

namespace modtrail {
namespace {

MemoryTree base() {
  MemoryTree tree;
  tree.add_file("/usr/etc/audit/rules.d/a.rules", "-D\n");
  tree.add_link("/etc", "usr/etc");
  return tree;
}

TEST(OverlayTree, ReplacesAndAdds) {
  const MemoryTree under = base();
  OverlayTree tree(under);
  tree.put("/etc/audit/rules.d/a.rules", "-b 1\n");
  tree.put("/etc/audit/rules.d/b.rules", "-f 1\n");
  EXPECT_EQ(tree.read("/etc/audit/rules.d/a.rules", 100).value(), "-b 1\n");
  EXPECT_EQ(tree.read("/usr/etc/audit/rules.d/b.rules", 100).value(), "-f 1\n");
  EXPECT_EQ(tree.list("/etc/audit/rules.d").value(), (std::vector<std::string>{"a.rules", "b.rules"}));
  EXPECT_EQ(stat(tree, "/etc/audit/rules.d/b.rules").value().size, 5U);
  EXPECT_EQ(stat(tree, "/etc/audit/rules.d/a.rules").value().mode, 0644U);
  EXPECT_FALSE(tree.read("/etc/audit/rules.d/a.rules", 3).has_value());
}

TEST(OverlayTree, MakesTheDirectoriesAboveAFile) {
  const MemoryTree under = base();
  OverlayTree tree(under);
  tree.put("/opt/x/y/z", "text");
  EXPECT_EQ(tree.list("/opt").value(), std::vector<std::string>{"x"});
  EXPECT_EQ(tree.list("/opt/x").value(), std::vector<std::string>{"y"});
  EXPECT_EQ(stat(tree, "/opt/x/y").value().type, FileType::Directory);
  EXPECT_EQ(stat(tree, "/opt/x/y/z").value().type, FileType::Regular);
  EXPECT_EQ(tree.read("/opt/x/y/z", 100).value(), "text");
  EXPECT_FALSE(tree.list("/opt/w").has_value());
  EXPECT_FALSE(tree.lstat("/opt/x/w").has_value());
}

TEST(OverlayTree, TakesTheModeItIsGiven) {
  const MemoryTree under = base();
  OverlayTree tree(under);
  FileInfo info;
  info.mode = 0666;
  tree.put("/etc/audit/rules.d/a.rules", "", info);
  EXPECT_EQ(stat(tree, "/etc/audit/rules.d/a.rules").value().mode, 0666U);
}

}  // namespace
}  // namespace modtrail
