#include "host/install.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <optional>

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

// Does the work in a child that is killed before its nth system call; false: it made fewer.  Nothing: it cannot be
// traced here.
std::optional<bool> killed_before_call(std::size_t nth, const std::function<void()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) ::_exit(1);
    ::raise(SIGSTOP);
    work();
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFSTOPPED(status)) return std::nullopt;
  for (std::size_t stop = 0; stop < 2 * nth + 1; ++stop) {  // at the entry and the exit of each
    ::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
    ::waitpid(child, &status, 0);
    if (!WIFSTOPPED(status)) return false;
  }
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  return true;
}

bool is_one_of(const std::string& text, const std::string& old_text, const std::string& new_text) {
  return text == old_text || text == new_text;
}

// Each file is the old or the new one, and a second run does the rest.
TEST(Install, KilledBeforeAnyCallEachFileIsOldOrNew) {
  for (std::size_t nth = 0;; ++nth) {
    const Site site;
    const auto killed =
        killed_before_call(nth, [&] { static_cast<void>(install_files(site.changes, site.state).has_value()); });
    if (!killed) GTEST_SKIP() << "no process can be traced here";
    EXPECT_TRUE(is_one_of(text(site.old_file), "old\n", "# old\n")) << nth;
    EXPECT_TRUE(is_one_of(text(site.new_file), "(none)", "new\n")) << nth;
    const auto again = install_files(site.changes, site.state);
    ASSERT_TRUE(again.has_value()) << nth << ": " << again.error().message;
    EXPECT_EQ(text(site.old_file), "# old\n");
    EXPECT_EQ(text(site.new_file), "new\n");
    ASSERT_TRUE(undo_install(site.state).has_value());
    EXPECT_EQ(text(site.old_file), "old\n");
    if (!*killed) {
      EXPECT_GT(nth, 20U);
      return;
    }
  }
}

TEST(Install, KilledBeforeAnyCallWhileTakingBackEachFileIsOldOrNew) {
  for (std::size_t nth = 0;; ++nth) {
    const Site site;
    ASSERT_TRUE(install_files(site.changes, site.state).has_value());
    const auto killed = killed_before_call(nth, [&] { static_cast<void>(undo_install(site.state).has_value()); });
    if (!killed) GTEST_SKIP() << "no process can be traced here";
    EXPECT_TRUE(is_one_of(text(site.old_file), "old\n", "# old\n")) << nth;
    EXPECT_TRUE(is_one_of(text(site.new_file), "(none)", "new\n")) << nth;
    static_cast<void>(undo_install(site.state).has_value());  // fails only where nothing is left to take back
    EXPECT_EQ(text(site.old_file), "old\n") << nth;
    EXPECT_EQ(text(site.new_file), "(none)") << nth;
    if (!*killed) return;
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
