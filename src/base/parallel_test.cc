#include "modtrail/base/parallel.h"

#include <gtest/gtest.h>

#include <string>

namespace modtrail {
namespace {

// However the threads run, and however little a lane holds, pieces come in the order of the tasks.
TEST(Parallel, PiecesComeInTheOrderOfTheTasks) {
  constexpr std::size_t kTasks = 40;
  for (const unsigned jobs : {1U, 2U, 7U}) {
    Lanes<std::string> lanes(kTasks, 3);
    std::string wanted;
    for (std::size_t task = 0; task < kTasks; ++task) {
      for (std::size_t i = 0; i < task % 11; ++i) wanted += std::to_string(task) + ".";
    }
    std::string got;
    const Workers workers(kTasks, jobs, [&](std::size_t task) {
      for (std::size_t i = 0; i < task % 11; ++i) lanes.put(task, std::to_string(task) + ".", 1);
      lanes.close(task);
    });
    for (std::size_t task = 0; task < kTasks; ++task) {
      while (const auto piece = lanes.take([] {})) got += *piece;
    }
    EXPECT_EQ(got, wanted);
  }
}

TEST(Parallel, AReaderMayStop) {
  Lanes<int> lanes(2, 1);
  const Workers workers(2, 2, [&](std::size_t task) {
    for (int i = 0; i < 1000; ++i) lanes.put(task, i, 1);
    lanes.close(task);
  });
  EXPECT_EQ(lanes.take([] {}), 0);
  lanes.stop();
}

TEST(Parallel, ThereIsAProcessor) {
  EXPECT_GE(available_processors(), 1U);
}

}  // namespace
}  // namespace modtrail
