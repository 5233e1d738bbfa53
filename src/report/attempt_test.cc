#include <gtest/gtest.h>

#include "modtrail/report/report.h"
#include "modtrail/uapi/attempt_reader.h"

namespace modtrail {
namespace {

SyscallEvent full_event() {
  SyscallEvent event;
  event.abi = Abi::X32;
  event.syscall = Syscall::DeleteModule;
  event.who = {1, 2, 3, 4, 5, 6, 7, 8, 9, {10, 11}, 14, 15, ""};
  event.pid = 12;
  event.ppid = 13;
  event.exit = -16;
  event.args = {0, 18446744073709551615U, 0, 0};
  event.exe = "/usr/bin/busybox";
  event.comm = "rmmod";
  event.path = "/p";
  event.names = {"/n", "/m"};
  event.context = Context::None;
  event.daemon = Daemon::Registered;
  return event;
}

std::vector<SyscallEvent> events() {
  std::vector<SyscallEvent> all = {SyscallEvent{}, full_event()};
  SyscallEvent raised;
  raised.who.auid = 1000;
  raised.birth = Identity{};
  raised.birth->uid = 1000;
  all.push_back(raised);
  SyscallEvent odd;
  odd.exe = "/a b/'c'";
  odd.who.subj = "system_u:system_r:kernel_t:s0";
  odd.birth = Identity{};
  odd.birth->uid = 7;
  all.push_back(odd);
  SyscallEvent none;
  none.exe = "";
  none.names = {"/with,comma"};
  all.push_back(none);
  return all;
}

TEST(AttemptTest, JsonReadsBackAsTheSame) {
  for (const SyscallEvent& event : events()) {
    std::string json;
    write_attempt(event, json);
    const Result<SyscallEvent> back = read_attempt(json);
    ASSERT_TRUE(back) << json << ": " << back.error().message;
    EXPECT_EQ(*back, event) << json;
  }
}

TEST(AttemptTest, WordsReadBackAsTheSame) {
  for (const SyscallEvent& event : events()) {
    const std::string words = attempt_text(event);
    const Result<SyscallEvent> back = read_attempt_words(words);
    ASSERT_TRUE(back) << words << ": " << back.error().message;
    EXPECT_EQ(*back, event) << words;
  }
}

TEST(AttemptTest, WordsAreShort) {
  SyscallEvent event;
  event.who.auid = 1000;
  EXPECT_EQ(attempt_text(event), "abi=b64 syscall=finit_module auid=1000");
}

TEST(AttemptTest, SentencesTellWhoDoesWhat) {
  SyscallEvent event;
  EXPECT_EQ(attempt_sentence(event),
            "a load by the kernel itself (modprobe, uid 0, no login) through finit_module in b64");
  event.syscall = Syscall::DeleteModule;
  event.who.auid = 1000;
  EXPECT_EQ(attempt_sentence(event),
            "an unload by root (/usr/bin/kmod, logged in as 1000) through delete_module in b64");
  event.who.uid = 1000;
  event.exit = -1;
  EXPECT_EQ(attempt_sentence(event),
            "an unload by user 1000 (/usr/bin/kmod, logged in as 1000) through delete_module in b64 with exit=-1");
  event.who.auid = kUnset;
  event.exe = "/usr/lib/systemd/systemd-udevd";
  EXPECT_EQ(
      attempt_sentence(event),
      "an unload by a service (/usr/lib/systemd/systemd-udevd, uid 1000, no login) through delete_module in b64 with "
      "exit=-1");
}

}  // namespace
}  // namespace modtrail
