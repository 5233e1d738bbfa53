#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/modules/views.h"
#include "modtrail/trail/module_event.h"

// Every module of a kernel held against what was recorded of it, and the kernel's views against each other.  Values in,
// values out; the essay is in src/modules/judge.cc.
namespace modtrail {

// A recorded call of this boot that names its module.
struct RecordedCall {
  EventId id;
  Operation operation = Operation::Load;
  std::string module;  // as the kernel has it
  ModuleOutcome outcome = ModuleOutcome::Done;
  bool forced = false;  // delete_module with O_TRUNC
};
inline bool is_done(const RecordedCall& call) {
  return call.outcome == ModuleOutcome::Done;
}

// What logs and trails tell of one boot.
struct RecordedCalls {
  std::vector<RecordedCall> calls;     // by time and serial
  std::optional<std::uint64_t> since;  // milliseconds since 1970: the first record of this boot; nothing: there is none
  std::size_t unnamed_loads = 0;       // done, by records that do not say of which module
  std::size_t unnamed_unloads = 0;
};

// Gathers the calls since `boot`, in any order of events; without it, since ever.
class CallCollector {
 public:
  explicit CallCollector(std::optional<std::uint64_t> boot) : boot_(boot) {}
  void add(const ModuleEvent& event);
  RecordedCalls finish(std::optional<std::uint64_t> since);

 private:
  std::optional<std::uint64_t> boot_;
  RecordedCalls calls_;
};

enum class Standing : std::uint8_t {
  Accounted,   // a recorded load is the last that was recorded of it
  Boot,        // loaded before auditing began
  Unrecorded,  // loaded since, and no record tells of it
  Unplaced,    // no record tells of it, and nothing tells whether it came before auditing began
  Hidden       // a view has it that /proc/modules lacks
};
std::string_view name(Standing standing);

struct JudgedModule {
  std::string name;
  Standing standing = Standing::Unplaced;
  std::optional<RecordedCall> load;
  std::string because;   // how its standing is known
  bool listed = true;    // in /proc/modules
  ListedModule entry;    // where it is
  std::string build_id;  // of what was loaded, in hex; "" where it is not known
};

enum class UnloadStanding : std::uint8_t {
  Gone,         // and it is
  Reloaded,     // by a later recorded load
  Contradicted  // it is loaded, and no record tells of a later load
};
std::string_view name(UnloadStanding standing);

struct JudgedUnload {
  RecordedCall call;
  UnloadStanding standing = UnloadStanding::Gone;
};

enum class Discrepancy : std::uint8_t {
  HiddenFromList,      // /sys/module or its symbols have a module that /proc/modules lacks
  HiddenFromSys,       // /proc/modules has a module that /sys/module lacks
  HiddenHolder,        // something is held by a module that /proc/modules lacks
  HiddenTypes,         // its types are known to the kernel, and it is not in /proc/modules
  HiddenMemory,        // the module loader holds memory that no module accounts for
  TaintOrphan,         // the kernel is tainted as by a module, and no module is that did it
  UnrecordedForce,     // a module was unloaded by force, and no record tells of it
  Unrecorded,          // Standing::Unrecorded
  Contradiction,       // UnloadStanding::Contradicted
  Vanished,            // a recorded load, no recorded unload, and it is not there
  DepartedUnrecorded,  // the kernel's log tells of a load that no record does, and it is not there
  NamedAsBuiltIn,      // a loaded module has the name of one that is built in
  Doctored             // something lies over a place of /proc or /sys
};
std::string_view name(Discrepancy discrepancy);  // "hidden-from-list"

enum class Certainty : std::uint8_t { Indication, Strong, Certain };
std::string_view name(Certainty certainty);
Certainty certainty_of(Discrepancy discrepancy);

struct Difference {
  Discrepancy kind = Discrepancy::Unrecorded;
  std::string module;  // "" where it is of none
  std::string message;
  std::optional<EventId> event;
};

enum class ReconcileVerdict : std::uint8_t {
  Consistent,  // what was read agrees; not: clean
  Different,   // Reconciliation::differences
  Undecided    // nothing differs, and not everything could be judged
};
std::string_view name(ReconcileVerdict verdict);

struct Reconciliation {
  ReconcileVerdict verdict = ReconcileVerdict::Undecided;
  std::vector<JudgedModule> modules;  // as /proc/modules has them, then those it lacks
  std::vector<JudgedUnload> unloads;
  std::vector<std::string> built_in;
  std::vector<Difference> differences;
  std::vector<std::string> unsettled;  // modules that came and went while they were looked at
  std::vector<std::string> undecided;  // what could not be judged, and why
  std::optional<std::uint64_t> since;  // when auditing began; milliseconds since 1970
};

struct ReconcileInput {
  const KernelViews& views;
  const RecordedCalls& recorded;
  const std::set<std::string, std::less<>>& built_in;  // of modules.builtin
  // When the views were read, in milliseconds since 1970; nothing for a tree that was captured some time.
  std::optional<std::uint64_t> now;
};
Reconciliation reconcile(const ReconcileInput& input);

// Places that do not show the kernel, told by whoever read them.
struct DoctoredPlace {
  std::string path;
  std::string reason;
};
void add_doctored(Reconciliation& reconciliation, const std::vector<DoctoredPlace>& places);

// What is left of the differences when looking again: those that stood there every time.  The last round's, with the
// others' modules among the unsettled.
Reconciliation settled(const std::vector<Reconciliation>& rounds);

}  // namespace modtrail
