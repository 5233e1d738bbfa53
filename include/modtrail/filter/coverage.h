#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/filter/evaluate.h"

// Is every attempt recorded?  Decided exactly, with a witness where one is not.
//
// A row ranges over the attempts a kernel can see from tasks forked after the rules were loaded:
//   - user and group ids but -1; auid and sessionid unset together or set together (audit_set_loginuid);
//   - pid from 2 (PID 1 is older than any rule) and ppid from 1, both below PID_MAX_LIMIT;
//   - exit 0 or -4095 to -1, as the filter sees it: what asks for a restart is EINTR (audit_return_fixup);
//   - any arguments, personality, program, label and identity at birth;
//   - no path names, but for those that a module with a tracepoint makes in tracefs before its init runs.
namespace modtrail {

enum class Recorded : std::uint8_t { Always, Partly, Never, Unreachable, Undecided };
enum class Scope : std::uint8_t { Everyone, Logins };

std::string_view name(Recorded recorded);

// One way of loading or unloading a module.
struct Row {
  Syscall syscall = Syscall::FinitModule;
  Abi abi = Abi::B64;
  Recorded recorded = Recorded::Never;
  std::vector<std::optional<std::string>> keys;  // those its records can carry, sorted; nothing: a record without a key
  std::vector<std::string> assuming;             // names of assumed facts that change the row if they are otherwise
  std::optional<SyscallEvent> witness;           // an attempt that is not recorded (Partly, Never)
  std::optional<Origin> origin;  // the rule or setting that loses the witness; nothing: no rule takes it
  std::string reason;            // why, one sentence; "" for Always
  bool out_of_budget = false;    // Undecided because the search gave up
};

enum class KeyUse : std::uint8_t { Collected, Left };  // Left: Row::keys stays empty, which is quicker

// A row for each module syscall on each ABI the architecture has.  `assuming` is left empty (see pipeline.h).
std::vector<Row> coverage(const Filter& filter, const World& world, Scope scope, KeyUse keys = KeyUse::Collected);

// One of them; or a call that is gone, which always fails with ENOSYS: unreachable where the ABI has no number for it.
struct Way {
  Abi abi = Abi::B64;
  Syscall syscall = Syscall::FinitModule;
};
Row cover(const Filter& filter, const World& world, Scope scope, Way way, KeyUse keys);

// Running a program: every execve of it, done and refused.  The world's files are known.
struct ProgramRun {
  Abi abi = Abi::B64;
  std::string path;  // as it is called: "/sbin/insmod"
  std::string exe;   // the file that leads to
};
Row cover_run(const Filter& filter, const World& world, Scope scope, const ProgramRun& run);

}  // namespace modtrail
