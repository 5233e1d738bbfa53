#include "host/tool_version.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/temporary_directory.h"
#include "modtrail/base/file.h"

namespace modtrail {
namespace {

std::string script(const TemporaryDirectory& directory, const std::string& text, mode_t mode) {
  const std::string path = directory.path() + "/tool";
  EXPECT_TRUE(write_file(path, "#!/bin/sh\n" + text, 0600).has_value());
  EXPECT_EQ(::chmod(path.c_str(), mode), 0);
  return path;
}

TEST(ToolVersion, IsTheLastWordOfTheFirstLine) {
  if (::geteuid() != 0) GTEST_SKIP() << "takes a program that is root's";
  const TemporaryDirectory directory;
  EXPECT_EQ(tool_version(script(directory, "echo tool version 3.0.9; echo more; echo $1", 0755), "-v"), "3.0.9");
  EXPECT_EQ(tool_version(script(directory, "[ \"$1\" = -v ] && [ -z \"$HOME\" ] && echo yes", 0755), "-v"), "yes");
}

TEST(ToolVersion, NothingOfWhatIsNotRootsOwnOrSaysNothing) {
  const TemporaryDirectory directory;
  EXPECT_EQ(tool_version(directory.path() + "/missing", "-v"), std::nullopt);
  EXPECT_EQ(tool_version(directory.path(), "-v"), std::nullopt);
  EXPECT_EQ(tool_version(script(directory, "echo 1", 0775), "-v"), std::nullopt);
  EXPECT_EQ(tool_version(script(directory, "echo 1", 0644), "-v"), std::nullopt);
  EXPECT_EQ(tool_version(script(directory, "exit 0", 0755), "-v"), std::nullopt);
}

TEST(ToolVersion, WaitsNoLongerThanTwoSeconds) {
  const TemporaryDirectory directory;
  EXPECT_EQ(tool_version(script(directory, "exec sleep 60", 0755), "-v"), std::nullopt);
}

}  // namespace
}  // namespace modtrail
