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

std::set<Key> keys_of(const Reconciliation& round) {
  std::set<Key> keys;
  for (const Difference& difference : round.differences) keys.insert(key_of(difference));
  return keys;
}

// The modules of differences that did not last, and of none that did.
std::set<std::string> drop_passing(Reconciliation& last, const std::vector<Reconciliation>& rounds) {
  std::vector<std::set<Key>> earlier;
  for (std::size_t i = 0; i + 1 < rounds.size(); ++i) earlier.push_back(keys_of(rounds[i]));
  std::set<std::string> passing;
  std::erase_if(last.differences, [&](const Difference& difference) {
    const Key key = key_of(difference);
    const bool lasted =
        std::all_of(earlier.begin(), earlier.end(), [&](const std::set<Key>& keys) { return keys.count(key) != 0; });
    if (!lasted && !difference.module.empty()) passing.insert(difference.module);
    return !lasted;
  });
  for (const Difference& difference : last.differences) passing.erase(difference.module);
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
