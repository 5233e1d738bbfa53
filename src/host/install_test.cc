#include "host/install.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/temporary_directory.h"
#include "modtrail/base/file.h"

namespace modtrail {
namespace {

std::string text(const std::string& path) {
  return read_file(path, 1 << 20).value_or("(none)");
}

struct Site {
  TemporaryDirectory directory;
  std::string old_file = directory / "10-old.rules";
  std::string new_file = directory / "75-new.rules";
  std::string state = directory / "state/install";
  std::vector<FileChange> changes = {{old_file, "old\n", "# old\n"}, {new_file, std::nullopt, "new\n"}};

  Site() {
    EXPECT_TRUE(write_file(old_file, "old\n", 0640).has_value());
    EXPECT_EQ(::chmod(old_file.c_str(), 0604), 0);
  }
};

TEST(Install, WritesAndTakesBack) {
  const Site site;
  const auto done = install_files(site.changes, site.state);
  ASSERT_TRUE(done.has_value()) << done.error().message;
  EXPECT_EQ(text(site.old_file), "# old\n");
  EXPECT_EQ(text(site.new_file), "new\n");
  struct stat info = {};
  ASSERT_EQ(::stat(site.old_file.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777U, 0604U);

  const auto undone = undo_install(site.state);
  ASSERT_TRUE(undone.has_value()) << undone.error().message;
  EXPECT_EQ(undone->size(), 2U);
  EXPECT_EQ(text(site.old_file), "old\n");
  EXPECT_EQ(text(site.new_file), "(none)");
  EXPECT_FALSE(undo_install(site.state).has_value());
}

TEST(Install, SeveralAreTakenBackOneByOne) {
  const Site site;
  ASSERT_TRUE(install_files(site.changes, site.state).has_value());
  ASSERT_TRUE(install_files({{site.new_file, "new\n", "newer\n"}}, site.state).has_value());
  ASSERT_TRUE(undo_install(site.state).has_value());
  EXPECT_EQ(text(site.new_file), "new\n");
  ASSERT_TRUE(undo_install(site.state).has_value());
  EXPECT_EQ(text(site.new_file), "(none)");
}

TEST(Install, WhatSomeoneElseChangedIsLeft) {
  const Site site;
  ASSERT_TRUE(write_file(site.old_file, "theirs\n", 0640).has_value());
  EXPECT_FALSE(install_files(site.changes, site.state).has_value());
  EXPECT_EQ(text(site.old_file), "theirs\n");
  EXPECT_EQ(text(site.new_file), "(none)");

  ASSERT_TRUE(install_files({{site.new_file, std::nullopt, "new\n"}}, site.state).has_value());
  ASSERT_TRUE(write_file(site.new_file, "theirs\n", 0640).has_value());
  EXPECT_FALSE(undo_install(site.state).has_value());
  EXPECT_EQ(text(site.new_file), "theirs\n");
}

TEST(Install, NothingToDoWritesNothing) {
  const Site site;
  ASSERT_TRUE(install_files({}, site.state).has_value());
  EXPECT_NE(::access(site.state.c_str(), F_OK), 0);
}

// Killed at any moment: each file is the old or the new one, and a second run does the rest.
TEST(Install, KilledAtAnyMomentEachFileIsOldOrNew) {
  for (useconds_t after = 0; after < 3000; after += 50) {
    const Site site;
    const pid_t child = ::fork();
    if (child == 0) {
      static_cast<void>(install_files(site.changes, site.state).has_value());
      ::_exit(0);
    }
    ::usleep(after);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    const std::string old_now = text(site.old_file);
    const std::string new_now = text(site.new_file);
    EXPECT_TRUE(old_now == "old\n" || old_now == "# old\n") << old_now;
    EXPECT_TRUE(new_now == "(none)" || new_now == "new\n") << new_now;
    const auto again = install_files(site.changes, site.state);
    ASSERT_TRUE(again.has_value()) << again.error().message;
    EXPECT_EQ(text(site.old_file), "# old\n");
    EXPECT_EQ(text(site.new_file), "new\n");
  }
}

TEST(Install, AJournalThatIsNoneIsRefused) {
  const Site site;
  ASSERT_EQ(::mkdir((site.directory / "state").c_str(), 0700), 0);
  ASSERT_EQ(::mkdir(site.state.c_str(), 0700), 0);
  for (const char* journal : {"", "{}", "{\"schema\":\"modtrail.undo/1\"}", "[",
                              "{\"schema\":\"modtrail.undo/1\",\"files\":[{\"path\":\"2\",\"after\":\"\"}]}"}) {
    ASSERT_TRUE(write_file(site.state + "/undo-1.json", journal, 0600).has_value());
    EXPECT_FALSE(undo_install(site.state).has_value()) << journal;
  }
}

}  // namespace
}  // namespace modtrail
