#include <algorithm>
#include <map>
#include <numeric>

#include "modtrail/base/timestamp.h"
#include "modtrail/modules/reconcile.h"
#include "modules/placing.h"
#include "modules/settling.h"

// Two questions.
//
// What was recorded: of each module the last recorded call that succeeded is held against whether it is there.  Loaded
// and there: accounted.  Loaded and gone, unloaded and there: a record is missing, or lies.  No record at all: when was
// it loaded?  placing.cc answers.
//
// What the kernel says: a module that one view has and another lacks.  /proc/modules is the list that rootkits take
// themselves out of; /sys/module, the holders of other modules, /sys/kernel/btf and the memory of the module loader are
// kept apart from it, and the taint word only ever gains bits.  /proc/kallsyms walks the same list: it tells only that
// /proc/modules itself was tampered with.
//
// A module that is loading or unloading stands in some views and not in others, rightly; and what happens while we look
// makes differences that are none.  So modules in such a state are left out, so are those with a call that was recorded
// when we looked or just before, and the caller looks again: only what stands there every time is told (settled()).
namespace modtrail {
namespace {

constexpr std::uint64_t kRecent = 2000;  // milliseconds within which the views may lag behind the records

struct Index {
  std::map<std::string_view, const ListedModule*> listed;
  std::map<std::string_view, const SysModule*> sys;
  std::map<std::string_view, const RecordedCall*> last_done;  // of a module
  std::set<std::string_view> called;                          // modules of any recorded call
  std::set<std::string_view> moving;                          // not to be judged
};

Index index_of(const ReconcileInput& in) {
  Index index;
  for (const ListedModule& module : in.views.list.value.modules) {
    index.listed[module.name] = &module;
    if (module.state != ModuleState::Live) index.moving.insert(module.name);
  }
  for (const SysModule& module : in.views.sys.value.loaded) {
    index.sys[module.name] = &module;
    if (module.state != ModuleState::Live) index.moving.insert(module.name);
  }
  for (const RecordedCall& call : in.recorded.calls) {
    if (is_done(call)) index.last_done[call.module] = &call;
    index.called.insert(call.module);
    if (in.now && call.id.time + kRecent > *in.now) index.moving.insert(call.module);
  }
  return index;
}

std::string at(const EventId& id) {
  return timestamp(id.time) + ", serial " + std::to_string(id.serial);
}

class Judge {
 public:
  explicit Judge(const ReconcileInput& in) : in_(in), index_(index_of(in)) {}

  Reconciliation run() {
    out_.since = in_.recorded.since;
    if (in_.views.sys.is_read()) out_.built_in = in_.views.sys.value.built_in;
    judge_listed();
    judge_unloads();
    judge_vanished();
    compare_sys();
    compare_names();
    compare_memory();
    compare_taint();
    compare_log();
    tell_undecided();
    release_moving();
    out_.unsettled.assign(index_.moving.begin(), index_.moving.end());
    return std::move(out_);
  }

 private:
  void tell(Discrepancy kind, std::string_view module, std::string message, std::optional<EventId> event = {}) {
    if (index_.moving.count(module) != 0) return;
    out_.differences.push_back({kind, std::string(module), std::move(message), std::move(event)});
  }

  bool is_listed(std::string_view name) const { return index_.listed.count(name) != 0; }
  void judge_listed();
  void judge_unloads();
  void judge_vanished();
  void compare_sys();
  void compare_names();
  void compare_memory();
  void compare_taint();
  void compare_log();
  void compare_forced();
  void tell_undecided();
  void release_moving();
  void add_hidden(std::string_view name, Discrepancy kind, const std::string& place);
  bool is_explained(unsigned bit) const;

  const ReconcileInput& in_;
  Index index_;
  Reconciliation out_;
  std::set<std::string, std::less<>> hidden_;
  std::set<std::pair<Discrepancy, std::string>> told_;
};

void Judge::judge_listed() {
  const std::vector<Placed> placed = place_modules(in_);
  for (std::size_t i = 0; i < placed.size(); ++i) {
    const ListedModule& entry = in_.views.list.value.modules[i];
    JudgedModule module;
    module.name = entry.name;
    module.standing = placed[i].standing;
    module.because = placed[i].because;
    module.load = placed[i].load;
    module.entry = entry;
    if (const auto sys = index_.sys.find(entry.name); sys != index_.sys.end()) module.build_id = sys->second->build_id;
    if (placed[i].standing == Standing::Unrecorded && !placed[i].contradicted) {
      tell(Discrepancy::Unrecorded, entry.name, "no record tells of its load: " + placed[i].because);
    }
    if (in_.built_in.count(entry.name) != 0) {
      tell(Discrepancy::NamedAsBuiltIn, entry.name,
           "modules.builtin has a module of this name as a part of the kernel");
    }
    out_.modules.push_back(std::move(module));
  }
}

void Judge::judge_unloads() {
  for (const RecordedCall& call : in_.recorded.calls) {
    if (call.operation != Operation::Unload || !is_done(call)) continue;
    const RecordedCall* last = index_.last_done.at(call.module);
    JudgedUnload unload{call, UnloadStanding::Gone};
    if (last != &call && last->operation == Operation::Load) {
      unload.standing = UnloadStanding::Reloaded;
    } else if (is_listed(call.module)) {
      unload.standing = UnloadStanding::Contradicted;
      if (last == &call) {
        tell(Discrepancy::Contradiction, call.module,
             "its unload is recorded (" + at(call.id) + "), and it is loaded: a later load left no record", call.id);
      }
    }
    out_.unloads.push_back(std::move(unload));
  }
}

void Judge::judge_vanished() {
  if (!in_.views.list.is_read()) return;
  for (const auto& [module, call] : index_.last_done) {
    if (call->operation != Operation::Load || is_listed(module)) continue;
    tell(Discrepancy::Vanished, module,
         "its load is recorded (" + at(call->id) +
             "), its unload is not, and it is not in /proc/modules: it hides, or " + "its unload left no record",
         call->id);
  }
}

void Judge::add_hidden(std::string_view name, Discrepancy kind, const std::string& place) {
  if (is_listed(name) || index_.moving.count(name) != 0) return;
  if (!told_.emplace(kind, name).second) return;
  tell(kind, name, place + ", and /proc/modules lacks it");
  if (!hidden_.insert(std::string(name)).second) return;
  JudgedModule module;
  module.name = name;
  module.standing = Standing::Hidden;
  module.listed = false;
  module.because = place;
  if (const auto call = index_.last_done.find(name);
      call != index_.last_done.end() && call->second->operation == Operation::Load) {
    module.load = *call->second;
  }
  if (const auto sys = index_.sys.find(name); sys != index_.sys.end()) module.build_id = sys->second->build_id;
  out_.modules.push_back(std::move(module));
}

void Judge::compare_sys() {
  const KernelViews& views = in_.views;
  if (!views.sys.is_read() || !views.list.is_read()) return;
  for (const SysModule& module : views.sys.value.loaded) {
    add_hidden(module.name, Discrepancy::HiddenFromList, "/sys/module has it as loaded");
  }
  for (const ListedModule& module : views.list.value.modules) {
    if (index_.sys.count(module.name) != 0) continue;
    tell(Discrepancy::HiddenFromSys, module.name, "/proc/modules has it, and /sys/module lacks it");
  }
}

void Judge::compare_names() {
  const KernelViews& views = in_.views;
  if (!views.list.is_read()) return;
  for (const std::string& owner : views.symbols.value) {
    add_hidden(owner, Discrepancy::HiddenFromList, "/proc/kallsyms has symbols of it");
  }
  for (const std::string& types : views.types.value) {
    add_hidden(types, Discrepancy::HiddenTypes, "/sys/kernel/btf has its types");
  }
  for (const SysModule& module : views.sys.value.loaded) {
    for (const std::string& holder : module.holders) {
      add_hidden(holder, Discrepancy::HiddenHolder, "/sys/module says that it holds " + module.name);
    }
  }
  for (const ListedModule& module : views.list.value.modules) {
    for (const std::string& user : module.users) {
      add_hidden(user, Discrepancy::HiddenHolder, "/proc/modules says that it holds " + module.name);
    }
  }
}

// The sum, not piece by piece: from Linux 6.4 on a module lies in several pieces whose sizes are told nowhere.  Pieces
// are whole pages; where sizes are told unrounded, each may be up to a page larger than what is told of it.
void Judge::compare_memory() {
  const KernelViews& views = in_.views;
  const std::vector<std::uint64_t>& held = views.memory.value.sizes;
  if (!views.memory.is_read() || !views.sys.is_read() || held.empty()) return;
  constexpr std::uint64_t kPage = 4096;
  std::uint64_t told = 0;
  bool whole_pages = true;
  for (const SysModule& module : views.sys.value.loaded) {
    if (!module.size || module.state != ModuleState::Live) return;  // its init memory is there, too
    told += *module.size;
    whole_pages = whole_pages && *module.size % kPage == 0;
  }
  const std::uint64_t sum = std::accumulate(held.begin(), held.end(), std::uint64_t{0});
  const std::uint64_t rounding = whole_pages ? 0 : held.size() * (kPage - 1);
  if (sum <= told + rounding) return;
  tell(Discrepancy::HiddenMemory, "",
       "the module loader holds " + std::to_string(sum - told) + " bytes more than the modules account for");
}

// Something left that may have brought the taint: unloaded, or failed in its init.
bool Judge::is_explained(unsigned bit) const {
  const std::vector<TaintLine>& lines = in_.views.log.value.taints;
  const auto line = std::find_if(lines.begin(), lines.end(), [&](const TaintLine& each) { return each.bit == bit; });
  const auto is_it = [&](const RecordedCall& call) {
    if (line != lines.end() && call.module != module_name(line->module)) return false;
    return call.operation == Operation::Unload ? is_done(call)
                                               : !is_done(call) && call.outcome != ModuleOutcome::Refused;
  };
  return std::any_of(in_.recorded.calls.begin(), in_.recorded.calls.end(), is_it);
}

void Judge::compare_taint() {
  const KernelViews& views = in_.views;
  if (!views.taint.is_read() || !views.list.is_read()) return;
  for (const ModuleTaint& taint : module_taints()) {
    if ((views.taint.value >> taint.bit & 1U) == 0) continue;
    const auto has_letter = [&](const ListedModule& module) {
      return module.taints.find(taint.letter) != std::string::npos;
    };
    const std::vector<ListedModule>& modules = views.list.value.modules;
    if (std::any_of(modules.begin(), modules.end(), has_letter) || is_explained(taint.bit)) continue;
    tell(Discrepancy::TaintOrphan, "",
         std::string("the kernel is tainted by ") + std::string(taint.what) + " (" + taint.letter +
             "), none that is loaded has this taint, and no record tells of one that left");
  }
  compare_forced();
}

void Judge::compare_forced() {
  if ((in_.views.taint.value >> kTaintForcedUnload & 1U) == 0) return;
  const auto is_forced = [](const RecordedCall& call) { return call.forced; };
  if (std::any_of(in_.recorded.calls.begin(), in_.recorded.calls.end(), is_forced)) return;
  tell(Discrepancy::UnrecordedForce, "", "the kernel is tainted by an unload by force (R), and no record tells of one");
}

// What the log tells was loaded and is neither there nor recorded.
void Judge::compare_log() {
  if (!in_.views.list.is_read()) return;
  std::set<std::string> told;
  for (const TaintLine& line : in_.views.log.value.taints) {
    const std::string name = module_name(line.module);
    if (is_listed(name) || !told.insert(name).second || index_.called.count(name) != 0) continue;
    tell(Discrepancy::DepartedUnrecorded, name,
         "the kernel's log tells of its load, no record does of its load or unload, and /proc/modules lacks it");
  }
}

void Judge::tell_undecided() {
  const KernelViews& views = in_.views;
  const auto count = std::count_if(out_.modules.begin(), out_.modules.end(),
                                   [](const JudgedModule& module) { return module.standing == Standing::Unplaced; });
  if (count > 0) {
    const std::string which = count == 1 ? "a module was" : std::to_string(count) + " modules were";
    out_.undecided.push_back(
        "nobody can tell when " + which +
        " loaded: " + (in_.recorded.since ? "before auditing began or since" : "there is no record of this boot"));
  }
  if (!views.sys.is_read()) {
    out_.undecided.push_back("/sys/module was not compared: " +
                             (views.sys.reason.empty() ? std::string("it is not there") : views.sys.reason));
  }
  for (const std::string& reason : {views.symbols.reason, views.types.reason, views.taint.reason}) {
    if (!reason.empty()) out_.undecided.push_back(reason);
  }
  if (views.list.value.torn > 0) {
    out_.undecided.push_back(std::to_string(views.list.value.torn) + " lines of /proc/modules are none");
  }
}

void Judge::release_moving() {
  for (JudgedModule& module : out_.modules) {
    if (index_.moving.count(module.name) != 0) leave_unjudged(module);
  }
}

}  // namespace

Reconciliation reconcile(const ReconcileInput& input) {
  Reconciliation out = Judge(input).run();
  out.verdict = verdict_of(out);
  return out;
}

}  // namespace modtrail
