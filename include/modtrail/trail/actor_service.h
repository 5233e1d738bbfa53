#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "modtrail/base/json_writer.h"

// Which of systemd's units set a module call off, by the control group of the process (cgroups(7), systemd.unit(5)). No
// record tells it; the machine does, as long as the process or its parent is there.
namespace modtrail {

enum class InUnit : std::uint8_t {
  Unit,    // it is in one
  None,    // in none: the kernel's own, a host without systemd
  Unknown  // nobody could look
};
std::string_view name(InUnit in);  // "unit"

// Whose control group it is.
enum class WhichProcess : std::uint8_t { Caller, Parent };  // Parent: the caller was gone
std::string_view name(WhichProcess which);                  // "caller"

struct ActorService {
  InUnit in = InUnit::Unknown;
  WhichProcess which = WhichProcess::Caller;
  std::string unit;     // "ssh.service", "session-3.scope", as systemd escapes it
  std::string cgroup;   // "/system.slice/ssh.service"
  std::string unknown;  // why
};

ActorService unknown_service(std::string why);

// Of the text of /proc/PID/cgroup: systemd's own hierarchy, else the unified one.  The unit is the outermost service or
// scope, as for systemd itself: below it names are chosen by whom it was given to, a container or a user's manager.
ActorService parse_cgroup(std::string_view text);

// What /proc/PID/stat tells of a process (proc_pid_stat(5)).
struct ProcessStat {
  bool is_dead = false;     // a zombie, or less
  std::uint64_t start = 0;  // hundredths of a second since the machine started
};
std::optional<ProcessStat> parse_process_stat(std::string_view text);

// "service" of modtrail.event/1.
void write_json(JsonWriter& json, const ActorService& service);
// For people, printable: "in ssh.service"; "" where it is in no unit.
std::string words_of(const ActorService& service);

}  // namespace modtrail
