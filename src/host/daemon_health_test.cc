#include "host/daemon_health.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/temporary_directory.h"

namespace modtrail {
namespace {

TEST(DaemonHealth, TellsAProcessThatIsStopped) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    ::pause();
    ::_exit(0);
  }
  EXPECT_EQ(state_of(static_cast<std::uint32_t>(child)), ProcessState::Runs);
  ::kill(child, SIGSTOP);
  int status = 0;
  ::waitpid(child, &status, WUNTRACED);
  EXPECT_EQ(state_of(static_cast<std::uint32_t>(child)), ProcessState::Stopped);
  ::kill(child, SIGKILL);
  ::waitpid(child, &status, 0);
  EXPECT_EQ(state_of(static_cast<std::uint32_t>(child)), ProcessState::Gone);
}

TEST(DaemonHealth, KnowsHowMuchRoomThereIs) {
  const TemporaryDirectory directory;
  EXPECT_GT(room_for(directory / "audit.log").value_or(0), 0U);
  EXPECT_FALSE(room_for(directory / "none/audit.log"));
}

}  // namespace
}  // namespace modtrail
