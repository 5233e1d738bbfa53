#include "modtrail/modules/reconcile.h"

#include <gtest/gtest.h>

// What a machine's views and records make of each other.  tests/modules judges whole roots; here is what takes a clock,
// or several looks.
namespace modtrail {
namespace {

constexpr std::uint64_t kBoot = 1764291000000;
constexpr std::uint64_t kFirst = kBoot + 5000;

KernelViews views_of(const std::vector<std::string>& youngest_first) {
  KernelViews views;
  views.list.state = ViewState::Read;
  views.sys.state = ViewState::Read;
  views.boot = kBoot;
  for (const std::string& name : youngest_first) {
    ListedModule module;
    module.name = name;
    views.list.value.modules.push_back(module);
    SysModule known;
    known.name = name;
    views.sys.value.loaded.push_back(known);
  }
  return views;
}

RecordedCall call(std::uint64_t after, Operation operation, const std::string& module) {
  RecordedCall out;
  out.id.time = kFirst + after;
  out.id.serial = static_cast<std::uint32_t>(after);
  out.operation = operation;
  out.module = module;
  return out;
}

Reconciliation judged(const KernelViews& views, const std::vector<RecordedCall>& calls,
                      std::optional<std::uint64_t> now = std::nullopt) {
  RecordedCalls recorded;
  recorded.calls = calls;
  recorded.since = kFirst;
  return reconcile({views, recorded, {}, now});
}

std::vector<std::string> differences(const Reconciliation& reconciliation) {
  std::vector<std::string> out;
  for (const Difference& each : reconciliation.differences)
    out.push_back(std::string(name(each.kind)) + " " + each.module);
  return out;
}

using Names = std::vector<std::string>;

TEST(Reconcile, ARecordedLoadAccountsForAModule) {
  const Reconciliation out = judged(views_of({"b", "a"}), {call(1000, Operation::Load, "b")});
  EXPECT_EQ(out.verdict, ReconcileVerdict::Consistent);
  EXPECT_EQ(out.modules[0].standing, Standing::Accounted);
  EXPECT_EQ(out.modules[0].load->id.serial, 1000U);
  EXPECT_EQ(out.modules[1].standing, Standing::Boot);
}

TEST(Reconcile, AModuleAboveARecordedOneWasLoadedAfterIt) {
  EXPECT_EQ(differences(judged(views_of({"c", "b", "a"}), {call(1000, Operation::Load, "b")})), Names{"unrecorded c"});
}

TEST(Reconcile, TheBootEndsFiveMinutesAfterTheFirstRecord) {
  EXPECT_EQ(judged(views_of({"b", "a"}), {call(300000, Operation::Load, "b")}).modules[1].standing, Standing::Boot);
  const Reconciliation late = judged(views_of({"b", "a"}), {call(300001, Operation::Load, "b")});
  EXPECT_EQ(late.modules[1].standing, Standing::Unplaced);
  EXPECT_EQ(late.verdict, ReconcileVerdict::Undecided);
}

TEST(Reconcile, WithoutARecordedLoadNowIsTheBound) {
  EXPECT_EQ(judged(views_of({"a"}), {}, kFirst + 60000).modules[0].standing, Standing::Boot);
  EXPECT_EQ(judged(views_of({"a"}), {}, kFirst + 600000).modules[0].standing, Standing::Unplaced);
  EXPECT_EQ(judged(views_of({"a"}), {}).modules[0].standing, Standing::Unplaced);
}

TEST(Reconcile, WhatTheLogDatesNeedsNoOrder) {
  KernelViews views = views_of({"late", "early"});
  views.log.state = ViewState::Read;
  views.log.value.taints = {{"late", 12, 90000}, {"early", 12, 1000}};
  const Reconciliation out = judged(views, {});
  EXPECT_EQ(out.modules[0].standing, Standing::Unrecorded);
  EXPECT_EQ(out.modules[1].standing, Standing::Boot);
  views.log.value.slept = true;  // its clock may lag: it cannot prove "before" any more, "after" still
  const Reconciliation slept = judged(views, {});
  EXPECT_EQ(slept.modules[0].standing, Standing::Unrecorded);
  EXPECT_EQ(slept.modules[1].standing, Standing::Unplaced);
}

TEST(Reconcile, LeavesAloneWhatIsBeingRecorded) {
  KernelViews views = views_of({"a"});
  const std::vector<RecordedCall> calls = {call(1000, Operation::Load, "a"), call(2000, Operation::Load, "b")};
  EXPECT_EQ(differences(judged(views, calls, kFirst + 60000)), Names{"vanished b"});
  EXPECT_EQ(differences(judged(views, calls, kFirst + 3999)), Names{});
  EXPECT_EQ(differences(judged(views, calls, kFirst + 1500)), Names{});
}

TEST(Reconcile, LeavesAloneWhatComesOrGoes) {
  KernelViews views = views_of({"new", "a"});
  views.list.value.modules[0].state = ModuleState::Loading;
  views.sys.value.loaded.erase(views.sys.value.loaded.begin());
  SysModule going;
  going.name = "old";
  going.state = ModuleState::Unloading;
  views.sys.value.loaded.push_back(going);
  const Reconciliation out = judged(views, {call(1000, Operation::Load, "a")});
  EXPECT_EQ(differences(out), Names{});
  EXPECT_EQ(out.unsettled, (Names{"new", "old"}));
}

TEST(Settled, KeepsWhatStandsEveryTime) {
  KernelViews hidden = views_of({"a"});
  SysModule known;
  known.name = "rootkit";
  hidden.sys.value.loaded.push_back(known);
  KernelViews racing = hidden;
  known.name = "racing";
  racing.sys.value.loaded.push_back(known);
  const std::vector<RecordedCall> calls = {call(1000, Operation::Load, "a")};
  const Reconciliation first = judged(hidden, calls);
  const Reconciliation last = judged(racing, calls);
  EXPECT_EQ(differences(last), (Names{"hidden-from-list rootkit", "hidden-from-list racing"}));
  const Reconciliation out = settled({first, last});
  EXPECT_EQ(differences(out), Names{"hidden-from-list rootkit"});
  EXPECT_EQ(out.unsettled, Names{"racing"});
  EXPECT_EQ(out.modules.size(), 2U);
  EXPECT_EQ(out.verdict, ReconcileVerdict::Different);
}

// The same module vanishing by another record each time is one that comes and goes.
TEST(Settled, TellsRecordsApart) {
  const KernelViews views = views_of({"a"});
  const Reconciliation first = judged(views, {call(1000, Operation::Load, "a"), call(2000, Operation::Load, "b")});
  const Reconciliation last = judged(views, {call(1000, Operation::Load, "a"), call(2001, Operation::Load, "b")});
  EXPECT_EQ(settled({first, last}).verdict, ReconcileVerdict::Consistent);
  EXPECT_EQ(settled({first, first}).verdict, ReconcileVerdict::Different);
}

TEST(Reconcile, SumsTheLoadersMemory) {
  const auto said = [](std::vector<std::uint64_t> held, std::uint64_t size, ModuleState state) {
    KernelViews views = views_of({"a"});
    views.sys.value.loaded[0].size = size;
    views.sys.value.loaded[0].state = state;
    views.memory.state = ViewState::Read;
    views.memory.value.sizes = std::move(held);
    return differences(judged(views, {call(1000, Operation::Load, "a")}));
  };
  const Names hidden{"hidden-memory "};
  EXPECT_EQ(said({16384}, 16384, ModuleState::Live), Names{});
  EXPECT_EQ(said({4096, 8192, 4096}, 16384, ModuleState::Live), Names{});  // in pieces, from Linux 6.4 on
  EXPECT_EQ(said({16384, 4096}, 16384, ModuleState::Live), hidden);
  EXPECT_EQ(said({4096, 12288}, 9000, ModuleState::Live), Names{});  // sizes that are not rounded
  EXPECT_EQ(said({4096, 16384}, 9000, ModuleState::Live), hidden);
  EXPECT_EQ(said({16384, 4096}, 16384, ModuleState::Loading), Names{});
  EXPECT_EQ(said({}, 16384, ModuleState::Live), Names{});
}

// A module of which one difference lasts keeps its place, whatever else of it does not.
TEST(Settled, KeepsTheModuleOfWhatLasts) {
  KernelViews views = views_of({"a"});
  SysModule known;
  known.name = "rootkit";
  views.sys.value.loaded.push_back(known);
  const Reconciliation first = judged(views, {call(1000, Operation::Load, "a")});
  const Reconciliation last = judged(views, {call(1000, Operation::Load, "a"), call(2000, Operation::Load, "rootkit")});
  const Reconciliation out = settled({first, last});
  EXPECT_EQ(differences(out), Names{"hidden-from-list rootkit"});
  EXPECT_EQ(out.modules.size(), 2U);
  EXPECT_EQ(out.unsettled, Names{});
}

// One that stands there without its record, which was only late, is not called unrecorded.
TEST(Settled, CallsNothingUnrecordedThatWasOnlyLate) {
  const KernelViews views = views_of({"late", "a"});
  const std::vector<RecordedCall> calls = {call(1000, Operation::Load, "a")};
  const Reconciliation unheard = judged(views, calls);
  const Reconciliation heard = judged(views_of({"a"}), calls);
  EXPECT_EQ(differences(unheard), Names{"unrecorded late"});
  const Reconciliation out = settled({heard, unheard});
  EXPECT_EQ(out.verdict, ReconcileVerdict::Consistent);
  EXPECT_EQ(out.modules[0].standing, Standing::Unplaced);
  EXPECT_EQ(out.unsettled, Names{"late"});
}

// Whoever makes the tree may make it large: what twice as much takes is twice as long.
TEST(Reconcile, TakesManyDifferencesInItsStride) {
  constexpr int kMany = 20000;
  KernelViews views = views_of({"a"});
  for (int i = 0; i < kMany; ++i) {
    views.list.value.modules[0].users.push_back("user" + std::to_string(i));
    views.log.value.taints.push_back({"logged" + std::to_string(i), 12, std::nullopt});
  }
  std::vector<RecordedCall> calls;
  for (int i = 0; i < kMany; ++i) calls.push_back(call(1000, Operation::Load, "called" + std::to_string(i)));
  const Reconciliation out = judged(views, calls);
  EXPECT_EQ(settled({out, out}).differences.size(), 3U * kMany);
}

TEST(Reconcile, DoctoredPlacesAreDifferences) {
  Reconciliation out = judged(views_of({"a"}), {call(1000, Operation::Load, "a")});
  add_doctored(out, {});
  EXPECT_EQ(out.verdict, ReconcileVerdict::Consistent);
  add_doctored(out, {{"/proc/modules", "something is mounted over it"}});
  EXPECT_EQ(out.verdict, ReconcileVerdict::Different);
  EXPECT_EQ(out.differences[0].message, "/proc/modules: something is mounted over it");
}

ModuleEvent event(std::uint64_t time, Syscall syscall, std::optional<std::string> module, ModuleOutcome outcome) {
  ModuleEvent out;
  out.id.time = time;
  out.syscall = syscall;
  out.module = std::move(module);
  out.outcome = outcome;
  return out;
}

TEST(CallCollector, KeepsThisBootInOrder) {
  CallCollector collector(kBoot);
  collector.add(event(kBoot - 3000, Syscall::FinitModule, "before", ModuleOutcome::Done));
  collector.add(event(kBoot + 9000, Syscall::DeleteModule, "snd-x", ModuleOutcome::Done));
  collector.add(event(kBoot + 8000, Syscall::InitModule, "snd-x", ModuleOutcome::Refused));
  collector.add(event(kBoot + 8500, Syscall::InitModule, std::nullopt, ModuleOutcome::Done));
  collector.add(event(kBoot + 8500, Syscall::DeleteModule, std::nullopt, ModuleOutcome::Done));
  ModuleEvent forced = event(kBoot + 9500, Syscall::DeleteModule, "y", ModuleOutcome::Done);
  forced.flags = {"O_NONBLOCK", "O_TRUNC"};
  collector.add(forced);
  ModuleEvent nameless;
  nameless.module = "no SYSCALL record";
  collector.add(nameless);
  const RecordedCalls out = collector.finish(kFirst);
  ASSERT_EQ(out.calls.size(), 3U);
  EXPECT_EQ(out.calls[0].outcome, ModuleOutcome::Refused);
  EXPECT_EQ(out.calls[1].module, "snd_x");
  EXPECT_EQ(out.calls[1].operation, Operation::Unload);
  EXPECT_TRUE(out.calls[2].forced);
  EXPECT_EQ(out.unnamed_loads, 1U);
  EXPECT_EQ(out.unnamed_unloads, 1U);
  EXPECT_EQ(out.since, kFirst);
}

}  // namespace
}  // namespace modtrail
