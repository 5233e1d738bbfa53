#include "host/directory_watch.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <filesystem>
#include <fstream>

namespace modtrail {
namespace {

bool tells(const DirectoryWatch& watch) {
  pollfd waiting = {watch.descriptor(), POLLIN, 0};
  return ::poll(&waiting, 1, 0) == 1;
}

TEST(DirectoryWatch, TellsOfWhatIsWrittenAndOfWhatCame) {
  const std::filesystem::path directory = testing::TempDir() + "directory_watch";
  std::filesystem::remove_all(directory);
  std::filesystem::create_directory(directory);
  std::ofstream log(directory / "audit.log");
  const DirectoryWatch watch(directory);
  if (watch.descriptor() < 0) GTEST_SKIP() << "no more inotify instances can be had here";
  EXPECT_FALSE(tells(watch));
  log << "line\n" << std::flush;
  EXPECT_TRUE(tells(watch));
  watch.clear();
  EXPECT_FALSE(tells(watch));
  std::filesystem::rename(directory / "audit.log", directory / "audit.log.1");
  EXPECT_TRUE(tells(watch));
  watch.clear();
  const std::ofstream next(directory / "audit.log");
  EXPECT_TRUE(tells(watch));
  std::filesystem::remove_all(directory);
}

TEST(DirectoryWatch, NeverTellsOfWhatIsNotThere) {
  const DirectoryWatch watch("/nonexistent/directory");
  EXPECT_EQ(watch.descriptor(), -1);
  watch.clear();
}

}  // namespace
}  // namespace modtrail
