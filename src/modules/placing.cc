#include "modules/placing.h"

#include <algorithm>
#include <map>

#include "modtrail/base/timestamp.h"

// When was a module loaded of whose load there is no record?
//
// The kernel puts each new module in front of its list (kernel/module/main.c add_unformed_module), so /proc/modules is
// in the order of loading, the youngest first.  A module above one whose load is recorded was loaded after it: auditing
// ran, and no record tells of it.  That needs no clock.  A module below every recorded one was loaded before the first
// of them.  If that was soon after the first record of the boot, it is of the boot: between the first record and the
// first recorded load rules were being loaded.  If it was long after, nobody can tell.
//
// The kernel's log dates the loads it tells of.  Its clock stands still while the machine sleeps, so its times are
// never too late: they prove "after auditing began" always, and "before" where the machine never slept.
namespace modtrail {
namespace {

constexpr std::uint64_t kWindow = 300000;  // milliseconds from the first record, within which a boot ends
constexpr std::uint64_t kSlack = 2000;     // between clocks

// A time by which a module was loaded, or at which; milliseconds since 1970.
struct Known {
  std::uint64_t time = 0;
  std::string of;
};

class Placing {
 public:
  explicit Placing(const ReconcileInput& in) : in_(in), modules_(in.views.list.value.modules) {
    for (const RecordedCall& call : in.recorded.calls) {
      if (is_done(call)) last_[call.module] = &call;
    }
    for (const TaintLine& line : in.views.log.value.taints) {
      if (line.since_boot && in.views.boot)
        logged_.emplace(module_name(line.module), *in.views.boot + *line.since_boot);
    }
  }

  std::vector<Placed> run() {
    std::vector<Placed> out(modules_.size());
    // From the oldest to the youngest: the last recorded load so far is older than all that come.
    const RecordedCall* older = nullptr;
    for (std::size_t i = modules_.size(); i-- > 0;) {
      out[i] = place(modules_[i].name, older);
      if (out[i].load) older = last_.at(modules_[i].name);
    }
    place_before(out);
    return out;
  }

 private:
  Placed place(const std::string& name, const RecordedCall* older) const;
  void place_before(std::vector<Placed>& out) const;
  std::optional<std::uint64_t> logged(const std::string& name) const {
    const auto at = logged_.find(name);
    return at == logged_.end() ? std::nullopt : std::optional(at->second);
  }
  bool is_of_boot(const std::string& name) const {
    const auto time = logged(name);
    return time && in_.recorded.since && !in_.views.log.value.slept && *time + kSlack < *in_.recorded.since;
  }

  const ReconcileInput& in_;
  const std::vector<ListedModule>& modules_;
  std::map<std::string, const RecordedCall*> last_;
  std::map<std::string, std::uint64_t> logged_;  // the first line of each
};

Placed Placing::place(const std::string& name, const RecordedCall* older) const {
  Placed out;
  if (const auto last = last_.find(name); last != last_.end()) {
    if (last->second->operation == Operation::Load) {
      out.standing = Standing::Accounted;
      out.load = *last->second;
      return out;
    }
    out.standing = Standing::Unrecorded;
    out.contradicted = true;
    out.because = "the last that is recorded of it is its unload, " + timestamp(last->second->id.time);
    return out;
  }
  const auto time = logged(name);
  if (older != nullptr) {
    out.standing = Standing::Unrecorded;
    out.because = "in /proc/modules, which has the youngest first, it stands above " + older->module +
                  ", whose load is recorded at " + timestamp(older->id.time);
  } else if (time && in_.recorded.since && *time > *in_.recorded.since + kSlack) {
    out.standing = Standing::Unrecorded;
    out.because = "the kernel's log has its load at " + timestamp(*time) + ", after the first record of this boot";
  } else if (is_of_boot(name)) {
    out.standing = Standing::Boot;
    out.because = "the kernel's log has its load at " + timestamp(*time);
  }
  return out;
}

// From the youngest to the oldest: whatever is older than a module of a known time was loaded by then.
void Placing::place_before(std::vector<Placed>& out) const {
  std::optional<Known> by;
  if (in_.now) by = Known{*in_.now, "this moment"};
  const std::optional<std::uint64_t> since = in_.recorded.since;
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i].load) by = Known{out[i].load->id.time, "the load of " + modules_[i].name};
    if (out[i].standing == Standing::Boot) by = Known{*logged(modules_[i].name), "the load of " + modules_[i].name};
    if (out[i].standing != Standing::Unplaced || !by || !since) continue;
    if (by->time <= *since + kWindow) {
      out[i].standing = Standing::Boot;
      out[i].because = "loaded before " + by->of + ", " + timestamp(by->time);
    } else {
      out[i].because = "loaded some time before " + by->of + ", " + timestamp(by->time);
    }
  }
}

}  // namespace

std::vector<Placed> place_modules(const ReconcileInput& input) {
  return Placing(input).run();
}

}  // namespace modtrail
