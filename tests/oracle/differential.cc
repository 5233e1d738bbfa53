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
    if (judged && judgement.recorded == Answer::Yes && !judgement.key_is_open && !has_key(row, judgement.key)) {
      bout.complain(which + " lacks key '" + judgement.key + "'");
    }
  }
}

void check_attempt(Bout& bout, const SyscallEvent& event) {
  Judgement judgement = judge(bout.kernel, bout.world, event);
  Decision decision = evaluate(bout.filter, bout.world, event);
  Tri wanted = judgement.recorded == Answer::Yes ? Tri::Yes : Tri::No;
  bool same = judgement.recorded == Answer::Open || decision.recorded == wanted;
  bool same_key = judgement.recorded != Answer::Yes || judgement.key_is_open || decision.key == judgement.key;
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

// A machine's security module and mounts, as far as they count here.
World make_world(Choices& choices) {
  World world = pool_world();
  Machine& machine = world.machine;
  const char* lsms[] = {"lockdown,yama,apparmor", "lockdown,yama,selinux", "lockdown,yama", nullptr};
  const char* lsm = lsms[choices.below(4)];
  machine.lsm.value = lsm == nullptr ? std::nullopt : std::optional<std::string>(lsm);
  if (choices.one_in(4)) machine.tracefs.value = Switch::Off;
  if (choices.one_in(8)) machine.ia32.value = Switch::Off;
  return world;
}

SyscallEvent make_attempt_in(const World& world, Choices& choices, const std::vector<Rule>& rules) {
  SyscallEvent event = make_attempt(choices, rules);
  if (world.machine.tracefs.value == Switch::Off) event.names.clear();
  if (world.machine.ia32.value == Switch::Off && event.abi == Abi::B32) event.abi = Abi::B64;
  if (choices.one_in(2)) event.who.subj = "system_u:system_r:foo_t:s0";
  if (choices.one_in(4)) event.who.subj = "system_u:system_r:bar_t:s0";
  if (event.birth) event.birth->subj = event.who.subj;
  return event;
}

}  // namespace

std::vector<std::string> compare(Choices& choices, std::size_t attempts) {
  Bout bout;
  bout.rules = make_rules(choices, 6);
  bout.world = make_world(choices);
  bout.filter = load(as_ruleset(bout.rules), bout.world).filter;
  bout.kernel = kernel_of(bout.filter);
  bout.rows = coverage(bout.filter, bout.world, Scope::Everyone);
  for (const Row& row : bout.rows) check_witness(bout, row);
  for (std::size_t i = 0; i < attempts; ++i) check_attempt(bout, make_attempt_in(bout.world, choices, bout.rules));
  return std::move(bout.complaints);
}

}  // namespace modtrail::oracle
