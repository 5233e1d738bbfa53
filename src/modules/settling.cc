#include "modules/settling.h"

#include <algorithm>
#include <tuple>

namespace modtrail {
namespace {

// What makes a difference the same one in another round.
using Key = std::tuple<Discrepancy, std::string, std::optional<EventId>>;
Key key_of(const Difference& difference) {
  const bool by_text = difference.module.empty();
  return {difference.kind, by_text ? difference.message : difference.module, difference.event};
}

bool has(const Reconciliation& round, const Key& key) {
  return std::any_of(round.differences.begin(), round.differences.end(),
                     [&](const Difference& each) { return key_of(each) == key; });
}

bool has_any_of(const Reconciliation& round, const std::string& module) {
  return std::any_of(round.differences.begin(), round.differences.end(),
                     [&](const Difference& each) { return each.module == module; });
}

// The modules of differences that did not last, and of none that did.
std::set<std::string> drop_passing(Reconciliation& last, const std::vector<Reconciliation>& rounds) {
  std::set<std::string> passing;
  std::erase_if(last.differences, [&](const Difference& difference) {
    const Key key = key_of(difference);
    const bool lasted =
        std::all_of(rounds.begin(), rounds.end(), [&](const Reconciliation& round) { return has(round, key); });
    if (!lasted && !difference.module.empty()) passing.insert(difference.module);
    return !lasted;
  });
  std::erase_if(passing, [&](const std::string& module) { return has_any_of(last, module); });
  return passing;
}

}  // namespace

ReconcileVerdict verdict_of(const Reconciliation& reconciliation) {
  if (!reconciliation.differences.empty()) return ReconcileVerdict::Different;
  return reconciliation.undecided.empty() ? ReconcileVerdict::Consistent : ReconcileVerdict::Undecided;
}

void leave_unjudged(JudgedModule& module) {
  if (module.standing != Standing::Unrecorded) return;
  module.standing = Standing::Unplaced;
  module.because = "it came or went while it was looked at";
}

void add_doctored(Reconciliation& reconciliation, const std::vector<DoctoredPlace>& places) {
  for (const DoctoredPlace& place : places) {
    reconciliation.differences.push_back({Discrepancy::Doctored, "", place.path + ": " + place.reason, {}});
  }
  reconciliation.verdict = verdict_of(reconciliation);
}

Reconciliation settled(const std::vector<Reconciliation>& rounds) {
  Reconciliation out = rounds.back();
  std::set<std::string> passing = drop_passing(out, rounds);
  std::erase_if(out.modules,
                [&](const JudgedModule& module) { return !module.listed && passing.count(module.name) != 0; });
  for (JudgedModule& module : out.modules) {
    if (passing.count(module.name) != 0) leave_unjudged(module);
  }
  passing.insert(out.unsettled.begin(), out.unsettled.end());
  out.unsettled.assign(passing.begin(), passing.end());
  out.verdict = verdict_of(out);
  return out;
}

}  // namespace modtrail
