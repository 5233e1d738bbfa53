#include <algorithm>

#include "modtrail/modules/reconcile.h"

namespace modtrail {
namespace {

// The clock that records carry and the one that btime is counted back from may be a little apart.
constexpr std::uint64_t kSlack = 2000;

bool has_flag(const ModuleEvent& event, std::string_view flag) {
  return std::find(event.flags.begin(), event.flags.end(), flag) != event.flags.end();
}

}  // namespace

void CallCollector::add(const ModuleEvent& event) {
  const auto operation = operation_of(event);
  if (!operation || !event.outcome) return;
  if (boot_ && event.id.time + kSlack < *boot_) return;
  const bool done = *event.outcome == ModuleOutcome::Done;
  if (event.module) {
    calls_.calls.push_back(
        {event.id, *operation, module_name(*event.module), *event.outcome, done && has_flag(event, "O_TRUNC")});
  } else if (done) {
    ++(*operation == Operation::Load ? calls_.unnamed_loads : calls_.unnamed_unloads);
  }
}

RecordedCalls CallCollector::finish(std::optional<std::uint64_t> since) {
  std::stable_sort(calls_.calls.begin(), calls_.calls.end(), [](const RecordedCall& a, const RecordedCall& b) {
    return std::pair(a.id.time, a.id.serial) < std::pair(b.id.time, b.id.serial);
  });
  calls_.since = since;
  return std::move(calls_);
}

}  // namespace modtrail
