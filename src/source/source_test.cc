#include "modtrail/source/source.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "base/temporary_directory.h"

namespace modtrail {
namespace {

namespace fs = std::filesystem;

void put(const std::string& path, const std::string& content) {
  fs::create_directories(fs::path(path).parent_path());
  std::ofstream(path) << content;
}

std::string error_of(const std::string& path, InputOption option = InputOption::Auto) {
  const auto source = open_source(path, option);
  return source.has_value() ? "" : source.error().message;
}

TEST(OpenSource, AFileIsRootsOwn) {
  const TemporaryDirectory directory;
  put(directory / "a.rules", "-D\n");
  ASSERT_EQ(::chmod((directory / "a.rules").c_str(), 0666), 0);
  const auto source = open_source(directory / "a.rules", InputOption::Auto);
  ASSERT_TRUE(source.has_value());
  EXPECT_EQ(source->input.kind, InputKind::File);
  EXPECT_EQ(source->input.name, directory / "a.rules");
  EXPECT_EQ(source->input.path, "/a.rules");
  EXPECT_EQ(source->input.tree, source->tree.get());
  EXPECT_EQ(source->tree->read("/a.rules", 10).value(), "-D\n");
  EXPECT_EQ(source->tree->lstat("/a.rules").value().mode, 0640U);
  EXPECT_EQ(source->tree->lstat("/a.rules").value().uid, 0U);
}

TEST(OpenSource, ListingsAreToldOrSayNoRules) {
  const TemporaryDirectory directory;
  put(directory / "listing", "No rules\r\n");
  put(directory / "rules", "-a always,exit -S all\n");
  const auto kind = [&](const char* name, InputOption option) {
    return open_source(directory / name, option).value().input.kind;
  };
  EXPECT_EQ(kind("listing", InputOption::Auto), InputKind::Listing);
  EXPECT_EQ(kind("listing", InputOption::Rules), InputKind::File);
  EXPECT_EQ(kind("rules", InputOption::Auto), InputKind::File);
  EXPECT_EQ(kind("rules", InputOption::Listing), InputKind::Listing);
}

TEST(OpenSource, NothingToCheck) {
  const TemporaryDirectory directory;
  put(directory / "empty", "");
  put(directory / "blank", " \n\t\r\n");
  put(directory / "rules.d/10.txt", "-D\n");
  EXPECT_EQ(error_of(directory / "empty"), "nothing to check: " + directory / "empty" + " is empty");
  EXPECT_EQ(error_of(directory / "blank"), "nothing to check: " + directory / "blank" + " is empty");
  EXPECT_EQ(error_of(directory / "rules.d"),
            "nothing to check: " + directory / "rules.d" + " holds no *.rules and no YAML or JSON");
  EXPECT_EQ(error_of(directory / "missing"), "cannot read " + directory / "missing" + ": no such file or directory");
  EXPECT_EQ(error_of(directory / "rules.d", InputOption::Listing),
            directory / "rules.d" + " is a directory, not a listing");
}

TEST(OpenSource, AFileOfCommentsIsAPlaceWithoutRules) {
  const TemporaryDirectory directory;
  put(directory / "comments.rules", "# nothing yet\n");
  EXPECT_EQ(error_of(directory / "comments.rules"), "");
}

TEST(OpenSource, FifosAreRefused) {
  const TemporaryDirectory directory;
  ASSERT_EQ(::mkfifo((directory / "fifo").c_str(), 0600), 0);
  EXPECT_EQ(error_of(directory / "fifo"), "cannot read " + directory / "fifo" + ": not a regular file");
}

TEST(OpenSource, ADirectoryWithAllThatLiesInIt) {
  const TemporaryDirectory directory;
  put(directory / "rules.d/10.rules", "-D\n");
  put(directory / "rules.d/.hidden.rules", "-e 2\n");
  put(directory / "rules.d/notes.txt", "text");
  put(directory / "rules.d/sub/20.rules", "-b 1\n");
  put(directory / "elsewhere", "-f 1\n");
  fs::create_symlink("../elsewhere", directory / "rules.d/30.rules");
  fs::create_symlink("nowhere", directory / "rules.d/40.rules");
  ASSERT_EQ(::mkfifo((directory / "rules.d/50.rules").c_str(), 0600), 0);
  const auto source = open_source(directory / "rules.d/", InputOption::Auto);
  ASSERT_TRUE(source.has_value()) << source.error().message;
  EXPECT_EQ(source->input.kind, InputKind::Directory);
  EXPECT_EQ(source->input.name, directory / "rules.d");
  EXPECT_EQ(source->input.path, "/");
  const FileTree& tree = *source->tree;
  EXPECT_EQ(tree.list("/").value(), (std::vector<std::string>{".hidden.rules", "10.rules", "30.rules", "40.rules",
                                                              "50.rules", "notes.txt", "sub"}));
  EXPECT_EQ(tree.read("/10.rules", 10).value(), "-D\n");
  EXPECT_EQ(tree.read("/30.rules", 10).value(), "-f 1\n");
  EXPECT_EQ(tree.read("/sub/20.rules", 10).value(), "-b 1\n");
  EXPECT_EQ(tree.readlink("/40.rules").value(), "nowhere");
  EXPECT_EQ(tree.lstat("/50.rules").value().type, FileType::Fifo);
}

TEST(OpenRoot, NeedsAPlaceForRules) {
  const TemporaryDirectory directory;
  const auto root = open_root(directory.path() + "/");
  ASSERT_TRUE(root.has_value());
  EXPECT_EQ(root->name, directory.path());
  EXPECT_EQ(root_input(*root).error().message, "nothing to check: " + directory / "etc/audit/rules.d" + " and " +
                                                   directory / "etc/audit/audit.rules" + " do not exist");
  put(directory / "etc/audit/audit.rules", "");
  EXPECT_EQ(root_input(*root).value().kind, InputKind::Root);
  fs::remove(directory / "etc/audit/audit.rules");
  fs::create_directories(directory / "etc/audit/rules.d");
  EXPECT_EQ(root_input(*root).value().name, directory.path());
}

TEST(OpenRoot, LinksThatLeaveTheRootDoNot) {
  const TemporaryDirectory directory;
  put(directory / "host/etc/audit/audit.rules", "-D\n");
  fs::create_directories(directory / "root");
  fs::create_symlink("../host/etc", directory / "root/etc");
  const auto root = open_root(directory / "root");
  ASSERT_TRUE(root.has_value());
  EXPECT_FALSE(root_input(*root).has_value());
}

TEST(OpenRoot, NeedsADirectory) {
  EXPECT_EQ(open_root("/nonexistent").error().message, "cannot open /nonexistent: no such file or directory");
}

}  // namespace
}  // namespace modtrail
