#include "modtrail/controls/profile.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "modtrail/controls/judge.h"

namespace modtrail {
namespace {

constexpr char kHead[] = "profile: p\ntitle: t\nsource: s\ncontrols:\n";

const Obligations kNone;

std::string error_of(const std::string& text) {
  const auto profiles = parse_profiles(text, "p.yaml", kNone);
  return profiles ? "" : profiles.error().message;
}

TEST(Profile, ThoseBuiltInAreGood) {
  const auto all = profiles();
  ASSERT_TRUE(all.has_value()) << all.error().message;
  std::set<std::string> names;
  for (const Profile& profile : *all) {
    EXPECT_FALSE(profile.controls.empty()) << profile.name;
    EXPECT_TRUE(names.insert(profile.name).second) << profile.name << " stands twice";
    EXPECT_EQ(profile.name.find('{'), std::string::npos) << profile.name;
  }
  for (const char* name : {"cisco-fmc", "openshift-m5", "cis-rhel9", "stig-ocp4", "e8-rhcos4", "cac-rhcos4"})
    EXPECT_EQ(names.count(name), 1U) << name;
}

TEST(Profile, ReadsRequirements) {
  const auto profiles =
      parse_profiles(std::string(kHead) +
                         "  - id: a\n    title: A\n    requires:\n"
                         "      - syscalls: [finit_module]\n        abis: [b32]\n        scope: logins\n"
                         "        key: any\n      - tools: [insmod]\n        key: modules\n"
                         "      - setting: locked\n",
                     "p.yaml", kNone);
  ASSERT_TRUE(profiles.has_value()) << profiles.error().message;
  const Control& control = profiles->at(0).controls.at(0);
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
  EXPECT_EQ(control.requirements.at(2).setting, SettingDemand::Locked);
}

TEST(Profile, ObligationsAreSharedByName) {
  const auto obligations = parse_obligations("obligations:\n  both: [{tools: [kmod]}, {setting: locked}]\n", "o.yaml");
  ASSERT_TRUE(obligations.has_value()) << obligations.error().message;
  const auto profiles = parse_profiles(std::string(kHead) + "  - id: [a, b]\n    title: A\n    requires: [both]\n",
                                       "p.yaml", *obligations);
  ASSERT_TRUE(profiles.has_value()) << profiles.error().message;
  ASSERT_EQ(profiles->at(0).controls.size(), 2U);
  EXPECT_EQ(profiles->at(0).controls[1].id, "b");
  EXPECT_EQ(profiles->at(0).controls[1].requirements.size(), 2U);
}

TEST(Profile, OneTextForSeveralProducts) {
  const auto profiles = parse_profiles(
      "source: s\nprofiles:\n  - profile: 'x-{product}'\n    title: 'X on {product}'\n    products: [rhel8, rhel9]\n"
      "    controls:\n      - {id: a, title: A, requires: [{setting: locked}], checks: [some_rule]}\n",
      "p.yaml", kNone);
  ASSERT_TRUE(profiles.has_value()) << profiles.error().message;
  ASSERT_EQ(profiles->size(), 2U);
  EXPECT_EQ(profiles->at(1).name, "x-rhel9");
  EXPECT_EQ(profiles->at(1).title, "X on rhel9");
  ASSERT_TRUE(profiles->at(1).controls.at(0).checks.has_value());
  EXPECT_EQ(profiles->at(1).controls[0].checks->product, "rhel9");
  EXPECT_EQ(profiles->at(1).controls[0].checks->rules, std::vector<std::string>{"some_rule"});
}

TEST(Profile, ErrorsHaveAPlace) {
  const std::string head = kHead;
  EXPECT_EQ(error_of("profile: p\nname: x\n"), "p.yaml:2:1: unknown field 'name'");
  EXPECT_EQ(error_of(head + "  - title: A\n"), "p.yaml:5:5: 'id' is missing");
  const std::string control = head + "  - id: a\n    title: A\n    requires:\n";
  EXPECT_EQ(error_of(control + "      - key: any\n"), "p.yaml:8:9: one of 'syscalls', 'tools' and 'setting' is needed");
  EXPECT_EQ(error_of(control + "      - syscalls: [execve]\n"), "p.yaml:8:19: 'execve' is not a module call");
  EXPECT_EQ(error_of(control + "      - setting: locked\n        key: any\n"), "p.yaml:8:9: a 'setting' stands alone");
  EXPECT_EQ(error_of(control + "      - nobody-knows\n"), "p.yaml:8:9: unknown obligation 'nobody-knows'");
  EXPECT_EQ(error_of(control + "      - setting: locked\n    checks: [r]\n"),
            "p.yaml:1:1: 'checks' need the 'product' whose content has them");
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

ToolEvidence run_of(const std::string& tool, Recorded recorded) {
  ToolEvidence out;
  out.tool = tool;
  out.found.row.syscall = Syscall::Execve;
  out.found.row.recorded = recorded;
  out.found.row.keys = {"modules"};
  return out;
}

// The host's control, as its text has it: two of the calls on the native ABI, and the three programs.
ControlResult judge_host(const std::vector<Row>& rows, Recorded programs) {
  const auto all = profiles();
  if (!all) return {};
  ControlEvidence evidence;
  evidence.everyone = rows;
  evidence.tools = {run_of("insmod", programs), run_of("rmmod", programs), run_of("modprobe", programs)};
  for (const Profile& profile : *all) {
    if (profile.name != "cisco-fmc") continue;
    return judge_control(profile, profile.controls.at(0), evidence);
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
  EXPECT_EQ(inert.reason, "running insmod on b64 is never recorded");
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

// A call that is gone can be demanded, and is nothing a pass is blind to.
TEST(Control, CallsThatAreGone) {
  Requirement demand;
  demand.syscalls = {Syscall::CreateModule};
  Control control{"a", "A", {demand}, std::nullopt, ""};
  ControlEvidence evidence;
  evidence.everyone = {row(Syscall::InitModule, Abi::B64, Recorded::Always, {}),
                       row(Syscall::CreateModule, Abi::B64, Recorded::Always, {}),
                       row(Syscall::QueryModule, Abi::B64, Recorded::Never, {})};
  ControlResult result = judge_control({}, control, evidence);
  EXPECT_EQ(result.verdict, CheckVerdict::Pass) << result.reason;
  EXPECT_FALSE(result.blind_to.has_value());
  evidence.everyone[1].recorded = Recorded::Unreachable;
  EXPECT_EQ(judge_control({}, control, evidence).verdict, CheckVerdict::NotApplicable);
}

TEST(Control, SpeaksOfOnePool) {
  Requirement demand;
  demand.syscalls = {Syscall::InitModule};
  Control control{"a", "A", {demand}, std::nullopt, "master"};
  ControlEvidence evidence;
  evidence.everyone = {row(Syscall::InitModule, Abi::B64, Recorded::Never, {})};
  EXPECT_EQ(judge_control({}, control, evidence).verdict, CheckVerdict::Fail);
  evidence.pool = "infra";
  EXPECT_EQ(judge_control({}, control, evidence).verdict, CheckVerdict::NotApplicable);
  control.pool = "worker";
  EXPECT_EQ(judge_control({}, control, evidence).verdict, CheckVerdict::Fail);
}

}  // namespace
}  // namespace modtrail
