#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "modtrail/base/result.h"
#include "modtrail/uapi/attempt.h"

// Harmless calls of the module system calls: they cannot load or unload anything, and they can be told in the log.
//
//   finit_module(-1, 0, 0)                      there is no such descriptor
//   init_module(0, 0, 0)                        an image of no bytes
//   delete_module("modtrail-canary", O_NONBLOCK) no module's name holds a dash
//
// The fourth argument, which none of the three has, carries the nonce: SYSCALL records show it as a3.  The child that
// makes them has given up every capability, so even a kernel that took them for earnest would refuse (EPERM); it can
// make no other call but write and exit, and holds no file but a pipe.
namespace modtrail {

struct Canary {
  Abi abi = Abi::B64;
  Syscall syscall = Syscall::FinitModule;
  std::uint32_t nonce = 0;
};

enum class CallOutcome : std::uint8_t {
  Made,
  Impossible,  // by this program, or on this machine
  Stuck,       // it did not come back in time: where the queue of records is full, the kernel holds the caller up
};

struct CanaryCall {
  Canary canary;
  CallOutcome outcome = CallOutcome::Made;
  std::optional<SyscallEvent> event;  // what was done, as the kernel's filter saw it, where it was made
  std::string reason;                 // why not
};

// Makes them one after the other, each ABI in a child of its own, which has so long for all of its calls.
// Errors: no child can be made.
Result<std::vector<CanaryCall>> call_canaries(Arch arch, const std::vector<Canary>& canaries,
                                              std::chrono::milliseconds patience);

}  // namespace modtrail
