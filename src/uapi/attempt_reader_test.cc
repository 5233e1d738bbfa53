#include "modtrail/uapi/attempt_reader.h"

#include <gtest/gtest.h>

namespace modtrail {
namespace {

constexpr std::string_view kWay = R"({"abi":"b64","syscall":"finit_module")";

Result<SyscallEvent> read_with(std::string_view members) {
  return read_attempt(std::string(kWay) + (members.empty() ? "" : ",") + std::string(members) + "}");
}

TEST(AttemptReaderTest, DefaultsAreThoseOfTheEvent) {
  const Result<SyscallEvent> event = read_with("");
  ASSERT_TRUE(event) << event.error().message;
  EXPECT_EQ(*event, SyscallEvent{});
}

TEST(AttemptReaderTest, ReadsEveryField) {
  const Result<SyscallEvent> event = read_attempt(
      R"({"abi":"x32","syscall":"execveat","auid":1,"uid":2,"euid":3,"suid":4,"fsuid":5,"gid":6,"egid":7,"sgid":8,"fsgid":9,
          "groups":[10,11],"pid":12,"ppid":13,"sessionid":14,"pers":15,"exit":-16,"success":false,
          "args":[17,18446744073709551615],"exe":"/e","comm":"c","subj":"s","path":"/p","names":["/n","/m"],"auditd":true})");
  ASSERT_TRUE(event) << event.error().message;
  SyscallEvent expected;
  expected.abi = Abi::X32;
  expected.syscall = Syscall::Execveat;
  expected.who = {1, 2, 3, 4, 5, 6, 7, 8, 9, {10, 11}, 14, 15, "s"};
  expected.pid = 12;
  expected.ppid = 13;
  expected.exit = -16;
  expected.args = {17, 18446744073709551615U, 0, 0};
  expected.exe = "/e";
  expected.comm = "c";
  expected.path = "/p";
  expected.names = {"/n", "/m"};
  expected.daemon = Daemon::Registered;
  EXPECT_EQ(*event, expected);
}

struct ExitCase {
  std::string_view members;
  std::int32_t exit;
};

TEST(AttemptReaderTest, SuccessAndExitAgree) {
  for (const ExitCase& good :
       {ExitCase{R"("success":true)", 0}, ExitCase{R"("success":false)", -1}, ExitCase{R"("exit":-4095)", -4095},
        ExitCase{R"("exit":-4096,"success":true)", -4096}, ExitCase{R"("success":false,"exit":-22)", -22}}) {
    const Result<SyscallEvent> event = read_with(good.members);
    ASSERT_TRUE(event) << good.members;
    EXPECT_EQ(event->exit, good.exit) << good.members;
  }
  for (std::string_view bad :
       {R"("success":true,"exit":-1)", R"("success":false,"exit":0)", R"("success":false,"exit":-4096)"}) {
    EXPECT_FALSE(read_with(bad)) << bad;
  }
}

TEST(AttemptReaderTest, BirthIsWhatDiffers) {
  const Result<SyscallEvent> event = read_with(R"("uid":1000,"gid":100,"birth":{"uid":0,"auid":4294967295})");
  ASSERT_TRUE(event) << event.error().message;
  ASSERT_TRUE(event->birth);
  EXPECT_EQ(event->birth->uid, 0U);
  EXPECT_EQ(event->birth->gid, 100U);
  EXPECT_EQ(event->context, Context::Audited);
  EXPECT_FALSE(read_with(R"("uid":1000,"birth":{"uid":1000})")->birth);
  EXPECT_EQ(read_with(R"("birth":{"context":"none"})")->context, Context::None);
}

struct Refusal {
  std::string_view members;
  std::string_view message;
};

TEST(AttemptReaderTest, RefusesWithAReason) {
  for (const Refusal& bad :
       {Refusal{R"("uidd":1)", "did you mean \"uid\"?"}, Refusal{R"("uid":-1)", "uid is a number from 0 to 4294967295"},
        Refusal{R"("uid":4294967296)", "uid is a number"}, Refusal{R"("uid":"0")", "uid is a number"},
        Refusal{R"("exit":2147483648)", "exit is a number"}, Refusal{R"("args":[1,2,3,4,5])", "at most 4"},
        Refusal{R"("birth":{"pid":1})", "birth has no field"}, Refusal{R"("birth":{"context":"x"})", "\"none\""},
        Refusal{R"("abi":"b64")", "twice"}, Refusal{R"("groups":[-1])", "a group"}}) {
    const Result<SyscallEvent> event = read_with(bad.members);
    ASSERT_FALSE(event) << bad.members;
    EXPECT_NE(event.error().message.find(bad.message), std::string::npos) << event.error().message;
  }
  EXPECT_FALSE(read_attempt(R"({"abi":"b64"})"));
  EXPECT_FALSE(read_attempt(R"({"syscall":"finit_module"})"));
  EXPECT_FALSE(read_attempt(R"({"abi":"b16","syscall":"finit_module"})"));
  EXPECT_FALSE(read_attempt(R"({"abi":"b64","syscall":"open"})"));
  EXPECT_FALSE(read_attempt("[]"));
}

TEST(AttemptReaderTest, WordsSayTheSameAsJson) {
  const Result<SyscallEvent> words = read_attempt_words(
      " abi=b32  syscall=delete_module auid=unset uid=1000 groups=10,20 args=0x10,3 exit=-1 names=/a,/b birth=none "
      "auditd=yes ");
  ASSERT_TRUE(words) << words.error().message;
  const Result<SyscallEvent> json = read_attempt(
      R"({"abi":"b32","syscall":"delete_module","uid":1000,"groups":[10,20],"args":[16,3],"exit":-1,"names":["/a","/b"],
          "auditd":true,"birth":{"context":"none"}})");
  ASSERT_TRUE(json) << json.error().message;
  EXPECT_EQ(*words, *json);
  EXPECT_EQ(*read_attempt_words(R"( {"abi":"b64","syscall":"finit_module"} )"), SyscallEvent{});
}

TEST(AttemptReaderTest, RefusesWords) {
  for (std::string_view bad :
       {"", "abi=b64", "abi=b64 syscall=finit_module uid", "abi=b64 syscall=finit_module uid=root",
        "abi=b64 abi=b64 syscall=finit_module", "abi=b64 syscall=finit_module success=1",
        "abi=b64 syscall=finit_module exit=-99999999999999999999", "abi=b64 syscall=finit_module exit=-9999999999",
        "abi=b64 syscall=finit_module uid=-1", "abi=b64 syscall=finit_module args=1,2,3,4,5"}) {
    EXPECT_FALSE(read_attempt_words(bad)) << bad;
  }
}

}  // namespace
}  // namespace modtrail
