#include "modtrail/base/file_tree.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/disk_tree.h"
#include "base/temporary_directory.h"

// One tree of files, made twice: in memory and on the disk.  Both, and both ways of resolving on
// the disk, must give the same answer to every question.
namespace modtrail {
namespace {

namespace fs = std::filesystem;

struct Entry {
  enum Kind { File, Directory, Link, HardLink, Fifo };
  Kind kind;
  std::string path;
  std::string content;  // or target
};

const std::vector<Entry>& entries() {
  static const std::vector<Entry> all = {
      {Entry::File, "/etc/passwd", "root:x:0:0\n"},
      {Entry::File, "/etc/empty", ""},
      {Entry::Directory, "/etc/audit/rules.d", ""},
      {Entry::File, "/etc/audit/rules.d/10-a.rules", "-D\n"},
      {Entry::File, "/etc/audit/rules.d/9-b.rules", "-b 8192\n"},
      {Entry::File, "/etc/audit/rules.d-old", "x"},
      {Entry::File, "/etc/audit/rules.d0", "y"},
      {Entry::File, "/usr/bin/kmod", "ELF"},
      {Entry::Link, "/bin", "usr/bin"},
      {Entry::Link, "/sbin", "/usr/sbin"},
      {Entry::Link, "/usr/sbin/insmod", "../bin/kmod"},
      {Entry::HardLink, "/usr/bin/kmod2", "/usr/bin/kmod"},
      {Entry::Link, "/loop", "loop"},
      {Entry::Link, "/ping", "pong"},
      {Entry::Link, "/pong", "/ping"},
      {Entry::Link, "/dangling", "/nowhere/file"},
      {Entry::Link, "/host", "/../../../../etc"},
      {Entry::Link, "/up", "../../.."},
      {Entry::Link, "/slash", "etc/audit/"},
      {Entry::Link, "/file-slash", "etc/passwd/"},
      {Entry::Link, "/to-link", "bin"},
      {Entry::Link, "/c0", "etc/passwd"},
      {Entry::Fifo, "/etc/audit/fifo", ""},
      {Entry::Link, "/to-fifo", "etc/audit/fifo"},
  };
  return all;
}

// /c39 goes through 40 links, /c40 through 41.
constexpr int kChain = 41;

std::vector<Entry> all_entries() {
  std::vector<Entry> all = entries();
  for (int i = 1; i < kChain; ++i) {
    all.push_back({Entry::Link, "/c" + std::to_string(i), "c" + std::to_string(i - 1)});
  }
  return all;
}

MemoryTree in_memory() {
  MemoryTree tree;
  FileInfo fifo;
  fifo.type = FileType::Fifo;
  for (const Entry& entry : all_entries()) {
    switch (entry.kind) {
      case Entry::File:
        tree.add_file(entry.path, entry.content);
        break;
      case Entry::Directory:
        tree.add_directory(entry.path);
        break;
      case Entry::Link:
        tree.add_link(entry.path, entry.content);
        break;
      case Entry::HardLink:
        EXPECT_TRUE(tree.add_hard_link(entry.path, entry.content));
        break;
      case Entry::Fifo:
        tree.add_file(entry.path, "", fifo);
        break;
    }
  }
  return tree;
}

void put_on_disk(const TemporaryDirectory& root) {
  for (const Entry& entry : all_entries()) {
    const std::string path = root.path() + entry.path;
    fs::create_directories(fs::path(path).parent_path());
    switch (entry.kind) {
      case Entry::File:
        std::ofstream(path) << entry.content;
        break;
      case Entry::Directory:
        fs::create_directories(path);
        break;
      case Entry::Link:
        fs::create_symlink(entry.content, path);
        break;
      case Entry::HardLink:
        fs::create_hard_link(root.path() + entry.content, path);
        break;
      case Entry::Fifo:
        ASSERT_EQ(::mkfifo(path.c_str(), 0644), 0);
        break;
    }
    if (entry.kind == Entry::File) fs::permissions(path, fs::perms(0644));
  }
}

// ---- the questions, and the answers as text ----

template <class T, class Print>
std::string answer(const Result<T>& result, Print print) {
  return result.has_value() ? print(*result) : result.error().message;
}

std::string letter(FileType type) {
  switch (type) {
    case FileType::Regular:
      return "file";
    case FileType::Directory:
      return "directory";
    case FileType::Symlink:
      return "link";
    case FileType::Fifo:
      return "fifo";
    case FileType::Socket:
      return "socket";
    case FileType::Character:
      return "character";
    case FileType::Block:
      return "block";
  }
  return "";
}

std::string print_info(const FileInfo& info) {
  if (info.type == FileType::Directory) return "directory";
  return letter(info.type) + " " + std::to_string(info.size) +
         (info.type == FileType::Regular && info.mode == 0644 ? " 0644" : "");
}

std::string same(const std::string& text) {
  return text;
}

std::string print_names(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out += name + " ";
  return out;
}

struct Question {
  std::string what;
  std::string path;
  std::string wanted;
};

Result<std::string> read_in_pieces(const FileTree& tree, std::string_view path, std::size_t limit) {
  std::string all;
  TRY(tree.read_pieces(path, limit, [&](std::string_view piece) { all += piece; }));
  return all;
}

std::string ask(const FileTree& tree, const Question& question) {
  const std::string& path = question.path;
  if (question.what == "lstat") return answer(tree.lstat(path), print_info);
  if (question.what == "stat") return answer(stat(tree, path), print_info);
  if (question.what == "readlink") return answer(tree.readlink(path), same);
  if (question.what == "list") return answer(tree.list(path), print_names);
  if (question.what == "read") {
    const std::string whole = answer(tree.read(path, 64), same);
    EXPECT_EQ(answer(read_in_pieces(tree, path, 64), same), whole);
    return whole;
  }
  if (question.what == "follow") return answer(resolve(tree, path, Last::Follow), same);
  if (question.what == "keep") return answer(resolve(tree, path, Last::Keep), same);
  return "no such question";
}

const std::string kLong(256, 'n');
const std::string kLongPath(4096, '/');

const std::vector<Question>& questions() {
  static const std::vector<Question> all = {
      // plain
      {"lstat", "/", "directory"},
      {"lstat", "/etc/passwd", "file 11 0644"},
      {"lstat", "etc/passwd", "file 11 0644"},
      {"lstat", "//etc///passwd", "file 11 0644"},
      {"lstat", "/etc/audit/fifo", "fifo 0"},
      {"lstat", "/etc", "directory"},
      {"lstat", "/etc/", "directory"},
      {"lstat", "/etc/.", "directory"},
      {"read", "/etc/passwd", "root:x:0:0\n"},
      {"read", "/etc/empty", ""},
      {"list", "/etc/audit", "fifo rules.d rules.d-old rules.d0 "},
      {"list", "/etc/audit/rules.d", "10-a.rules 9-b.rules "},
      {"list", "/etc", "audit empty passwd "},
      {"list", "/usr", "bin sbin "},
      // missing, or not what was asked for
      {"lstat", "", "cannot stat : no such file or directory"},
      {"lstat", "/missing", "cannot stat /missing: no such file or directory"},
      {"lstat", "/missing/x", "cannot stat /missing/x: no such file or directory"},
      {"lstat", "/etc/passwd/x", "cannot stat /etc/passwd/x: not a directory"},
      {"lstat", "/etc/passwd/", "cannot stat /etc/passwd/: not a directory"},
      {"lstat", "/etc/passwd/..", "cannot stat /etc/passwd/..: not a directory"},
      {"lstat", "/missing/..", "cannot stat /missing/..: no such file or directory"},
      {"read", "/etc", "cannot read /etc: not a regular file"},
      {"read", "/etc/audit/fifo", "cannot read /etc/audit/fifo: not a regular file"},
      {"read", "/to-fifo", "cannot read /to-fifo: not a regular file"},
      {"list", "/etc/passwd", "cannot list /etc/passwd: not a directory"},
      {"list", "/missing", "cannot list /missing: no such file or directory"},
      {"readlink", "/etc", "cannot read the link /etc: not a symbolic link"},
      {"readlink", "/missing", "cannot read the link /missing: no such file or directory"},
      {"lstat", "/" + kLong, "cannot stat /" + kLong + ": file name too long"},
      {"lstat", kLongPath, "cannot stat " + kLongPath + ": file name too long"},
      {"lstat", std::string("/etc\0/passwd", 12),
       std::string("cannot stat /etc\0/passwd: no such file or directory", 51)},
      // links
      {"lstat", "/bin", "link 7"},
      {"lstat", "/bin/", "directory"},
      {"stat", "/bin", "directory"},
      {"lstat", "/bin/kmod", "file 3 0644"},
      {"lstat", "/sbin/insmod", "link 11"},
      {"stat", "/sbin/insmod", "file 3 0644"},
      {"read", "/sbin/insmod", "ELF"},
      {"list", "/bin", "kmod kmod2 "},
      {"list", "/to-link", "kmod kmod2 "},
      {"readlink", "/sbin", "/usr/sbin"},
      {"readlink", "/sbin/insmod", "../bin/kmod"},
      {"readlink", "/to-link", "bin"},
      {"readlink", "/bin/", "cannot read the link /bin/: not a symbolic link"},
      {"list", "/slash", "fifo rules.d rules.d-old rules.d0 "},
      {"read", "/file-slash", "cannot read /file-slash: not a directory"},
      {"follow", "/sbin/insmod", "/usr/bin/kmod"},
      {"keep", "/sbin/insmod", "/usr/sbin/insmod"},
      {"keep", "/to-link/", "/usr/bin"},
      {"keep", "/to-link", "/to-link"},
      {"follow", "/to-link/kmod2", "/usr/bin/kmod2"},
      {"keep", "/sbin/new", "/usr/sbin/new"},
      {"follow", "/sbin/new", "cannot resolve /sbin/new: no such file or directory"},
      {"keep", "/sbin/new/", "cannot resolve /sbin/new/: no such file or directory"},
      {"keep", "/dangling", "/dangling"},
      {"keep", "/dangling/", "cannot resolve /dangling/: no such file or directory"},
      {"follow", "/dangling", "cannot resolve /dangling: no such file or directory"},
      {"read", "/dangling", "cannot read /dangling: no such file or directory"},
      {"lstat", "/dangling", "link 13"},
      // out of the root, and round in circles
      {"follow", "/../../..", "/"},
      {"follow", "/up", "/"},
      {"read", "/up/etc/passwd", "root:x:0:0\n"},
      {"read", "/../../../etc/passwd", "root:x:0:0\n"},
      {"read", "/usr/bin/../../../../etc/passwd", "root:x:0:0\n"},
      {"follow", "/host/passwd", "/etc/passwd"},
      {"list", "/host", "audit empty passwd "},
      {"read", "/loop", "cannot read /loop: too many levels of symbolic links"},
      {"lstat", "/loop", "link 4"},
      {"lstat", "/loop/x", "cannot stat /loop/x: too many levels of symbolic links"},
      {"follow", "/ping", "cannot resolve /ping: too many levels of symbolic links"},
      {"follow", "/c39", "/etc/passwd"},
      {"read", "/c39", "root:x:0:0\n"},
      {"read", "/c40", "cannot read /c40: too many levels of symbolic links"},
      {"follow", "/c40", "cannot resolve /c40: too many levels of symbolic links"},
  };
  return all;
}

void ask_all(const FileTree& tree, const char* which) {
  for (const Question& question : questions()) {
    EXPECT_EQ(ask(tree, question), question.wanted) << which << ": " << question.what << " " << question.path;
  }
}

TEST(FileTree, InMemory) {
  ask_all(in_memory(), "memory");
}

TEST(FileTree, OnDiskByTheKernel) {
  const TemporaryDirectory root;
  put_on_disk(root);
  const auto tree = open_tree(root.path(), Resolver::Kernel);
  ASSERT_TRUE(tree.has_value());
  const auto works = (*tree)->lstat("/");
  if (!works.has_value()) GTEST_SKIP() << "no openat2 here: " << works.error().message;
  ask_all(**tree, "openat2");
}

TEST(FileTree, OnDiskByOurOwnWalk) {
  const TemporaryDirectory root;
  put_on_disk(root);
  const auto tree = open_tree(root.path(), Resolver::Walk);
  ASSERT_TRUE(tree.has_value());
  ask_all(**tree, "walk");
}

TEST(FileTree, HardLinksAreOneFile) {
  const TemporaryDirectory root;
  put_on_disk(root);
  const auto disk = open_tree(root.path());
  ASSERT_TRUE(disk.has_value());
  const MemoryTree memory = in_memory();
  for (const FileTree* tree : {static_cast<const FileTree*>(disk->get()), static_cast<const FileTree*>(&memory)}) {
    const FileInfo one = tree->lstat("/usr/bin/kmod").value();
    const FileInfo other = tree->lstat("/usr/bin/kmod2").value();
    const FileInfo link = tree->lstat("/usr/sbin/insmod").value();
    EXPECT_EQ(one.inode, other.inode);
    EXPECT_EQ(one.device, other.device);
    EXPECT_NE(one.inode, link.inode);
    EXPECT_NE(one.inode, 0U);
  }
}

TEST(FileTree, ReadIsBounded) {
  const TemporaryDirectory root;
  put_on_disk(root);
  const auto disk = open_tree(root.path());
  ASSERT_TRUE(disk.has_value());
  const std::string wanted = "cannot read /etc/passwd: larger than 10 bytes";
  EXPECT_EQ((*disk)->read("/etc/passwd", 10).error().message, wanted);
  EXPECT_EQ(in_memory().read("/etc/passwd", 10).error().message, wanted);
  EXPECT_EQ(read_in_pieces(**disk, "/etc/passwd", 10).error().message, wanted);
  EXPECT_EQ(read_in_pieces(in_memory(), "/etc/passwd", 10).error().message, wanted);
}

TEST(FileTree, LongFilesAreReadInPieces) {
  const TemporaryDirectory root;
  std::string long_text;
  for (int i = 0; i < 40000; ++i) long_text += std::to_string(i) + "\n";
  std::ofstream(root.path() + "/long") << long_text;
  const auto disk = open_tree(root.path());
  ASSERT_TRUE(disk.has_value());
  std::size_t most = 0;
  std::string all;
  const auto read = (*disk)->read_pieces("/long", kFileLimit, [&](std::string_view piece) {
    most = std::max(most, piece.size());
    all += piece;
  });
  ASSERT_TRUE(read.has_value()) << read.error().message;
  EXPECT_EQ(all, long_text);
  EXPECT_LT(most, long_text.size());
}

TEST(FileTree, OpenNeedsADirectory) {
  EXPECT_EQ(open_tree("/nonexistent").error().message, "cannot open /nonexistent: no such file or directory");
  EXPECT_FALSE(open_tree("/etc/passwd").has_value());
}

TEST(FileTree, TheMachinesOwnRoot) {
  const auto tree = open_tree("/");
  ASSERT_TRUE(tree.has_value());
  EXPECT_FALSE((*tree)->read("/proc/self/status", kFileLimit).value().empty());
  EXPECT_FALSE((*tree)->list("/etc").value().empty());
  // A magic link leads out of any root.
  EXPECT_FALSE((*tree)->read("/proc/self/exe", kFileLimit).has_value());
}

TEST(FileTree, DeviceNodesAreSeenButNotRead) {
  const auto tree = open_tree("/");
  ASSERT_TRUE(tree.has_value());
  const auto null = (*tree)->lstat("/dev/null");
  ASSERT_TRUE(null.has_value());
  EXPECT_EQ(null->type, FileType::Character);
  EXPECT_NE(null->special, 0U);
  EXPECT_FALSE((*tree)->read("/dev/zero", 10).has_value());
}

TEST(MemoryTree, PutsFilesWhereLinksLead) {
  MemoryTree tree;
  tree.add_link("/sbin", "usr/sbin");
  tree.add_directory("/usr/sbin");
  tree.add_file("/sbin/auditctl", "ELF");
  EXPECT_EQ(resolve(tree, "/sbin/auditctl", Last::Follow).value(), "/usr/sbin/auditctl");
}

TEST(MemoryTree, ReplacesWhatIsInTheWay) {
  MemoryTree tree;
  tree.add_file("/a/b/c", "1");
  tree.add_file("/a/b", "2");
  EXPECT_EQ(tree.read("/a/b", 10).value(), "2");
  EXPECT_FALSE(tree.lstat("/a/b/c").has_value());
  tree.add_file("/a/b/c", "3");
  EXPECT_EQ(tree.read("/a/b/c", 10).value(), "3");
  tree.add_file("/a/b/c", "4");
  EXPECT_EQ(tree.read("/a/b/c", 10).value(), "4");
  tree.add_directory("/a/b");
  EXPECT_EQ(tree.read("/a/b/c", 10).value(), "4");
}

TEST(MemoryTree, TheRootStaysADirectory) {
  MemoryTree tree;
  tree.add_link("", "/x");
  tree.add_file("//", "x");
  EXPECT_EQ(tree.lstat("/").value().type, FileType::Directory);
}

TEST(MemoryTree, AnEmptyTreeHasARoot) {
  const MemoryTree tree;
  EXPECT_EQ(tree.lstat("/").value().type, FileType::Directory);
  EXPECT_TRUE(tree.list("/").value().empty());
}

}  // namespace
}  // namespace modtrail
