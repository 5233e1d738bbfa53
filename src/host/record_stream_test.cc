#include "host/record_stream.h"

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

TEST(Canary, IsToldByNonceAndProcess) {
  const std::string record =
      "type=SYSCALL msg=audit(1700000000.123:45): arch=c000003e syscall=313 success=no exit=-1 a0=ffffffffffffffff "
      "a1=0 "
      "a2=0 a3=5eed0001 items=0 ppid=10 pid=11 auid=1000";
  EXPECT_TRUE(is_canary(record, 0x5eed0001));
  EXPECT_FALSE(is_canary(record, 0x5eed0002));
  EXPECT_FALSE(is_canary("type=SYSCALL a3= pid=11", 0));
  EXPECT_FALSE(is_canary("", 0));
}

}  // namespace
}  // namespace modtrail
