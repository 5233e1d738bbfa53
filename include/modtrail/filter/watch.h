#pragma once

#include <optional>
#include <string>
#include <vector>

#include "modtrail/filter/coverage.h"

// What watches and exec rules really catch: the evidence that a module tool was run.  Never a recorded load.
namespace modtrail {

struct ExecuteRow {
  std::string tool;      // "/sbin/insmod"
  std::string resolved;  // "/usr/bin/kmod"; "" where there is no such file or the files are not known
  Recorded recorded = Recorded::Never;
  std::vector<std::optional<std::string>> keys;
  std::vector<std::string> assuming;
  std::optional<Origin> origin;  // of the rule that records it, or of the watch that seems to and does not
  std::string reason;
};

// For each of insmod, rmmod, modprobe and kmod: is running it (execve, b64) recorded?
std::vector<ExecuteRow> execute_rows(const Filter& filter, const World& world);

// Is running a tool ("insmod") through an ABI recorded, whoever of the scope does it?  Decided like a row of coverage.
struct ToolRow {
  Row row;
  Files files = Files::Known;  // Assumed: the program was not shown; it lies where distributions put it
};
ToolRow tool_row(const Filter& filter, const World& world, Scope scope, Abi abi, std::string_view tool);

// The names an execve of `path` looks up, in the kernel's order: the file, its interpreters; with TOMOYO the link
// itself.
std::vector<std::string> names_of_execve(const World& world, std::string_view path);

enum class WatchState : std::uint8_t {
  Live,          // fires on the file it names
  SymbolicLink,  // sits on a link: running through it fires only where TOMOYO is stacked
  Missing,       // no such file yet: fires once it is made
  NoParent,      // the parent directory does not exist: the rule is refused
  Unknown,       // the files are not known
};
struct WatchReport {
  WatchState state = WatchState::Unknown;
  std::string target;  // where a link leads
};
WatchReport inspect_watch(const FilterRule& rule, const World& world);

}  // namespace modtrail
