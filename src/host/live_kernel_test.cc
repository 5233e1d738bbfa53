#include "host/live_kernel.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

namespace modtrail {
namespace {

TEST(LiveKernel, ReadsProcAndSys) {
  const auto live = LiveKernel::open();
  ASSERT_TRUE(live) << live.error().message;
  const auto release = (*live)->read("/proc/sys/kernel/osrelease", 4096);
  ASSERT_TRUE(release) << release.error().message;
  EXPECT_FALSE(release->empty());
  std::string pieces;
  const auto keep = [&](std::string_view piece) { pieces += piece; };
  EXPECT_TRUE((*live)->read_pieces("/proc/sys/kernel/osrelease", 4096, keep));
  EXPECT_EQ(pieces, *release);
  EXPECT_EQ((*live)->read_pieces("/proc/nosuch", 10, keep).error().kind, ErrorKind::Missing);
  const auto modules = (*live)->list("/sys/module");
  ASSERT_TRUE(modules) << modules.error().message;
  EXPECT_FALSE(modules->empty());
  EXPECT_EQ((*live)->read("/proc/nosuch", 10).error().kind, ErrorKind::Missing);
  EXPECT_EQ((*live)->read("/sys/module", 10).error().message, "cannot read /sys/module: not a regular file");
  EXPECT_EQ((*live)->read("/proc/sys/kernel/osrelease", 1).error().message,
            "cannot read /proc/sys/kernel/osrelease: larger than 1 bytes");
}

TEST(LiveKernel, LeavesTheRestToTheDisk) {
  const auto live = LiveKernel::open();
  ASSERT_TRUE(live);
  EXPECT_TRUE((*live)->list("/etc"));
  EXPECT_EQ((*live)->lstat("/proc").value().type, FileType::Directory);
  EXPECT_TRUE((*live)->doctored().empty());
}

// In a mount namespace of its own, with `over` mounted on `place` by bind: what the tree says of it.  0: as it should
// be.
int look_under(const char* over, const char* place) {
  if (::unshare(CLONE_NEWNS) != 0 || ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      ::mount(over, place, nullptr, MS_BIND, nullptr) != 0) {
    return 2;
  }
  const auto live = LiveKernel::open();
  if (!live || (*live)->read(place, std::size_t{1} << 20)) return 1;
  const std::vector<DoctoredPlace> doctored = (*live)->doctored();
  return doctored.size() == 1 && doctored[0].path == place ? 0 : 1;
}

void expect_doctored(const char* over, const char* place) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(look_under(over, place));
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WEXITSTATUS(status) == 2) GTEST_SKIP() << "no mount namespace to be had";
  EXPECT_EQ(WEXITSTATUS(status), 0) << over << " over " << place;
}

TEST(LiveKernel, SeesAnotherFileSystemOverAPlace) {
  expect_doctored("/etc/hostname", "/proc/sys/kernel/tainted");
}

TEST(LiveKernel, SeesTheSameFileSystemOverAPlace) {
  expect_doctored("/proc/version", "/proc/stat");
}

}  // namespace
}  // namespace modtrail
