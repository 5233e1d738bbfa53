#include "cli/output_file.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "base/temporary_directory.h"
#include "modtrail/base/file.h"

namespace modtrail {
namespace {

std::string content(const std::string& path) {
  return read_file(path, 1 << 20).value_or("(none)");
}

OutputFile opened(const std::string& path, OutputFile::Rotation rotation = {},
                  const std::optional<OutputPlace>& stopped = std::nullopt) {
  return std::move(OutputFile::open(path, rotation, stopped)).value();
}

TEST(OutputFile, IsMovedAwayBeforeItGrowsPastItsSize) {
  const TemporaryDirectory home;
  const std::string path = home / "out";
  OutputFile file = opened(path, {10, 2});
  for (const char* lines : {"one\n", "two\n", "three\n", "longer than ten bytes\n", "four\n"})
    ASSERT_TRUE(file.append(lines));
  EXPECT_EQ(content(path), "four\n");
  EXPECT_EQ(content(path + ".1"), "longer than ten bytes\n");
  EXPECT_EQ(content(path + ".2"), "three\n");
  EXPECT_FALSE(std::filesystem::exists(path + ".3"));
}

TEST(OutputFile, IsMadeAnewWhenSomebodyMovesItAway) {
  const TemporaryDirectory home;
  OutputFile file = opened(home / "out");
  ASSERT_TRUE(file.append("one\n"));
  std::filesystem::rename(home / "out", home / "elsewhere");
  ASSERT_TRUE(file.append("two\n"));
  EXPECT_EQ(content(home / "out"), "two\n");
  EXPECT_EQ(content(home / "elsewhere"), "one\n");
}

TEST(OutputFile, GoesBackToWhereItWasThroughEveryRotationSince) {
  const TemporaryDirectory home;
  const std::string path = home / "out";
  for (int rotations = 0; rotations < 4; ++rotations) {
    std::filesystem::remove_all(home.path());
    std::filesystem::create_directory(home.path());
    OutputFile before = opened(path, {8, 5});
    ASSERT_TRUE(before.append("old\n"));
    ASSERT_TRUE(before.append("kept\n"));  // old is in out.1 now
    const auto stopped = before.place();
    ASSERT_TRUE(before.append("x\n"));
    for (int i = 0; i < rotations; ++i) ASSERT_TRUE(before.append("unkept\n"));
    OutputFile after = opened(path, {8, 5}, stopped);
    std::string all;
    for (int number = 6; number > 0; --number) {
      const std::string moved = path + "." + std::to_string(number);
      if (std::filesystem::exists(moved)) all += content(moved);
    }
    EXPECT_EQ(all + content(path), "old\nkept\n") << rotations;
    ASSERT_TRUE(after.append("new\n"));
    EXPECT_TRUE(content(path).ends_with("new\n"));
  }
}

TEST(OutputFile, OfAnotherFileNothingIsCutOff) {
  const TemporaryDirectory home;
  const std::string path = home / "out";
  ASSERT_TRUE(write_file(path, "somebody's\n"));
  ASSERT_TRUE(write_file(path + ".1", "likewise\n"));
  opened(path, {}, OutputPlace{1, 2, 3});
  EXPECT_EQ(content(path), "somebody's\n");
  EXPECT_EQ(content(path + ".1"), "likewise\n");
}

TEST(OutputFile, AnythingButARegularFileIsRefused) {
  const TemporaryDirectory home;
  std::filesystem::create_directory(home / "directory");
  std::filesystem::create_symlink("elsewhere", home / "link");
  for (const char* name : {"directory", "link"}) EXPECT_FALSE(OutputFile::open(home / name, {}, std::nullopt)) << name;
}

}  // namespace
}  // namespace modtrail
