#include "modtrail/base/file.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <filesystem>

#include "base/temporary_directory.h"

namespace modtrail {
namespace {

namespace fs = std::filesystem;

unsigned mode_of(const std::string& path) {
  struct stat info = {};
  return ::stat(path.c_str(), &info) == 0 ? info.st_mode & 07777U : 0;
}

std::ptrdiff_t entries(const std::string& directory) {
  return std::distance(fs::directory_iterator(directory), fs::directory_iterator());
}

TEST(File, WritesAndReadsBack) {
  const TemporaryDirectory directory;
  const std::string path = directory / "rules";
  ASSERT_TRUE(write_file(path, "one\n").has_value());
  EXPECT_EQ(read_file(path, 4).value(), "one\n");
  EXPECT_EQ(mode_of(path), 0640U);
  ASSERT_TRUE(write_file(path, "").has_value());
  EXPECT_EQ(read_file(path, 0).value(), "");
  EXPECT_EQ(entries(directory.path()), 1);
}

TEST(File, KeepsTheModeOfWhatItReplaces) {
  const TemporaryDirectory directory;
  const std::string path = directory / "rules";
  ASSERT_TRUE(write_file(path, "one", 0600).has_value());
  ASSERT_EQ(::chmod(path.c_str(), 0444), 0);
  ASSERT_TRUE(write_file(path, "two", 0600).has_value());
  EXPECT_EQ(mode_of(path), 0444U);
  EXPECT_EQ(read_file(path, 100).value(), "two");
}

TEST(File, ReadIsBounded) {
  const TemporaryDirectory directory;
  const std::string path = directory / "big";
  const std::string content(300000, 'x');
  ASSERT_TRUE(write_file(path, content).has_value());
  EXPECT_EQ(read_file(path, 300000).value(), content);
  EXPECT_EQ(read_file(path, 299999).error().message, "cannot read " + path + ": larger than 299999 bytes");
}

TEST(File, ReadsFilesThatDoNotTellTheirSize) {
  EXPECT_FALSE(read_file("/proc/self/status", 1 << 20).value().empty());
}

TEST(File, ReadRefusesWhatIsNoRegularFile) {
  const TemporaryDirectory directory;
  const std::string fifo = directory / "fifo";
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  EXPECT_EQ(read_file(fifo, 10).error().message, "cannot read " + fifo + ": not a regular file");
  EXPECT_FALSE(read_file(directory.path(), 10).has_value());
  EXPECT_FALSE(read_file("/dev/zero", 10).has_value());
  const auto missing = read_file(directory / "missing", 10);
  EXPECT_EQ(missing.error().kind, ErrorKind::Missing);
}

TEST(File, WriteRefusesLinksAndWhatIsNoRegularFile) {
  const TemporaryDirectory directory;
  ASSERT_TRUE(write_file(directory / "victim", "old").has_value());
  fs::create_symlink(directory / "victim", directory / "link");
  fs::create_symlink("nowhere", directory / "dangling");
  fs::create_directory(directory / "sub");
  ASSERT_EQ(::mkfifo((directory / "fifo").c_str(), 0600), 0);
  const auto before = entries(directory.path());
  for (const char* name : {"link", "dangling", "sub", "fifo", "sub/", ".", "..", "missing/x"}) {
    EXPECT_FALSE(write_file(directory / name, "new").has_value()) << name;
  }
  EXPECT_FALSE(write_file("", "new").has_value());
  EXPECT_EQ(read_file(directory / "victim", 10).value(), "old");
  EXPECT_EQ(entries(directory.path()), before);
}

// The disk is full in the middle of the file, as the limit on file sizes plays it.
TEST(File, AFailedWriteLeavesTheOldFile) {
  const TemporaryDirectory directory;
  const std::string path = directory / "rules";
  ASSERT_TRUE(write_file(path, "old").has_value());
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{4096, 4096};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    const bool failed = !write_file(path, std::string(100000, 'x')).has_value();
    ::_exit(failed ? 0 : 1);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(read_file(path, 10).value(), "old");
  EXPECT_EQ(entries(directory.path()), 1);
}

TEST(File, AnotherNameKeepsTheOldContent) {
  const TemporaryDirectory directory;
  ASSERT_TRUE(write_file(directory / "a", "old").has_value());
  fs::create_hard_link(directory / "a", directory / "b");
  ASSERT_TRUE(write_file(directory / "a", "new").has_value());
  EXPECT_EQ(read_file(directory / "b", 10).value(), "old");
}

}  // namespace
}  // namespace modtrail
