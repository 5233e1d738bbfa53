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
  EXPECT_EQ(error_of("[[allow]]\n"), "p.toml:1:1: a rule that names nothing fits everything");
  EXPECT_EQ(error_of("[[allow]]\nmodule = [1]\n"), "p.toml:2:11: module holds strings");
  EXPECT_NE(error_of("[[allow]]\nmodule = []\n"), "");
  EXPECT_NE(error_of("[[allow]]\nmodule = ''\n"), "");
  EXPECT_EQ(error_of("[[allow]]\nsha256 = 'x'\n"), "p.toml:2:10: sha256 is 64 digits of 0-9 and a-f, not x");
  EXPECT_EQ(error_of("[[allow]]\nsigned = 'x'\n"), "p.toml:2:10: unknown word signed; did you mean signer?");
  EXPECT_EQ(error_of("[[alert]]\noperation = 'unload'\npath = '/x'\n"),
            "p.toml:1:1: an unload has no file: path, sha256, signer and package go with loads");
  EXPECT_EQ(error_of("default = 'deny'\n"), "p.toml:1:11: default is allow or alert");
  EXPECT_NE(error_of("allow = 1\n"), "");
  EXPECT_NE(error_of("allow = [1]\n"), "");
  EXPECT_NE(error_of("[refused]\nattempts = 0\n"), "");
  EXPECT_NE(error_of("[refused]\nseconds = 'x'\n"), "");
  EXPECT_NE(error_of("[[deny]]\nmodule = 'x'\n"), "");
  EXPECT_NE(error_of("[ #"), "");
}

LoadedModule file_of(const std::string& signer) {
  LoadedModule loaded;
  loaded.path = "/lib/modules/6.1/kernel/dummy.ko";
  loaded.match = FileMatch::Same;
  loaded.sha256 = std::string(64, 'a');
  loaded.signing = signer.empty() ? Signing::Absent : Signing::Valid;
  loaded.signer = signer;
  loaded.owner = {Ownership::Package, "linux-image-6.1", ""};
  loaded.taints = signer.empty() ? "E" : "";
  loaded.kernel_checks = true;
  return loaded;
}

ModuleEvent load_of(const std::string& module, const LoadedModule& loaded) {
  ModuleEvent event = load(module);
  event.loaded = loaded;
  return event;
}

TEST(Policy, HoldsTheFileThatWasLoadedAgainstWhatRulesSayOfIt) {
  const std::string sum(64, 'a');
  const auto is_allowed = [](const std::string& rule, const LoadedModule& loaded) {
    return allows(parsed("[[allow]]\n" + rule + "\n"), load_of("dummy", loaded));
  };
  const LoadedModule signed_one = file_of("Debian key");
  const LoadedModule unsigned_one = file_of("");
  for (const std::string& rule :
       std::vector<std::string>{"path = '/lib/modules/*'", "sha256 = '" + sum + "'", std::string("signer = 'Debian*'"),
                                std::string("package = ['x', 'linux-image-*']")}) {
    EXPECT_TRUE(is_allowed(rule, signed_one)) << rule;
    LoadedModule other = signed_one;
    for (const FileMatch match : {FileMatch::Other, FileMatch::Unknown}) {
      other.match = match;
      EXPECT_FALSE(is_allowed(rule, other)) << rule << ": it is not the file that was loaded";
    }
    EXPECT_FALSE(allows(parsed("[[allow]]\n" + rule + "\n"), load("dummy"))) << rule << ": nobody looked";
  }
  EXPECT_FALSE(is_allowed("path = '/opt/*'", signed_one));
  EXPECT_FALSE(is_allowed("sha256 = '" + std::string(64, 'b') + "'", signed_one));
  EXPECT_FALSE(is_allowed("signer = 'none'", signed_one));
  EXPECT_TRUE(is_allowed("signer = 'none'", unsigned_one));
  EXPECT_FALSE(is_allowed("package = 'none'", signed_one));
  LoadedModule unproven = signed_one;
  unproven.signing = Signing::Present;
  EXPECT_FALSE(is_allowed("signer = 'Debian*'", unproven)) << "anyone can write a name into a file";
  EXPECT_FALSE(is_allowed("signer = 'Debian*'\npath = '/opt/*'", signed_one)) << "all must fit";
}

ModuleEvent load_by(const ActorService& service) {
  ModuleEvent event = load("dummy");
  event.service = service;
  return event;
}

TEST(Policy, HoldsTheServiceAgainstPatternsOfUnits) {
  const Policy policy = parsed("[[allow]]\nmodule = 'dummy'\nservice = ['x.service', 'wg-quick@*.service']\n");
  EXPECT_TRUE(allows(policy, load_by(parse_cgroup("0::/system.slice/x.service"))));
  EXPECT_TRUE(allows(policy, load_by(parse_cgroup("0::/system.slice/system-wg.slice/wg-quick@wg0.service"))));
  EXPECT_FALSE(allows(policy, load_by(parse_cgroup("0::/system.slice/y.service"))));
  EXPECT_FALSE(allows(policy, load_by(parse_cgroup("0::/user.slice/user@1000.service/app.slice/x.service"))));
  EXPECT_FALSE(allows(policy, load_by(parse_cgroup("0::/"))));
  ModuleEvent other = load_by(parse_cgroup("0::/system.slice/x.service"));
  other.module = "ifb";
  EXPECT_FALSE(allows(policy, other)) << "all must fit";
  const Policy none = parsed("[[allow]]\nservice = 'none'\n");
  EXPECT_TRUE(allows(none, load_by(parse_cgroup("0::/"))));
  EXPECT_FALSE(allows(none, load_by(parse_cgroup("0::/init.scope"))));
}

TEST(Policy, AServiceThatIsNotKnownFitsNoRule) {
  for (const std::string wanted : {"*", "none", "x.service"}) {
    const Policy policy = parsed("[[allow]]\nservice = '" + wanted + "'\n");
    EXPECT_FALSE(allows(policy, load_by(parse_cgroup("")))) << wanted;
    EXPECT_FALSE(allows(policy, load("dummy"))) << wanted << ": nobody looked";
    EXPECT_TRUE(lacks_service(policy, load("dummy"))) << wanted;
  }
  const Policy policy = parsed("[[allow]]\nmodule = 'ifb'\nservice = '*'\n");
  EXPECT_FALSE(lacks_service(policy, load("dummy"))) << "by another module's rule";
  EXPECT_FALSE(lacks_service(policy, load_by(parse_cgroup("0::/"))));
}

TEST(Alerts, OfAServiceThatIsNotKnownSayWhy) {
  Alerts alerts(parsed("[[allow]]\nservice = 'x.service'\n"));
  alerts.see(load_by(parse_cgroup("")), {1700000000000, 1});
  alerts.see(load_by(parse_cgroup("0::/system.slice/y.service")), {1700000000000, 1});
  const std::vector<Alert> told = alerts.take({1700000000000, 1});
  ASSERT_EQ(told.size(), 1U);
  EXPECT_TRUE(told.front().detail.ends_with("its service is not known: its control group cannot be read"))
      << told.front().detail;
}

TEST(Policy, ARuleThatAlertsWinsAndTheRestIsAsTheDefaultSays) {
  const Policy policy = parsed("default = 'allow'\n[[alert]]\nmodule = 'usb*'\n[[allow]]\nmodule = 'usb_storage'\n");
  EXPECT_TRUE(allows(policy, load("dummy")));
  EXPECT_FALSE(allows(policy, load("usb_storage")));
  EXPECT_FALSE(allows(parsed("default = 'alert'\n"), load("dummy")));
}

TEST(Policy, WhatIsLearnedIsAPolicyThatAllowsThat) {
  const auto named = [](const char* name) { return LearnedModule{name, std::nullopt, std::nullopt}; };
  const Policy policy =
      parsed(print_policy({named("dummy"), named("nf_nat"), named("dummy"), named("*"), named("a\"]\n[[allow]]")}));
  EXPECT_TRUE(allows(policy, load("dummy")));
  EXPECT_TRUE(allows(policy, load("nf_nat")));
  EXPECT_FALSE(allows(policy, load("other"))) << "a module's name is no pattern";
  EXPECT_EQ(error_of(print_policy({})), "");
}

TEST(Policy, WhatIsLearnedOfFilesIsHeldToTheirSignerOrTheirBytes) {
  LoadedModule odd = file_of("*");
  odd.path = "/opt/\x1b]odd\n.ko";
  const std::string text = print_policy({{"dummy", file_of("Debian key"), parse_cgroup("0::/system.slice/x.service")},
                                         {"dummy", file_of("Debian key"), std::nullopt},
                                         {"vbox", file_of(""), std::nullopt},
                                         {"odd", odd, std::nullopt},
                                         {"old", std::nullopt, std::nullopt},
                                         {"dummy", std::nullopt, std::nullopt}});
  const Policy policy = parsed(text);
  EXPECT_NE(text.find("\"dummy\",  # /lib/modules/6.1/kernel/dummy.ko, of linux-image-6.1, loaded by x.service\n"),
            std::string::npos)
      << text;
  EXPECT_TRUE(allows(policy, load_of("dummy", file_of("Debian key"))));
  EXPECT_FALSE(allows(policy, load_of("dummy", file_of("Another key")))) << text;
  EXPECT_FALSE(allows(policy, load("dummy"))) << "its file was seen once";
  EXPECT_TRUE(allows(policy, load_of("vbox", file_of(""))));
  EXPECT_TRUE(allows_unsigned(policy, load_of("vbox", file_of(""))));
  LoadedModule changed = file_of("");
  changed.sha256 = std::string(64, 'b');
  EXPECT_FALSE(allows(policy, load_of("vbox", changed)));
  EXPECT_TRUE(allows(policy, load_of("odd", odd)));
  changed.signing = Signing::Valid;
  EXPECT_FALSE(allows(policy, load_of("odd", changed))) << "a signer is no pattern";
  EXPECT_TRUE(allows(policy, load("old")));
  ModuleEvent unload = load("vbox");
  unload.syscall = Syscall::DeleteModule;
  EXPECT_TRUE(allows(policy, unload));
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

// An hour of twenty attempts a second.
TEST(Alerts, AFloodOfRefusedAttemptsIsCountedAndNotTold) {
  Desk desk;
  std::uint64_t whole = 0;
  std::uint64_t counted = 0;
  std::uint64_t alerts = 0;
  const auto take = [&](const std::vector<Alert>& told) {
    alerts += told.size();
    for (const Alert& alert : told) counted += alert.times;
  };
  ModuleEvent refused = load("x");
  refused.outcome = ModuleOutcome::Refused;
  for (std::uint64_t second = 0; second < 3600; ++second) {
    for (int i = 0; i < 20; ++i) {
      refused.id.time = desk.at(second).time;
      whole += desk.alerts.see(refused, desk.at(second)) == Telling::Whole ? 1U : 0U;
    }
    EXPECT_EQ(desk.alerts.see(load("y"), desk.at(second)), Telling::Whole) << "what succeeds is always told";
    take(desk.alerts.take(desk.at(second)));
  }
  take(desk.alerts.finish());
  EXPECT_EQ(counted, 72000U) << "each is counted";
  EXPECT_EQ(whole, Alerts::kToldWhole);
  EXPECT_LE(alerts, 61U);
  refused.id.time += 61000;
  EXPECT_EQ(desk.alerts.see(refused, desk.at(3661)), Telling::Whole) << "after a quiet minute it is a new one";
}

TEST(Alerts, AModuleThatTheKernelTookWithoutASignature) {
  Desk desk;
  desk.see(load_of("dummy", file_of("Debian key")), 0);
  desk.see(load("unknown"), 0);
  EXPECT_EQ(desk.lines(0), Lines());
  desk.see(load_of("vbox", file_of("")), 1);
  desk.see(load_of("vbox", file_of("")), 2);
  EXPECT_EQ(desk.lines(2), Lines({"unsigned-module vbox 1"}));
  EXPECT_EQ(Desk::shown(desk.alerts.finish()), Lines({"unsigned-module vbox 1 repeats"}));
  Desk named(parsed("[[allow]]\nmodule = 'vbox'\n"));
  named.see(load_of("vbox", file_of("")), 1);
  EXPECT_EQ(named.lines(1), Lines({"unsigned-module vbox 1"})) << "its name alone does not excuse it";
  Desk excused(parsed("[[allow]]\nmodule = 'vbox'\nsigner = 'none'\n"));
  excused.see(load_of("vbox", file_of("")), 1);
  EXPECT_EQ(excused.lines(1), Lines());
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
