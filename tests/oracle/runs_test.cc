// Runs of a tool and calls that are gone, as rows of the search: over random rulesets by seed no attempt contradicts
// one.
#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

#include "modtrail/filter/watch.h"
#include "oracle/brute.h"
#include "oracle/generate.h"
#include "oracle/pool.h"
#include "oracle/universe.h"

namespace modtrail::oracle {
namespace {

constexpr char kKmod[] = "/usr/bin/kmod";

std::uint64_t seeds() {
  const char* wanted = std::getenv("MODTRAIL_SEEDS");
  return wanted == nullptr ? 500 : std::strtoull(wanted, nullptr, 10);
}

// Rules about module calls, some of them about these calls as well.
std::vector<Rule> rules_for(Choices& choices) {
  std::vector<Rule> rules = make_rules(choices, 6);
  for (Rule& rule : rules) {
    if (rule.list != FilterList::Exit || choices.one_in(3)) continue;
    for (const std::size_t number : {59U, 11U, 174U, 178U, 127U, 167U}) rule.mask.set(number);
  }
  return rules;
}

World shown_world() {
  World world = pool_world();
  world.files = Files::Known;
  return world;
}

void check(const Row& row, const Filter& filter, const World& world, const SyscallEvent& event,
           const std::string& where) {
  const Decision decision = evaluate(filter, world, event);
  const bool contradicts = (row.recorded == Recorded::Always && decision.recorded == Tri::No) ||
                           (row.recorded == Recorded::Never && decision.recorded == Tri::Yes);
  EXPECT_FALSE(contradicts) << where << describe(event);
}

void check_witness(const Row& row, const Filter& filter, const World& world, const std::string& where) {
  if (row.recorded != Recorded::Partly && row.recorded != Recorded::Never) return;
  ASSERT_TRUE(row.witness.has_value()) << where;
  EXPECT_EQ(evaluate(filter, world, *row.witness).recorded, Tri::No) << where << describe(*row.witness);
}

SyscallEvent run_of(SyscallEvent event) {
  event.syscall = Syscall::Execve;
  event.names.clear();
  event.path = kKmod;
  if (event.exit == 0) event.exe = kKmod;
  return event;
}

SyscallEvent gone_of(SyscallEvent event) {
  event.syscall = Syscall::QueryModule;
  event.names.clear();
  event.exit = -38;
  return event;
}

void judge_seed(std::uint64_t seed) {
  const std::vector<std::uint8_t> bytes = bytes_of_seed(seed, 1024);
  Choices choices(bytes);
  const std::vector<Rule> rules = rules_for(choices);
  const World world = shown_world();
  const Filter filter = load(as_ruleset(rules), pool_world()).filter;
  const std::string where = "seed " + std::to_string(seed) + "\n" + describe(rules);
  for (const Abi abi : abis(Arch::X86_64)) {
    const Row run = cover_run(filter, world, Scope::Everyone, {abi, kKmod, kKmod});
    const Row gone = cover(filter, world, Scope::Everyone, {abi, Syscall::QueryModule}, KeyUse::Left);
    check_witness(run, filter, world, where);
    check_witness(gone, filter, world, where);
    for (int i = 0; i < 10; ++i) {
      SyscallEvent event = make_attempt(choices, rules);
      event.abi = abi;
      if (!is_plausible(event)) continue;
      check(run, filter, world, run_of(event), where);
      check(gone, filter, world, gone_of(event), where);
    }
  }
}

TEST(Runs, RandomRulesets) {
  for (std::uint64_t seed = 0; seed < seeds() && !HasFailure(); ++seed) judge_seed(seed);
}

}  // namespace
}  // namespace modtrail::oracle
