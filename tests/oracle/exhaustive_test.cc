// Every ruleset of up to three rules of a pool, on every attempt of a pool: evaluate() against the oracle, and
// coverage() against what the oracle finds by trying.  For single rules, pairs and some triples the attempts tried are
// complete (universe.h), so there a row must be exactly what was found, keys included.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "modtrail/filter/coverage.h"
#include "modtrail/filter/evaluate.h"
#include "oracle/brute.h"
#include "oracle/pool.h"
#include "oracle/universe.h"

namespace modtrail::oracle {
namespace {

constexpr std::size_t kInTriples = 24;     // of the pool; pairs range over all of it
constexpr std::size_t kUniverse = 3000;    // attempts at most that one row is tried on
constexpr std::size_t kCompleteEach = 23;  // triples of which one is tried completely

using Keys = std::set<std::string>;
using Way = std::pair<Syscall, Abi>;

struct Tally {
  std::size_t kept = 0;
  std::size_t lost = 0;
  std::size_t open = 0;
  Keys keys;

  void add(const Judgement& judgement) {
    kept += judgement.recorded == Answer::Yes ? 1 : 0;
    lost += judgement.recorded == Answer::No ? 1 : 0;
    open += judgement.recorded == Answer::Open ? 1 : 0;
    if (judgement.recorded == Answer::Yes) keys.insert(judgement.key);
  }
};

bool agree(Answer answer, Tri tri) {
  if (answer == Answer::Open) return true;
  return tri == (answer == Answer::Yes ? Tri::Yes : Tri::No);
}

Keys keys_of(const Row& row) {
  Keys keys;
  for (const auto& key : row.keys) keys.insert(key.value_or(""));
  return keys;
}

bool in_scope(const SyscallEvent& event, Scope scope) {
  if (event.context == Context::None || event.daemon == Daemon::Registered) return false;
  if (!is_plausible(event)) return false;
  return scope == Scope::Everyone || (event.who.auid >= 1000 && event.who.auid != kUnset);
}

class Exhaustive : public testing::Test {
 protected:
  Exhaustive() : rules_(rule_pool()), attempts_(attempt_pool()), world_(pool_world()) {
    for (std::size_t i = 0; i < rules_.size(); ++i) {
      rules_[i].origin.line = static_cast<std::uint32_t>(i);
      if (rules_[i].list == FilterList::Filesystem) filesystem_.filesystem.push_back(rules_[i]);
    }
    for (const SyscallEvent& event : attempts_) seen_.push_back(as_seen(filesystem_, world_, event));
    for (const Rule& rule : rules_) {
      opinions_.push_back(ask_all(rule, attempts_));
      behind_filesystem_.push_back(ask_all(rule, seen_));
    }
  }

  std::vector<Opinion> ask_all(const Rule& rule, const std::vector<SyscallEvent>& events) const {
    std::vector<Opinion> result;
    for (const SyscallEvent& event : events) result.push_back(ask(rule, world_, event));
    return result;
  }

  std::vector<const Opinion*> at(const std::vector<Rule>& list, std::size_t event,
                                 const std::vector<std::vector<Opinion>>& opinions) const {
    std::vector<const Opinion*> result;
    for (const Rule& rule : list) result.push_back(&opinions[rule.origin.line][event]);
    return result;
  }

  Judgement judge_attempt(const Kernel& kernel, std::size_t i) const {
    bool hidden = !kernel.filesystem.empty();
    const auto& opinions = hidden ? behind_filesystem_ : opinions_;
    Panel panel{at(kernel.exit, i, opinions), at(kernel.task, i, opinions), at(kernel.exclude, i, opinions)};
    return conclude(panel, kernel, world_, hidden ? seen_[i] : attempts_[i]);
  }

  void complain(const std::vector<Rule>& rules, const std::string& what) {
    if (++complaints_ > 8) return;
    ADD_FAILURE() << what << "\nruleset:\n" << describe(rules);
  }

  void check_attempts(const std::vector<Rule>& rules, const Filter& filter, const Kernel& kernel);
  void check_row(const std::vector<Rule>& rules, const Filter& filter, const Kernel& kernel, const Row& row,
                 const Tally& tally, bool complete);
  Tally try_all(const Kernel& kernel, const std::vector<SyscallEvent>& events, Scope scope);
  void check_completely(const std::vector<Rule>& rules, const Filter& filter, const Kernel& kernel);
  void check(const std::vector<std::size_t>& indices, bool complete);
  void check_triples(std::size_t quarter);

  std::vector<Rule> rules_;
  std::vector<SyscallEvent> attempts_, seen_;
  World world_;
  Kernel filesystem_;
  std::vector<std::vector<Opinion>> opinions_, behind_filesystem_;
  std::map<Way, Tally> tallies_;
  std::size_t complaints_ = 0, pairs_ = 0, rulesets_ = 0, complete_rows_ = 0, recorded_ = 0;
};

void Exhaustive::check_attempts(const std::vector<Rule>& rules, const Filter& filter, const Kernel& kernel) {
  tallies_.clear();
  for (std::size_t i = 0; i < attempts_.size(); ++i) {
    const SyscallEvent& event = attempts_[i];
    Judgement judgement = judge_attempt(kernel, i);
    Decision decision = evaluate(filter, world_, event);
    ++pairs_;
    recorded_ += judgement.recorded == Answer::Yes ? 1 : 0;
    bool same_key = judgement.recorded != Answer::Yes || decision.key == judgement.key;
    if (!agree(judgement.recorded, decision.recorded) || !same_key) {
      complain(rules, "evaluate() says " + std::to_string(static_cast<int>(decision.recorded)) + " '" + decision.key +
                          "' (" + decision.reason + "), the oracle " +
                          std::to_string(static_cast<int>(judgement.recorded)) + " '" + judgement.key + "' of " +
                          describe(event));
    }
    if (in_scope(event, Scope::Everyone)) tallies_[{event.syscall, event.abi}].add(judgement);
  }
}

// `complete`: the tally is of attempts that stand for all.
void Exhaustive::check_row(const std::vector<Rule>& rules, const Filter& filter, const Kernel& kernel, const Row& row,
                           const Tally& tally, bool complete) {
  std::string which = std::string(name(row.syscall)) + " " + std::string(name(row.abi)) + ": " +
                      std::string(name(row.recorded)) + " (" + row.reason + ")";
  if (row.recorded == Recorded::Undecided || row.recorded == Recorded::Unreachable) {
    if (tally.open == 0) complain(rules, which + " though nothing is open");
    return;
  }
  if (row.recorded == Recorded::Always && tally.lost != 0) complain(rules, which + " but one is lost");
  if (row.recorded == Recorded::Never && tally.kept != 0) complain(rules, which + " but one is kept");
  Keys claimed = keys_of(row);
  if (!std::includes(claimed.begin(), claimed.end(), tally.keys.begin(), tally.keys.end())) {
    complain(rules, which + " lacks a key");
  }
  if (row.recorded != Recorded::Always) {
    if (!row.witness) return complain(rules, which + " has no witness");
    if (evaluate(filter, world_, *row.witness).recorded != Tri::No ||
        judge(kernel, world_, *row.witness).recorded != Answer::No) {
      complain(rules, which + " has a witness that is not lost: " + describe(*row.witness));
    }
    if (!is_plausible(*row.witness)) {
      complain(rules, which + " has a witness that cannot be: " + describe(*row.witness));
    }
  }
  if (!complete || tally.open != 0) return;
  if (row.recorded == Recorded::Partly && tally.lost == 0) complain(rules, which + " but all are kept");
  if (row.recorded == Recorded::Partly && tally.kept == 0) complain(rules, which + " but all are lost");
  if (claimed != tally.keys) complain(rules, which + " claims a key that no record has");
}

Tally Exhaustive::try_all(const Kernel& kernel, const std::vector<SyscallEvent>& events, Scope scope) {
  Tally tally;
  for (const SyscallEvent& event : events) {
    if (in_scope(event, scope)) tally.add(judge(kernel, world_, event));
  }
  return tally;
}

void Exhaustive::check_completely(const std::vector<Rule>& rules, const Filter& filter, const Kernel& kernel) {
  for (Scope scope : {Scope::Everyone, Scope::Logins}) {
    for (const Row& row : coverage(filter, world_, scope)) {
      std::vector<Rule> cut = rules;
      if (scope == Scope::Logins) {
        cut.push_back(make_rule(FilterList::Exit, Action::Never, {1}, {field(FieldId::Auid, Op::GreaterEqual, 1000)}));
      }
      auto events = cut_points(cut, row.syscall, row.abi, kUniverse);
      if (!events) continue;
      ++complete_rows_;
      check_row(rules, filter, kernel, row, try_all(kernel, *events, scope), true);
    }
  }
}

void Exhaustive::check(const std::vector<std::size_t>& indices, bool complete) {
  std::vector<Rule> rules;
  for (std::size_t index : indices) rules.push_back(rules_[index]);
  Kernel kernel = load_in_order(rules);
  Loaded loaded = load(as_ruleset(rules), world_);
  ++rulesets_;
  if (loaded.filter.exit.size() != kernel.exit.size() || loaded.filter.task.size() != kernel.task.size() ||
      loaded.filter.exclude.size() != kernel.exclude.size()) {
    return complain(rules, "load() keeps other rules");
  }
  check_attempts(rules, loaded.filter, kernel);
  for (const Row& row : coverage(loaded.filter, world_, Scope::Everyone)) {
    check_row(rules, loaded.filter, kernel, row, tallies_[{row.syscall, row.abi}], false);
  }
  if (complete) check_completely(rules, loaded.filter, kernel);
}

TEST_F(Exhaustive, SingleRulesAndPairs) {
  ASSERT_GE(rules_.size(), 24U);
  ASSERT_GE(attempts_.size(), 200U);
  check({}, true);
  for (std::size_t a = 0; a < rules_.size(); ++a) {
    check({a}, true);
    for (std::size_t b = 0; b < rules_.size(); ++b) check({a, b}, true);
  }
  EXPECT_EQ(complaints_, 0U);
  RecordProperty("pairs", std::to_string(pairs_));
  EXPECT_GT(recorded_ * 10, pairs_) << "the pools are too quiet to tell anything";
  EXPECT_LT(recorded_ * 4, pairs_ * 3) << "the pools are too loud to tell anything";
}

// Those whose first rule is one of a quarter of the pool: quarters run beside each other.
void Exhaustive::check_triples(std::size_t quarter) {
  std::size_t turn = 0;
  for (std::size_t a = quarter * kInTriples / 4; a < (quarter + 1) * kInTriples / 4; ++a) {
    for (std::size_t b = 0; b < kInTriples; ++b) {
      for (std::size_t c = 0; c < kInTriples; ++c) check({a, b, c}, turn++ % kCompleteEach == 0);
      if (complaints_ > 8) return;
    }
  }
  EXPECT_EQ(complaints_, 0U);
  EXPECT_EQ(rulesets_, kInTriples * kInTriples * kInTriples / 4);
}

TEST_F(Exhaustive, TriplesOfTheFirstQuarter) {
  check_triples(0);
}
TEST_F(Exhaustive, TriplesOfTheSecondQuarter) {
  check_triples(1);
}
TEST_F(Exhaustive, TriplesOfTheThirdQuarter) {
  check_triples(2);
}
TEST_F(Exhaustive, TriplesOfTheLastQuarter) {
  check_triples(3);
}

}  // namespace
}  // namespace modtrail::oracle
