#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/uapi/abi.h"

// One attempt to load or unload a module (or to run a tool that does), as the kernel's audit filter sees it.
//
// This is the pivot of the whole program: evaluate() judges one, a witness is one, coverage ranges over sets of them, a
// logged SYSCALL record is read into one, the probe performs one.
namespace modtrail {

inline constexpr std::uint32_t kUnset = 4294967295U;  // auid and session of what no one logged in for

// Who a task is: its credentials (struct cred), login (loginuid, sessionid) and personality.
struct Identity {
  std::uint32_t auid = kUnset;
  std::uint32_t uid = 0;
  std::uint32_t euid = 0;
  std::uint32_t suid = 0;
  std::uint32_t fsuid = 0;
  std::uint32_t gid = 0;
  std::uint32_t egid = 0;
  std::uint32_t sgid = 0;
  std::uint32_t fsgid = 0;
  std::vector<std::uint32_t> groups;  // supplementary, any order
  std::uint32_t sessionid = kUnset;
  std::uint32_t pers = 0;
  std::string subj;  // the LSM's label of the task, "" where there is none
  bool operator==(const Identity&) const = default;
};

struct IdField {
  std::string_view name;
  std::uint32_t Identity::*member;
};
// The numbers of an identity, by the names that attempts give them.
inline constexpr auto kIdFields = std::to_array<IdField>({{"auid", &Identity::auid},
                                                          {"uid", &Identity::uid},
                                                          {"euid", &Identity::euid},
                                                          {"suid", &Identity::suid},
                                                          {"fsuid", &Identity::fsuid},
                                                          {"gid", &Identity::gid},
                                                          {"egid", &Identity::egid},
                                                          {"sgid", &Identity::sgid},
                                                          {"fsgid", &Identity::fsgid},
                                                          {"sessionid", &Identity::sessionid},
                                                          {"pers", &Identity::pers}});

enum class Context : std::uint8_t { Audited, None };      // None: a task older than auditing, or born under never,task
enum class Evidence : std::uint8_t { Complete, Record };  // Record: groups, personality and names are not told
enum class Daemon : std::uint8_t { No, Registered };      // the process registered with the kernel as audit daemon

struct SyscallEvent {
  Abi abi = Abi::B64;
  Syscall syscall = Syscall::FinitModule;
  Identity who;
  std::uint32_t pid = 0;
  std::uint32_t ppid = 0;
  std::int32_t exit = 0;  // what the call returned; -4095 to -1 is a failure
  std::array<std::uint64_t, 4> args = {};
  std::string exe = "/usr/bin/kmod";  // the file of the program, links resolved; "" for a task without one
  std::string comm = "modprobe";
  std::string path;                // the program given to execve
  std::vector<std::string> names;  // the path names the call looked up, in order
  std::optional<Identity> birth;   // at fork, where it differs from `who`
  Context context = Context::Audited;
  Daemon daemon = Daemon::No;
  Evidence evidence = Evidence::Complete;
  bool operator==(const SyscallEvent&) const = default;
};

constexpr bool succeeded(const SyscallEvent& event) {
  return event.exit < -4095 || event.exit >= 0;
}

}  // namespace modtrail
