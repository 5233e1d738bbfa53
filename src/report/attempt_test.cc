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

SyscallEvent by_user(std::uint32_t auid, std::uint32_t uid) {
  SyscallEvent event;
  event.who = {auid, uid, uid, uid, uid, uid, uid, uid, uid, {}, 3, 0, ""};
  event.pid = 4711;
  event.args = {3, 4, 5, 6};
  return event;
}

TEST(AttemptTest, SentencesTellWhoDoesWhat) {
  EXPECT_EQ(attempt_sentence(by_user(kUnset, 0)),
            "a load by the kernel itself (modprobe, uid 0, no login) through finit_module in b64");
  SyscallEvent unload = by_user(1000, 0);
  unload.syscall = Syscall::DeleteModule;
  EXPECT_EQ(attempt_sentence(unload),
            "an unload by root (/usr/bin/kmod, logged in as 1000) through delete_module in b64");
  SyscallEvent refused = by_user(1000, 1000);
  refused.exit = -1;
  EXPECT_EQ(attempt_sentence(refused),
            "a load by user 1000 (/usr/bin/kmod, logged in as 1000) through finit_module in b64 with exit=-1");
  SyscallEvent service = by_user(kUnset, 33);
  service.exe = "/usr/sbin/apache2";
  service.who.gid = 5;
  EXPECT_EQ(
      attempt_sentence(service),
      "a load by a service (/usr/sbin/apache2, uid 33, no login) through finit_module in b64 with egid=33 sgid=33 "
      "fsgid=33 gid=5");
}

}  // namespace
}  // namespace modtrail
