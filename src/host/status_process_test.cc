#include "host/status_process.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <string>

#include "host/privileges.h"
#include "modtrail/base/file.h"
#include "modtrail/base/text.h"

namespace modtrail {
namespace {

// The process that has this one as its parent and was started last.
pid_t last_child() {
  const std::string self = "/proc/self/task/" + std::to_string(::getpid()) + "/children";
  const std::string children = read_file(self, 4096).value_or("");
  pid_t last = 0;
  for (const std::string_view word : split(children, ' ')) {
    if (const auto number = parse_number(word)) last = static_cast<pid_t>(*number);
  }
  return last;
}

std::string status_field(pid_t pid, std::string_view name) {
  const std::string status = read_file("/proc/" + std::to_string(pid) + "/status", 1 << 16).value_or("");
  for (const std::string_view line : split(status, '\n')) {
    if (line.starts_with(name) && line[name.size()] == ':') return std::string(trim(line.substr(name.size() + 1)));
  }
  return "";
}

TEST(StatusProcess, AnswersAsTheKernelDoesOrSaysWhyNot) {
  auto process = StatusProcess::start();
  ASSERT_TRUE(process);
  auto netlink = AuditNetlink::open();
  const auto direct = netlink ? netlink->status() : tl::unexpected(netlink.error());
  for (int turn = 0; turn < 3; ++turn) {
    const auto status = process->ask();
    ASSERT_EQ(status.has_value(), direct.has_value());
    EXPECT_EQ(status ? status->enabled : 0, direct ? direct->enabled : 0);
    EXPECT_EQ(status ? "" : status.error().message, direct ? "" : direct.error().message);
  }
}

TEST(StatusProcess, HoldsNothingButTheOneCapability) {
  auto process = StatusProcess::start();
  ASSERT_TRUE(process);
  static_cast<void>(process->ask());  // it is set up by then
  const pid_t child = last_child();
  ASSERT_NE(child, 0);
  EXPECT_EQ(status_field(child, "CapEff"), has(Power::AuditControl) ? "0000000040000000" : "0000000000000000");
  EXPECT_EQ(status_field(child, "NoNewPrivs"), "1");
  EXPECT_EQ(status_field(child, "Seccomp"), "2");
}

TEST(StatusProcess, ThatEndedIsAnErrorAndNoState) {
  auto process = StatusProcess::start();
  ASSERT_TRUE(process);
  static_cast<void>(process->ask());
  ::kill(last_child(), SIGKILL);
  for (int turn = 0; turn < 3; ++turn) {
    const auto status = process->ask();
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().message, "the process that asks the kernel has ended");
  }
}

}  // namespace
}  // namespace modtrail
