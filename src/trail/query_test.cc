#include "modtrail/trail/query.h"

#include <gtest/gtest.h>

#include "modtrail/trail/encode.h"
#include "modtrail/trail/summary.h"
#include "modtrail/uapi/attempt.h"

namespace modtrail {
namespace {

ModuleEvent make_event() {
  ModuleEvent event;
  event.id = {"", 1700000000123, 7};
  event.syscall = Syscall::FinitModule;
  event.module = "br_netfilter";
  event.outcome = ModuleOutcome::Done;
  event.auid = 1000;
  event.auid_name = "jane";
  event.uid = 0;
  event.exe = "/usr/bin/kmod";
  event.keys = {"modules", "stig"};
  event.origin = ModuleOrigin::Login;
  return event;
}

Query of(void (*set)(Query&)) {
  Query query;
  set(query);
  return query;
}

TEST(Query, EachConditionByItself) {
  const ModuleEvent event = make_event();
  EXPECT_TRUE(matches({}, event));
  EXPECT_TRUE(matches(of([](Query& q) { q.since = 1700000000123; }), event));
  EXPECT_FALSE(matches(of([](Query& q) { q.since = 1700000000124; }), event));
  EXPECT_TRUE(matches(of([](Query& q) { q.until = 1700000000123; }), event));
  EXPECT_FALSE(matches(of([](Query& q) { q.until = 1700000000122; }), event));
  EXPECT_TRUE(matches(of([](Query& q) { q.modules = {"other", "br-netfilter"}; }), event));
  EXPECT_FALSE(matches(of([](Query& q) { q.modules = {"br_net"}; }), event));
  EXPECT_TRUE(matches(of([](Query& q) { q.users = {"jane"}; }), event));
  EXPECT_TRUE(matches(of([](Query& q) { q.users = {"0"}; }), event));
  EXPECT_FALSE(matches(of([](Query& q) { q.users = {"unset"}; }), event));
  EXPECT_TRUE(matches(of([](Query& q) { q.outcomes = {ModuleOutcome::Busy, ModuleOutcome::Done}; }), event));
  EXPECT_FALSE(matches(of([](Query& q) { q.outcomes = {ModuleOutcome::Busy}; }), event));
  EXPECT_TRUE(matches(of([](Query& q) { q.keys = {"stig"}; }), event));
  EXPECT_FALSE(matches(of([](Query& q) { q.keys = {"st*"}; }), event));
  EXPECT_TRUE(matches(of([](Query& q) { q.exes = {"*/kmod"}; }), event));
  EXPECT_TRUE(matches(of([](Query& q) { q.operation = Operation::Load; }), event));
  EXPECT_FALSE(matches(of([](Query& q) { q.operation = Operation::Unload; }), event));
}

TEST(Query, WhatIsNotKnownFitsNothing) {
  const ModuleEvent event;
  for (const auto& query : {of([](Query& q) { q.modules = {"*"}; }), of([](Query& q) { q.exes = {"*"}; }),
                            of([](Query& q) { q.users = {"0"}; }), of([](Query& q) { q.operation = Operation::Load; }),
                            of([](Query& q) { q.outcomes = {ModuleOutcome::Done}; })}) {
    EXPECT_FALSE(matches(query, event));
  }
}

TEST(Query, Patterns) {
  ModuleEvent event = make_event();
  for (const auto& [pattern, module, fits] :
       std::vector<std::tuple<std::string, std::string, bool>>{{"*", "", true},
                                                               {"", "", true},
                                                               {"?", "", false},
                                                               {"a*c", "abbbc", true},
                                                               {"a*c", "abbb", false},
                                                               {"*b*b", "abab", true},
                                                               {"??", "a", false},
                                                               {"snd_*", "snd-hda", true},
                                                               {"**a", "a", true}}) {
    event.module = module;
    EXPECT_EQ(matches(of([](Query&) {}), event), true);
    Query query;
    query.modules = {pattern};
    EXPECT_EQ(matches(query, event), fits) << pattern << ' ' << module;
  }
  event.module = std::string(20000, 'a');  // not in exponential time
  EXPECT_FALSE(matches(of([](Query& q) { q.modules = {"*a*a*a*a*a*a*a*a*b"}; }), event));
}

TEST(Summary, CountsAndBounds) {
  Summary summary;
  ModuleEvent event = make_event();
  summary.add(event);
  event.syscall = Syscall::DeleteModule;
  summary.add(event);
  event.outcome = ModuleOutcome::Refused;
  event.origin = ModuleOrigin::Service;
  summary.add(event);
  event.syscall.reset();
  event.outcome.reset();
  summary.add(event);
  EXPECT_EQ(summary.events(), 4U);
  const ModuleTally& tally = summary.modules().at("br_netfilter");
  EXPECT_EQ(tally.loads, 1U);
  EXPECT_EQ(tally.unloads, 1U);
  EXPECT_EQ(tally.failed, 1U);
  EXPECT_EQ(tally.unknown, 1U);
  EXPECT_EQ(summary.users().at("jane").loads, 1U);
  EXPECT_EQ(summary.users().at("(service)").failed, 1U);
  EXPECT_EQ(summary.days().at("2023-11-14").unknown, 1U);
  for (int i = 0; i < 10000; ++i) {
    event.module = "m" + std::to_string(i);
    summary.add(event);
  }
  EXPECT_EQ(summary.modules().size(), Summary::kRows + 1);
  EXPECT_EQ(summary.modules().at(std::string(Summary::kOthers)).unknown, 10001 - Summary::kRows);
}

TEST(EncodeText, HoldsNoByteThatATerminalObeys) {
  ModuleEvent event = make_event();
  event.module = "a\x1b[31m\n\xff";
  event.auid_name =
      "\x9b"
      "jane\r";
  event.command = {"rm\x07",
                   "\xe2\x80\xae"
                   "x"};
  event.keys = {"k\x01"};
  event.id.node = "n\x1d";
  std::string out;
  append_text(out, event);
  for (const char byte : out) EXPECT_TRUE(byte == '\n' || (byte >= 0x20 && byte < 0x7f)) << out;
  EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 3);
}

}  // namespace
}  // namespace modtrail
