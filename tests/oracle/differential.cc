#include "oracle/differential.h"

#include <algorithm>
#include <utility>

#include "modtrail/filter/coverage.h"
#include "modtrail/filter/evaluate.h"
#include "oracle/brute.h"
#include "oracle/pool.h"
#include "oracle/universe.h"

namespace modtrail::oracle {
namespace {

struct Bout {
  std::vector<Rule> rules;
  World world;
  Kernel kernel;
  Filter filter;
  std::vector<Row> rows;
  std::vector<std::string> complaints;

  void complain(const std::string& what) { complaints.push_back(what + "\n" + describe(rules)); }
};

std::string word(Tri tri) {
  return tri == Tri::Yes ? "yes" : tri == Tri::No ? "no" : "unknown";
}
std::string word(Answer answer) {
  return answer == Answer::Yes ? "yes" : answer == Answer::No ? "no" : "open";
}

bool has_key(const Row& row, const std::string& key) {
  return std::any_of(row.keys.begin(), row.keys.end(), [&](const auto& other) { return other.value_or("") == key; });
}

void check_row(Bout& bout, const SyscallEvent& event, const Judgement& judgement) {
  for (const Row& row : bout.rows) {
    if (row.syscall != event.syscall || row.abi != event.abi) continue;
    std::string which = "row " + std::string(name(row.recorded)) + " (" + row.reason + ") against " + describe(event);
    if (row.recorded == Recorded::Always && judgement.recorded == Answer::No) bout.complain(which);
    if (row.recorded == Recorded::Never && judgement.recorded == Answer::Yes) bout.complain(which);
    bool judged = row.recorded == Recorded::Always || row.recorded == Recorded::Partly;
    if (judged && judgement.recorded == Answer::Yes && !has_key(row, judgement.key)) {
      bout.complain(which + " lacks key '" + judgement.key + "'");
    }
  }
}

void check_attempt(Bout& bout, const SyscallEvent& event) {
  Judgement judgement = judge(bout.kernel, bout.world, event);
  Decision decision = evaluate(bout.filter, bout.world, event);
  Tri wanted = judgement.recorded == Answer::Yes ? Tri::Yes : Tri::No;
  bool same = judgement.recorded == Answer::Open || decision.recorded == wanted;
  bool same_key = judgement.recorded != Answer::Yes || decision.key == judgement.key;
  if (!same || !same_key) {
    bout.complain("evaluate: " + word(decision.recorded) + " '" + decision.key + "' (" + decision.reason +
                  "), oracle: " + word(judgement.recorded) + " '" + judgement.key + "', " + describe(event));
  }
  if (is_plausible(event)) check_row(bout, event, judgement);
}

void check_witness(Bout& bout, const Row& row) {
  if (row.recorded != Recorded::Partly && row.recorded != Recorded::Never) return;
  std::string which = std::string(name(row.syscall)) + " " + std::string(name(row.abi)) + " ";
  if (!row.witness) return bout.complain(which + "has no witness");
  bool lost = evaluate(bout.filter, bout.world, *row.witness).recorded == Tri::No &&
              judge(bout.kernel, bout.world, *row.witness).recorded == Answer::No;
  if (!lost) bout.complain(which + "has a witness that is not lost: " + describe(*row.witness));
  if (!is_plausible(*row.witness)) bout.complain(which + "has a witness that cannot be: " + describe(*row.witness));
}

}  // namespace

std::vector<std::string> compare(Choices& choices, std::size_t attempts) {
  Bout bout;
  bout.rules = make_rules(choices, 6);
  bout.world = pool_world();
  bout.filter = load(as_ruleset(bout.rules), bout.world).filter;
  bout.kernel = kernel_of(bout.filter);
  bout.rows = coverage(bout.filter, bout.world, Scope::Everyone);
  for (const Row& row : bout.rows) check_witness(bout, row);
  for (std::size_t i = 0; i < attempts; ++i) check_attempt(bout, make_attempt(choices, bout.rules));
  return std::move(bout.complaints);
}

}  // namespace modtrail::oracle
