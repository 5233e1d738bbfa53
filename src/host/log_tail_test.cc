#include "host/log_tail.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "base/temporary_directory.h"

namespace modtrail {
namespace {

using Lines = std::vector<std::string>;

void append(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::app) << text;
}

TEST(LogTail, ReadsWholeLinesFromTheEndOn) {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/audit.log";
  append(path, "old\n");
  Result<LogTail> tail = LogTail::open(path);
  ASSERT_TRUE(tail.has_value()) << tail.error().message;
  EXPECT_EQ(tail->take(), Lines());
  append(path, "one\ntw");
  EXPECT_EQ(tail->take(), Lines({"one"}));
  append(path, "o\n");
  EXPECT_EQ(tail->take(), Lines({"two"}));
}

TEST(LogTail, FollowsAFileThatIsMovedAway) {
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/audit.log";
  append(path, "");
  Result<LogTail> tail = LogTail::open(path);
  ASSERT_TRUE(tail.has_value());
  append(path, "last of the old\n");
  ASSERT_EQ(std::rename(path.c_str(), (path + ".1").c_str()), 0);
  append(path, "first of the new\n");
  EXPECT_EQ(tail->take(), Lines({"last of the old", "first of the new"}));
}

TEST(LogTail, AFileCanComeLaterAndADirectoryIsNone) {
  const TemporaryDirectory directory;
  Result<LogTail> tail = LogTail::open(directory.path() + "/later");
  ASSERT_TRUE(tail.has_value());
  EXPECT_EQ(tail->take(), Lines());
  append(directory.path() + "/later", "here\n");
  EXPECT_EQ(tail->take(), Lines({"here"}));
  EXPECT_FALSE(LogTail::open(directory.path()).has_value());
}

}  // namespace
}  // namespace modtrail
