#include "host/canary.h"

#include <gtest/gtest.h>
#include <sys/utsname.h>

#include <cerrno>

#include "modtrail/base/file.h"

namespace modtrail {
namespace {

Arch this_arch() {
  utsname name = {};
  ::uname(&name);
  return parse_arch(name.machine).value_or(Arch::X86_64);
}

std::vector<CanaryCall> call_all(Abi abi) {
  std::vector<Canary> canaries;
  for (const Syscall syscall : kModuleSyscalls) canaries.push_back({abi, syscall, 0x5eed0000});
  auto calls = call_canaries(this_arch(), canaries, std::chrono::seconds(20));
  EXPECT_TRUE(calls.has_value());
  return calls.value();
}

// Refused for want of a privilege that the child has given up, or not there at all in a sandbox.
TEST(Canary, EveryCallIsRefused) {
  for (const CanaryCall& call : call_all(abis(this_arch()).front())) {
    ASSERT_TRUE(call.event.has_value()) << call.reason;
    EXPECT_TRUE(call.event->exit == -EPERM || call.event->exit == -ENOSYS) << call.event->exit;
    EXPECT_EQ(call.event->args[3], 0x5eed0000U);
    EXPECT_EQ(call.event->comm, "modtrail");
  }
}

TEST(Canary, NoModuleComesOrGoes) {
  const auto before = read_file("/proc/modules", 1 << 20);
  call_all(abis(this_arch()).front());
  EXPECT_EQ(read_file("/proc/modules", 1 << 20).value_or(""), before.value_or(""));
}

TEST(Canary, AnAbiThatIsOffIsSaidToBe) {
  for (const CanaryCall& call : call_all(Abi::B32)) {
    EXPECT_EQ(call.event.has_value(), call.outcome == CallOutcome::Made);
    EXPECT_EQ(call.event.has_value(), call.reason.empty());
  }
}

}  // namespace
}  // namespace modtrail
