#include "modtrail/trail/policy.h"

#include <gtest/gtest.h>

#include "modtrail/trail/alerts.h"
#include "modtrail/uapi/attempt.h"

namespace modtrail {
namespace {

ModuleEvent load(const std::string& module, std::uint32_t auid = 1000) {
  ModuleEvent event;
  event.id = {"", 1700000000000, 7};
  event.syscall = Syscall::FinitModule;
  event.module = module;
  event.outcome = ModuleOutcome::Done;
  event.auid = auid;
  event.uid = 0;
  event.exe = "/usr/bin/kmod";
  event.origin = auid == kUnset ? ModuleOrigin::Autoload : ModuleOrigin::Login;
  return event;
}

Policy parsed(std::string_view text) {
  const Result<Policy> policy = parse_policy(text, "p.toml");
  EXPECT_TRUE(policy.has_value()) << policy.error().message;
  return policy ? *policy : Policy();
}

std::string error_of(std::string_view text) {
  const Result<Policy> policy = parse_policy(text, "p.toml");
  return policy ? "" : policy.error().message;
}

TEST(Policy, AllowsWhatFitsEveryListOfOneRule) {
  const Policy policy = parsed(
      "[[allow]]\nmodule = ['nf_*', 'dm-crypt']\norigin = 'autoload'\n"
      "[[allow]]\nmodule = 'dummy'\nuser = ['1000', 'root']\nexe = '/usr/bin/*'\noperation = 'load'\n");
  EXPECT_TRUE(allows(policy, load("nf_nat", kUnset)));
  EXPECT_TRUE(allows(policy, load("dm_crypt", kUnset)));
  EXPECT_FALSE(allows(policy, load("nf_nat"))) << "somebody logged in";
  EXPECT_TRUE(allows(policy, load("dummy")));
  EXPECT_FALSE(allows(policy, load("dummy", 1001)));
  ModuleEvent unload = load("dummy");
  unload.syscall = Syscall::DeleteModule;
  EXPECT_FALSE(allows(policy, unload));
  EXPECT_FALSE(allows(parsed(""), load("dummy"))) << "a policy without rules allows nothing";
  EXPECT_TRUE(allows(default_policy(), load("dummy")));
}

TEST(Policy, RefusesWhatItDoesNotKnow) {
  EXPECT_EQ(error_of("[[allow]]\nmodul = 'x'\n"), "p.toml:2:9: unknown word modul; did you mean module?");
  EXPECT_EQ(error_of("[[allow]]\norigin = 'boots'\n"),
            "p.toml:2:10: an origin is login, autoload, boot or service, not boots");
  EXPECT_EQ(error_of("[[allow]]\n"), "p.toml:1:1: a rule that names nothing allows everything");
  EXPECT_EQ(error_of("[[allow]]\nmodule = [1]\n"), "p.toml:2:11: module holds strings");
  EXPECT_NE(error_of("[[allow]]\nmodule = []\n"), "");
  EXPECT_NE(error_of("[[allow]]\nmodule = ''\n"), "");
  EXPECT_NE(error_of("[[allow]]\nsha256 = 'x'\n"), "");
  EXPECT_NE(error_of("allow = 1\n"), "");
  EXPECT_NE(error_of("allow = [1]\n"), "");
  EXPECT_NE(error_of("[refused]\nattempts = 0\n"), "");
  EXPECT_NE(error_of("[refused]\nseconds = 'x'\n"), "");
  EXPECT_NE(error_of("[[deny]]\nmodule = 'x'\n"), "");
  EXPECT_NE(error_of("[ #"), "");
}

TEST(Policy, WhatIsLearnedIsAPolicyThatAllowsThat) {
  const Policy policy = parsed(print_policy({"dummy", "nf_nat", "dummy", "*", "a\"]\n[[allow]]"}));
  EXPECT_TRUE(allows(policy, load("dummy")));
  EXPECT_TRUE(allows(policy, load("nf_nat")));
  EXPECT_FALSE(allows(policy, load("other"))) << "a module's name is no pattern";
  EXPECT_EQ(error_of(print_policy({})), "");
}

// ---- alerts ----

class Desk {
 public:
  explicit Desk(Policy policy = default_policy()) : alerts(std::move(policy)) {}
  Tick at(std::uint64_t seconds) const { return {1700000000000 + seconds * 1000, seconds * 1000}; }
  template <class Seen>
  void see(const Seen& seen, std::uint64_t seconds) {
    alerts.see(seen, at(seconds));
  }
  std::vector<std::string> lines(std::uint64_t seconds) { return shown(alerts.take(at(seconds))); }
  static std::vector<std::string> shown(const std::vector<Alert>& told) {
    std::vector<std::string> out;
    for (const Alert& alert : told) {
      out.push_back(std::string(name(alert.kind)) + " " + alert.subject + " " + std::to_string(alert.times) +
                    (alert.count == AlertCount::Repeats ? " repeats" : ""));
    }
    return out;
  }
  Alerts alerts;
};
using Lines = std::vector<std::string>;

TEST(Alerts, TellsOfWhatNoRuleAllowsIfItTookEffect) {
  Desk desk(parsed("[[allow]]\nmodule = 'dummy'\n"));
  desk.see(load("dummy"), 0);
  ModuleEvent other = load("rootkit");
  for (const ModuleOutcome outcome : {ModuleOutcome::Exists, ModuleOutcome::Invalid, ModuleOutcome::Absent}) {
    other.outcome = outcome;
    desk.see(other, 0);
  }
  EXPECT_EQ(desk.lines(0), Lines());
  other.outcome = ModuleOutcome::Failed;
  desk.see(other, 1);
  EXPECT_EQ(desk.lines(1), Lines({"unexpected-module rootkit 1"}));
}

TEST(Alerts, RepeatsAreCountedAndToldOnce) {
  Desk desk(parsed(""));
  for (std::uint64_t i = 0; i < 1000; ++i) desk.see(load("x"), 1);
  desk.see(load("y"), 2);
  EXPECT_EQ(desk.lines(2), Lines({"unexpected-module x 1", "unexpected-module y 1"}));
  EXPECT_EQ(desk.lines(60), Lines());
  EXPECT_EQ(desk.lines(61), Lines({"unexpected-module x 999 repeats"}));
  desk.see(load("x"), 62);
  EXPECT_EQ(desk.lines(63), Lines());
  EXPECT_EQ(Desk::shown(desk.alerts.finish()), Lines({"unexpected-module x 1 repeats"}));
}

TEST(Alerts, ManySubjectsAreCountedTogether) {
  Desk desk(parsed(""));
  for (int i = 0; i < 5000; ++i) desk.see(load("m" + std::to_string(i)), 1);
  std::uint64_t times = 0;
  for (const Alert& alert : desk.alerts.take(desk.at(1))) times += alert.times;
  for (const Alert& alert : desk.alerts.finish()) times += alert.times;
  EXPECT_EQ(times, 5000U);
}

TEST(Alerts, ASeriesOfRefusedAttempts) {
  Desk desk;
  ModuleEvent refused = load("x");
  refused.outcome = ModuleOutcome::Refused;
  for (std::uint64_t i = 0; i < 4; ++i) desk.see(refused, i);
  EXPECT_EQ(desk.lines(4), Lines());
  refused.id.time += 61000;
  desk.see(refused, 61);
  EXPECT_EQ(desk.lines(61), Lines()) << "too far apart";
  for (int i = 0; i < 4; ++i) desk.see(refused, 62);
  EXPECT_EQ(desk.lines(62), Lines({"refused-series 1000 as 0 by /usr/bin/kmod 5"}));
  for (int i = 0; i < 100; ++i) desk.see(refused, 63);
  EXPECT_EQ(Desk::shown(desk.alerts.finish()), Lines({"refused-series 1000 as 0 by /usr/bin/kmod 100 repeats"}));
}

TEST(Alerts, TheUnloadOfASecurityModule) {
  Desk desk;
  ModuleEvent event = load("nf_tables");
  desk.see(event, 0);
  EXPECT_EQ(desk.lines(0), Lines());
  event.syscall = Syscall::DeleteModule;
  desk.see(event, 1);
  event.outcome = ModuleOutcome::Busy;
  desk.see(event, 1);
  EXPECT_EQ(desk.lines(1), Lines({"security-unload nf_tables 1"}));
}

TEST(Alerts, LossesAndChanges) {
  Desk desk;
  const auto lose = [&](LossCause cause) {
    Loss loss;
    loss.cause = cause;
    loss.amount = 3;
    desk.see(loss, 0);
  };
  for (const LossCause cause : {LossCause::CounterUnread, LossCause::NewBoot, LossCause::Multicast}) lose(cause);
  EXPECT_EQ(desk.lines(0), Lines());
  lose(LossCause::AuditOff);
  lose(LossCause::RulesChanged);
  lose(LossCause::SerialGap);
  EXPECT_EQ(desk.lines(0), Lines({"audit-off audit-off 1", "rules-changed rules-changed 1", "trail-gap serial-gap 1"}));
}

}  // namespace
}  // namespace modtrail
