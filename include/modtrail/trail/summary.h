#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "modtrail/trail/assembler.h"
#include "modtrail/trail/module_event.h"

namespace modtrail {

// How often, of the events that share something.
struct ModuleTally {
  std::uint64_t loads = 0;    // done
  std::uint64_t unloads = 0;  // done
  std::uint64_t failed = 0;   // refused, absent, busy, exists, invalid, failed
  std::uint64_t unknown = 0;  // no SYSCALL record
  std::uint64_t first = 0;    // times
  std::uint64_t last = 0;
};

// Module events counted by what people ask first.  Each table has kRows rows at most; what comes then is counted as
// kOthers, so that no log can fill the memory.
class Summary {
 public:
  static constexpr std::size_t kRows = 4096;
  static constexpr std::string_view kOthers = "(others)";
  using Table = std::map<std::string, ModuleTally, std::less<>>;

  void add(const ModuleEvent& event);

  const ModuleTally& total() const { return total_; }
  std::uint64_t events() const { return events_; }
  const Table& modules() const { return modules_; }    // "(unnamed)" where the record has no name
  const Table& users() const { return users_; }        // the login's name or number, else the origin: "(service)"
  const Table& days() const { return days_; }          // "2026-11-28", UTC
  const Table& outcomes() const { return outcomes_; }  // "done"; "unknown"

 private:
  Table modules_;
  Table users_;
  Table days_;
  Table outcomes_;
  ModuleTally total_;
  std::uint64_t events_ = 0;
};

// modtrail.search_summary/1 (docs/schema/search_summary.schema.json), indented, and tables for people.
void append_json(std::string& out, const Summary& summary, const Counts& log);
void append_text(std::string& out, const Summary& summary);

}  // namespace modtrail
