#pragma once

#include <chrono>
#include <cstdint>
#include <utility>

#include "base/fd.h"
#include "modtrail/base/result.h"

namespace modtrail {

// SIGTERM and SIGINT as something to wait for.
class StopSignal {
 public:
  // From here on they no longer end the process.
  static Result<StopSignal> open();

  enum class Woke : std::uint8_t { Time, Ready, Stop };
  // Until one of the signals came, the descriptor (where there is one) can be read or was closed by its writer, or the
  // time is over.
  Woke wait(std::chrono::milliseconds time, int descriptor = -1) const;

 private:
  explicit StopSignal(Fd signals) : signals_(std::move(signals)) {}
  Fd signals_;
};

}  // namespace modtrail
