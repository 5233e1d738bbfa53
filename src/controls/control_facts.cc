#include <algorithm>
#include <utility>

#include "modtrail/controls/judge.h"

// Which assumed facts a control's verdict rests on: it is judged again in each world where one of them is otherwise.
// Entry point: with_assumptions.
namespace modtrail {

std::vector<ControlResult> with_assumptions(std::vector<ControlResult> results,
                                            const std::vector<const Control*>& controls, const Inquest& inquest,
                                            const std::string& pool) {
  for (Otherwise& other : otherwise(inquest.input, inquest.reading, inquest.world)) {
    if (other.fact == "audit") continue;  // every record rests on it; a control about it says so itself
    Reading reading = inquest.reading;
    if (other.filter) reading.loaded.filter = std::move(*other.filter);
    ControlEvidence evidence = gather(controls, {inquest.input, reading, other.world}, {}, Scope::Everyone);
    evidence.pool = pool;
    const std::string note = ", assuming " + other.fact + " " + fact(inquest.world.machine, other.fact).value;
    for (std::size_t i = 0; i < results.size() && i < controls.size(); ++i) {
      if (judge_control({}, *controls[i], evidence).verdict == results[i].verdict) continue;
      std::string& reason = results[i].reason;
      if (reason.find(note) == std::string::npos) reason += note;
    }
  }
  return results;
}

}  // namespace modtrail
