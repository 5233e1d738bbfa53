#include "cli/record.h"

#include <gtest/gtest.h>

namespace modtrail {
namespace {

constexpr std::string_view kHead = "type=SYSCALL msg=audit(1700000000.123:45): ";
constexpr std::string_view kTail =
    " a0=3 a1=55d0c0ffee00 a2=0 a3=7fffffffffffffff items=0 ppid=700 pid=701 auid=1000 uid=1 gid=2 euid=3 suid=4 "
    "fsuid=5 "
    "egid=6 sgid=7 fsgid=8 tty=pts0 ses=3 comm=\"modprobe\" exe=\"/usr/bin/kmod\" subj=unconfined key=\"m\"\x1d"
    "ARCH=x86_64 SYSCALL=finit_module AUID=\"ann\"";

Result<SyscallEvent> read(std::string_view way, std::string_view tail = kTail) {
  return read_record(std::string(kHead) + std::string(way) + std::string(tail), Arch::X86_64);
}

TEST(RecordTest, ReadsWhatTheRecordTells) {
  const Result<SyscallEvent> event = read("arch=c000003e syscall=313 success=no exit=-17");
  ASSERT_TRUE(event) << event.error().message;
  SyscallEvent expected;
  expected.who = {1000, 1, 3, 4, 5, 2, 6, 7, 8, {}, 3, 0, "unconfined"};
  expected.pid = 701;
  expected.ppid = 700;
  expected.exit = -17;
  expected.args = {3, 0x55d0c0ffee00, 0, 0x7fffffffffffffff};
  expected.evidence = Evidence::Record;
  EXPECT_EQ(*event, expected);
}

TEST(RecordTest, TellsTheAbis) {
  EXPECT_EQ(read("arch=40000003 syscall=129 success=yes exit=0")->abi, Abi::B32);
  EXPECT_EQ(read("arch=40000003 syscall=129 success=yes exit=0")->syscall, Syscall::DeleteModule);
  EXPECT_EQ(read("arch=c000003e syscall=1073742137 success=yes exit=0")->abi, Abi::X32);
  EXPECT_EQ(read("arch=c000003e syscall=59 success=yes exit=0")->syscall, Syscall::Execve);
}

TEST(RecordTest, UntrustedTextMayBeHex) {
  std::string tail(kTail);
  tail.replace(tail.find("\"/usr/bin/kmod\""), 15, "2F612062");
  EXPECT_EQ(read("arch=c000003e syscall=313 success=yes exit=0", tail)->exe, "/a b");
  tail.replace(tail.find("2F612062"), 8, "2F6x");
  EXPECT_FALSE(read("arch=c000003e syscall=313 success=yes exit=0", tail));
}

TEST(RecordTest, FindsTheSyscallRecordAmongOthers) {
  const std::string text =
      "type=PROCTITLE msg=audit(1.1:1): proctitle=61\nnode=web type=SYSCALL msg=audit(1.1:1): "
      "arch=c000003e syscall=313 success=yes exit=0" +
      std::string(kTail) + "\n";
  EXPECT_TRUE(read_record(text, Arch::X86_64));
}

TEST(RecordTest, Refuses) {
  EXPECT_FALSE(read_record("", Arch::X86_64));
  EXPECT_FALSE(read_record("type=CWD msg=audit(1.1:1): cwd=\"/\"", Arch::X86_64));
  EXPECT_FALSE(read("arch=c000003e syscall=2 success=yes exit=0"));
  EXPECT_FALSE(read("arch=c00000b7 syscall=273 success=yes exit=0"));
  EXPECT_FALSE(read("arch=c000003e syscall=313 success=yes exit=99999999999"));
  EXPECT_FALSE(read("arch=c000003e syscall=313 success=yes exit=0", " a0=3"));
}

}  // namespace
}  // namespace modtrail
