#include "modtrail/controls/profile.h"

#include <gtest/gtest.h>

#include <string>

namespace modtrail {
namespace {

constexpr char kHead[] = "profile: p\ntitle: t\nsource: s\ncontrols:\n";

std::string error_of(const std::string& text) {
  const auto profile = parse_profile(text, "p.yaml");
  return profile ? "" : profile.error().message;
}

TEST(Profile, ThoseBuiltInAreGood) {
  const auto all = profiles();
  ASSERT_TRUE(all.has_value()) << all.error().message;
  ASSERT_FALSE(all->empty());
  for (const Profile& profile : *all) EXPECT_FALSE(profile.controls.empty()) << profile.name;
}

TEST(Profile, ReadsRequirements) {
  const auto profile =
      parse_profile(std::string(kHead) +
                        "  - id: a\n    title: A\n    requires:\n"
                        "      - syscalls: [finit_module]\n        abis: [b32]\n        scope: logins\n"
                        "        key: any\n      - tools: [insmod]\n        key: modules\n",
                    "p.yaml");
  ASSERT_TRUE(profile.has_value()) << profile.error().message;
  const Control& control = profile->controls.at(0);
  EXPECT_EQ(control.id, "a");
  const Requirement& calls = control.requirements.at(0);
  EXPECT_EQ(calls.syscalls, std::vector<Syscall>{Syscall::FinitModule});
  EXPECT_EQ(calls.abis, AbiDemand::Listed);
  EXPECT_EQ(calls.listed, std::vector<Abi>{Abi::B32});
  EXPECT_EQ(calls.scope, Scope::Logins);
  EXPECT_EQ(calls.key, KeyDemand::Any);
  const Requirement& tools = control.requirements.at(1);
  EXPECT_EQ(tools.tools, std::vector<std::string>{"insmod"});
  EXPECT_EQ(tools.key, KeyDemand::Given);
  EXPECT_EQ(tools.key_name, "modules");
}

TEST(Profile, ErrorsHaveAPlace) {
  const std::string head = kHead;
  EXPECT_EQ(error_of("profile: p\nname: x\n"), "p.yaml:2:1: unknown field 'name'");
  EXPECT_EQ(error_of(head + "  - title: A\n"), "p.yaml:5:5: 'id' is missing");
  const std::string control = head + "  - id: a\n    title: A\n    requires:\n";
  EXPECT_EQ(error_of(control + "      - key: any\n"), "p.yaml:8:9: either 'syscalls' or 'tools' is needed");
  EXPECT_EQ(error_of(control + "      - syscalls: [execve]\n"),
            "p.yaml:8:19: 'execve' is not init_module, finit_module or delete_module");
  EXPECT_EQ(error_of(control + "      - tools: [insmod]\n        abis: every\n"),
            "p.yaml:8:9: 'abis' and 'scope' go with 'syscalls'");
}

// Judging, by rows made by hand.

Row row(Syscall syscall, Abi abi, Recorded recorded, std::vector<std::optional<std::string>> keys) {
  Row out;
  out.syscall = syscall;
  out.abi = abi;
  out.recorded = recorded;
  out.keys = std::move(keys);
  if (recorded == Recorded::Never || recorded == Recorded::Partly) {
    out.witness = SyscallEvent{};
    out.witness->syscall = syscall;
    out.witness->abi = abi;
  }
  return out;
}

ExecuteRow tool(const std::string& path, Recorded recorded) {
  ExecuteRow out;
  out.tool = path;
  out.recorded = recorded;
  out.keys = {"modules"};
  return out;
}

// The host's control, as its text has it: two of the calls on the native ABI, and the three programs.
ControlResult judge_host(const std::vector<Row>& rows, Recorded programs) {
  const auto all = profiles();
  if (!all) return {};
  const std::vector<ExecuteRow> execute = {tool("/sbin/insmod", programs), tool("/sbin/rmmod", programs),
                                           tool("/sbin/modprobe", programs)};
  for (const Profile& profile : *all) {
    if (profile.name != "cisco-fmc") continue;
    return judge_control(profile, profile.controls.at(0), {Arch::X86_64, rows, rows, execute});
  }
  return {};
}

TEST(Control, PassesAsWrittenAndIsBlind) {
  const std::vector<Row> rows = {
      row(Syscall::InitModule, Abi::B64, Recorded::Always, {"modules"}),
      row(Syscall::FinitModule, Abi::B64, Recorded::Never, {}),
      row(Syscall::DeleteModule, Abi::B64, Recorded::Always, {"modules"}),
      row(Syscall::InitModule, Abi::B32, Recorded::Never, {}),
  };
  const ControlResult result = judge_host(rows, Recorded::Always);
  EXPECT_EQ(result.verdict, CheckVerdict::Pass) << result.reason;
  ASSERT_TRUE(result.blind_to.has_value());
  EXPECT_EQ(result.blind_to->syscall, Syscall::FinitModule);
  EXPECT_EQ(judge_host(rows, Recorded::Undecided).verdict, CheckVerdict::Undecided);
  const ControlResult inert = judge_host(rows, Recorded::Never);
  EXPECT_EQ(inert.verdict, CheckVerdict::Fail);
  EXPECT_EQ(inert.reason, "running insmod is never recorded");
}

TEST(Control, FailsOnAnotherKey) {
  std::vector<Row> rows = {row(Syscall::InitModule, Abi::B64, Recorded::Always, {"modules"}),
                           row(Syscall::DeleteModule, Abi::B64, Recorded::Always, {"unload"})};
  const ControlResult result = judge_host(rows, Recorded::Always);
  EXPECT_EQ(result.verdict, CheckVerdict::Fail);
  EXPECT_EQ(result.reason, "delete_module on b64 can leave a record with key unload instead of key modules");
  rows[1].keys = {"a\x01modules"};
  EXPECT_EQ(judge_host(rows, Recorded::Always).verdict, CheckVerdict::Pass);
  rows[1].keys = {std::nullopt};
  EXPECT_EQ(judge_host(rows, Recorded::Always).verdict, CheckVerdict::Fail);
}

TEST(Control, FailWinsOverUndecided) {
  const std::vector<Row> rows = {row(Syscall::InitModule, Abi::B64, Recorded::Undecided, {}),
                                 row(Syscall::DeleteModule, Abi::B64, Recorded::Never, {})};
  EXPECT_EQ(judge_host(rows, Recorded::Undecided).verdict, CheckVerdict::Fail);
}

}  // namespace
}  // namespace modtrail
