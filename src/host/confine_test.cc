#include "host/confine.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <functional>
#include <iterator>

#include "base/fd.h"
#include "modtrail/base/file.h"
#include "modtrail/base/text.h"

namespace modtrail {
namespace {

// A child that is confined to the pipe's writing end and does `work`.
struct Child {
  Fd reader;
  pid_t pid = 0;
};

Child confined(const std::function<void(int)>& work) {
  std::array<int, 2> ends = {};
  EXPECT_EQ(::pipe(ends.data()), 0);
  const pid_t pid = ::fork();
  if (pid == 0) {
    if (!confine(ends[1], {})) ::_exit(1);
    work(ends[1]);
    leave(0);
  }
  ::close(ends[1]);
  return {Fd(ends[0]), pid};
}

int ended(pid_t pid) {
  int status = 0;
  EXPECT_EQ(::waitpid(pid, &status, 0), pid);
  return status;
}

std::string field(pid_t pid, const std::string& name) {
  const std::string status = read_file("/proc/" + std::to_string(pid) + "/status", 1 << 16).value_or("");
  for (const std::string_view line : split(status, '\n')) {
    if (line.starts_with(name + ":")) return std::string(trim(line.substr(name.size() + 1)));
  }
  return "";
}

TEST(Confine, HoldsNoCapabilityAndNoFileButOne) {
  const Child child = confined([](int pipe) {
    const std::array<char, 4096> block = {};
    while (::write(pipe, block.data(), block.size()) > 0) {  // until the pipe is full and it waits
    }
  });
  for (int i = 0; i < 2000 && field(child.pid, "Seccomp") != "2"; ++i) ::usleep(1000);
  EXPECT_EQ(field(child.pid, "Seccomp"), "2");
  EXPECT_EQ(field(child.pid, "NoNewPrivs"), "1");
  for (const char* set : {"CapInh", "CapPrm", "CapEff", "CapAmb"}) {
    EXPECT_EQ(field(child.pid, set), "0000000000000000") << set;
  }
  const std::filesystem::directory_iterator files("/proc/" + std::to_string(child.pid) + "/fd");
  EXPECT_EQ(std::distance(begin(files), end(files)), 1);
  ::kill(child.pid, SIGKILL);
  ended(child.pid);
}

TEST(Confine, MayWriteAndExit) {
  const Child child = confined([](int pipe) { static_cast<void>(::write(pipe, "x", 1)); });
  EXPECT_EQ(ended(child.pid), 0);
}

TEST(Confine, AnyOtherCallEndsIt) {
  const Child child = confined([](int) { ::syscall(SYS_getpid); });
  const int status = ended(child.pid);
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS) << status;
}

}  // namespace
}  // namespace modtrail
