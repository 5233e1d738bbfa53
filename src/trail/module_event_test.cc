#include "modtrail/trail/module_event.h"

#include <gtest/gtest.h>

#include "modtrail/trail/assembler.h"
#include "modtrail/uapi/attempt.h"

namespace modtrail {
namespace {

constexpr std::string_view kHead = " msg=audit(1700000000.123:45): ";

std::vector<ModuleEvent> events_of(const std::vector<std::string>& records, const HostNames& names = {}) {
  std::vector<ModuleEvent> found;
  Assembler assembler({}, [&](const Event& event) {
    if (auto module = module_event(event, names)) found.push_back(*module);
  });
  for (const std::string& record : records) {
    const std::size_t blank = record.find(' ');
    assembler.push("type=" + record.substr(0, blank) + std::string(kHead) + record.substr(blank + 1) + "\n");
  }
  assembler.finish();
  return found;
}

ModuleEvent event_of(const std::vector<std::string>& records, const HostNames& names = {}) {
  const auto found = events_of(records, names);
  EXPECT_EQ(found.size(), 1U);
  return found.empty() ? ModuleEvent() : found.front();
}

constexpr std::string_view kRest =
    " a0=7ffc a1=a80 a2=3 a3=0 items=0 ppid=113 pid=114 auid=1000 uid=0 gid=0 euid=0 suid=0 fsuid=0 egid=0 sgid=0 "
    "fsgid=0 tty=pts0 ses=3 comm=\"rmmod\" exe=\"/usr/bin/kmod\" subj=unconfined key=6D6F64756C65730173746967";

std::string syscall_record(std::string_view arch, std::string_view number, std::string_view exit) {
  return "SYSCALL arch=" + std::string(arch) + " syscall=" + std::string(number) +
         " success=" + (exit.starts_with('-') ? "no" : "yes") + " exit=" + std::string(exit) + std::string(kRest);
}

TEST(ModuleEvent, AnUnloadIsAnUnload) {
  const ModuleEvent event = event_of({syscall_record("c000003e", "176", "0"), "KERN_MODULE name=\"dummy\"",
                                      "PROCTITLE proctitle=726D6D6F640064756D6D79"});
  EXPECT_EQ(operation_of(event), Operation::Unload);
  EXPECT_EQ(event.module, "dummy");
  EXPECT_EQ(event.outcome, ModuleOutcome::Done);
  EXPECT_EQ(event.auid, 1000U);
  EXPECT_EQ(event.session, 3U);
  EXPECT_EQ(event.tty, "pts0");
  EXPECT_EQ(event.exe, "/usr/bin/kmod");
  EXPECT_EQ(event.proctitle, "rmmod dummy");
  EXPECT_EQ(event.command, (std::vector<std::string>{"rmmod", "dummy"}));
  EXPECT_EQ(event.keys, (std::vector<std::string>{"modules", "stig"}));
  EXPECT_EQ(event.flags, (std::vector<std::string_view>{"O_NONBLOCK", "O_TRUNC"}));
  EXPECT_EQ(event.origin, ModuleOrigin::Login);
  EXPECT_EQ(event.records.size(), 3U);
}

struct CallCase {
  std::string_view arch;
  std::string_view number;
  Syscall syscall;
  Abi abi;
};

TEST(ModuleEvent, TheCallsOfEveryMachine) {
  for (const CallCase& call : std::vector<CallCase>{{"c000003e", "175", Syscall::InitModule, Abi::B64},
                                                    {"c000003e", "313", Syscall::FinitModule, Abi::B64},
                                                    {"c000003e", "1073742137", Syscall::FinitModule, Abi::X32},
                                                    {"c000003e", "1073742000", Syscall::DeleteModule, Abi::X32},
                                                    {"40000003", "128", Syscall::InitModule, Abi::B32},
                                                    {"40000003", "350", Syscall::FinitModule, Abi::B32},
                                                    {"40000003", "129", Syscall::DeleteModule, Abi::B32},
                                                    {"c00000b7", "273", Syscall::FinitModule, Abi::B64},
                                                    {"40000028", "379", Syscall::FinitModule, Abi::B32},
                                                    {"c0000015", "353", Syscall::FinitModule, Abi::B64},
                                                    {"80000016", "344", Syscall::FinitModule, Abi::B64},
                                                    {"16", "129", Syscall::DeleteModule, Abi::B32},
                                                    {"c00000f3", "106", Syscall::DeleteModule, Abi::B64}}) {
    const ModuleEvent event = event_of({syscall_record(call.arch, call.number, "0")});
    EXPECT_EQ(event.syscall, call.syscall) << call.arch << ' ' << call.number;
    EXPECT_EQ(event.abi, call.abi) << call.arch << ' ' << call.number;
  }
}

TEST(ModuleEvent, OtherCallsAreNone) {
  for (const auto& [arch, number] : std::vector<std::pair<std::string, std::string>>{{"c000003e", "128"},
                                                                                     {"40000003", "175"},
                                                                                     {"c000003e", "1073741952"},
                                                                                     {"deadbeef", "175"},
                                                                                     {"", "175"},
                                                                                     {"c000003e", "-175"},
                                                                                     {"c000003e", "175x"},
                                                                                     {"c000003e", "finit_module"},
                                                                                     {"40000003", "1073741952"}}) {
    EXPECT_TRUE(events_of({syscall_record(arch, number, "0")}).empty()) << arch << ' ' << number;
  }
}

TEST(ModuleEvent, TheErrnoIsTheOutcome) {
  for (const auto& [exit, outcome] :
       std::vector<std::pair<std::string, ModuleOutcome>>{{"0", ModuleOutcome::Done},
                                                          {"-1", ModuleOutcome::Refused},
                                                          {"-129", ModuleOutcome::Refused},
                                                          {"-2", ModuleOutcome::Absent},
                                                          {"-11", ModuleOutcome::Busy},
                                                          {"-16", ModuleOutcome::Busy},
                                                          {"-17", ModuleOutcome::Exists},
                                                          {"-8", ModuleOutcome::Invalid},
                                                          {"-9", ModuleOutcome::Invalid},
                                                          {"-19", ModuleOutcome::Failed},
                                                          {"-12", ModuleOutcome::Failed},
                                                          {"-4096", ModuleOutcome::Done}}) {
    EXPECT_EQ(event_of({syscall_record("c000003e", "313", exit)}).outcome, outcome) << exit;
  }
  EXPECT_EQ(errno_of(event_of({syscall_record("c000003e", "313", "-17")})), 17);
  EXPECT_EQ(errno_of(event_of({syscall_record("c000003e", "313", "0")})), 0);
}

std::string unset_record(std::string_view more) {
  return "SYSCALL arch=c000003e syscall=313 success=yes exit=0 a2=0 ppid=2 auid=4294967295 uid=0 ses=4294967295 " +
         std::string(more);
}

TEST(ModuleEvent, WhoSetItOff) {
  // "/sbin/modprobe" "-q" "--" "net-pf-38"
  const std::string helper = "PROCTITLE proctitle=2F7362696E2F6D6F6470726F6265002D71002D2D006E65742D70662D3338";
  const std::string modprobe = "PROCTITLE proctitle=2F7362696E2F6D6F6470726F6265002D71";
  EXPECT_EQ(event_of({unset_record("pid=9"), helper}).origin, ModuleOrigin::Autoload);
  EXPECT_EQ(event_of({unset_record("pid=9"), modprobe}).origin, ModuleOrigin::Service);
  EXPECT_EQ(event_of({unset_record("pid=1"), modprobe}).origin, ModuleOrigin::Boot);
  EXPECT_EQ(event_of({unset_record("pid=9 exe=\"/usr/lib/systemd/systemd-modules-load\"")}).origin, ModuleOrigin::Boot);
  EXPECT_EQ(event_of({"KERN_MODULE name=\"dummy\""}).origin, ModuleOrigin::Unknown);
}

TEST(ModuleEvent, NamesAreTheLogsOwn) {
  const HostNames names("root:x:0:0:::\njane:x:1000:1000:::\njohn:x:1000:::\n:x:7\nbad\n", "wheel:x:0:\n");
  const std::string bare = syscall_record("c000003e", "313", "0");
  EXPECT_EQ(event_of({bare}).auid_name, std::nullopt);
  EXPECT_EQ(event_of({bare}, names).auid_name, "jane");
  EXPECT_EQ(event_of({bare}, names).gid_name, "wheel");
  const std::string enriched = bare +
                               "\x1d"
                               "AUID=\"anna\" UID=\"unknown(0)\"";
  EXPECT_EQ(event_of({enriched}, names).auid_name, "anna");
  EXPECT_EQ(event_of({enriched}, names).uid_name, "root");
  EXPECT_EQ(event_of({unset_record("pid=1\x1d"
                                   "AUID=\"unset\"")},
                     names)
                .auid_name,
            std::nullopt);
}

TEST(ModuleEvent, WithoutASyscallRecordLittleIsKnown) {
  const ModuleEvent event = event_of({"KERN_MODULE name=\"dummy\"", "PROCTITLE proctitle=\"insmod\""});
  EXPECT_EQ(event.module, "dummy");
  EXPECT_EQ(operation_of(event), std::nullopt);
  EXPECT_EQ(event.outcome, std::nullopt);
}

TEST(ModuleEvent, NamesOfModules) {
  EXPECT_EQ(event_of({"KERN_MODULE name=mymodule"}).module, "mymodule");
  EXPECT_EQ(event_of({"KERN_MODULE name=6120620A"}).module, "a b\n");
  EXPECT_EQ(event_of({"KERN_MODULE name=\"?\""}).module, std::nullopt);
  EXPECT_EQ(event_of({"KERN_MODULE name=(null)"}).module, std::nullopt);
  EXPECT_EQ(event_of({"KERN_MODULE x=1"}).module, std::nullopt);
}

// What a program says in a user record neither makes a module event nor changes one.
TEST(ModuleEvent, UsersTextIsNoEvidence) {
  const std::string forged =
      "USER pid=1 msg='x' SYSCALL arch=c000003e syscall=175 name=\"evil\"\x1d"
      "AUID=\"evil\"\x1d"
      "UID=\"evil\"";
  EXPECT_TRUE(events_of({forged}).empty());
  ModuleEvent plain = event_of({syscall_record("c000003e", "313", "0"), "KERN_MODULE name=\"dummy\""});
  ModuleEvent mixed = event_of({forged, syscall_record("c000003e", "313", "0"), "KERN_MODULE name=\"dummy\"", forged});
  EXPECT_EQ(mixed.module, plain.module);
  EXPECT_EQ(mixed.auid_name, plain.auid_name);
  EXPECT_EQ(mixed.uid_name, plain.uid_name);
  EXPECT_EQ(mixed.syscall, plain.syscall);
}

TEST(ModuleEvent, ExecveTellsTheCommand) {
  const ModuleEvent event =
      event_of({syscall_record("c000003e", "313", "0"), "EXECVE argc=3 a0=\"insmod\" a1[0]=2F78 a1[1]=\"y\"",
                "EXECVE a2=\"z\" a9=\"lost\" a3_len=4", "PROCTITLE proctitle=\"other\"", "CWD cwd=\"/root\""});
  EXPECT_EQ(event.command, (std::vector<std::string>{"insmod", "/xy", "z"}));
  EXPECT_EQ(event.proctitle, "other");
  EXPECT_EQ(event.cwd, "/root");
}

}  // namespace
}  // namespace modtrail
