#pragma once
// What the guest's init asks an actor to do, and what the actor reports. Both sides are one build; the struct is
// sent as it is over a socket pair. No libc here: the actor is also preloaded into the guest's own programs.

#include <stdint.h>

namespace guest {

constexpr uint32_t kMaxGroups = 32;
constexpr uint32_t kArgs = 5;  // execveat takes five; the kernel's audit sees the first four
constexpr int kActorSocket = 3;

enum class Abi : uint32_t { B64, B32, X32 };

// How one argument of the call comes about in the attempting process.
enum class Fill : uint32_t { Raw, OpenFile, MappedFile, FileSize, Path, Empty, Arguments, Environment };

struct Identity {
  uint32_t auid, uid, euid, suid, fsuid, gid, egid, sgid, fsgid, group_count, groups[kMaxGroups];
};

struct Order {
  Abi abi;
  uint32_t number;
  Identity birth, now;
  uint32_t pers;
  uint32_t drop_capability;  // CAP_SYS_MODULE
  uint32_t register_auditd;
  uint32_t wait;  // fork now, act when the next order (whatever it says) arrives
  uint64_t args[kArgs];
  Fill fill[kArgs];
  char path[4096];
  char word[256];
};

struct Outcome {
  int32_t pid, ppid;
  uint32_t auid, sessionid;
  uint64_t args[kArgs];
  int64_t exit;
  uint32_t called;
  int32_t setup_error;  // negative errno of the first step that failed before the call
};

}  // namespace guest
