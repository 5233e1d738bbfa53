#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/canary.h"
#include "modtrail/base/result.h"
#include "modtrail/uapi/attempt.h"

// Canary calls, and whether, where and when the record of each arrived.
namespace modtrail {

struct ProbeOrder {
  Arch arch = Arch::X86_64;
  std::vector<Abi> abis;
  std::vector<std::string> logs;  // files that the records are to reach
  std::chrono::milliseconds patience{5000};
  std::uint32_t nonce = 0;  // of the first call; the others' follow
};

// A place that was watched.
struct ProbePlace {
  std::string name;       // "kernel", or a file's path
  std::string unwatched;  // why it could not be watched, or ""
};

struct ProbeCall {
  CanaryCall call;
  // For each place, how long after the call its record was seen there; nothing: not within the patience.
  std::vector<std::optional<std::chrono::milliseconds>> seen;
};

struct ProbeResult {
  std::vector<ProbePlace> places;  // the kernel first
  std::vector<ProbeCall> calls;
};

// Errors: no child can be made.
Result<ProbeResult> call_and_await(const ProbeOrder& order);

}  // namespace modtrail
