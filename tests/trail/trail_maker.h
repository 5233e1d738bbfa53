#pragma once
// What tests of the sealed trail have in common: times, records, and a look at what was written.

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "modtrail/trail/sealed_trail.h"
#include "modtrail/trail/verify.h"
#include "trail/crash_store.h"

namespace modtrail {

inline constexpr const char* kBoot = "7d3f2b1a-0c4e-4f7a-9b1d-2e5a6c8f9012";

inline Moment moment(std::uint64_t second) {
  return {1700000000000 + second * 1000, kBoot, second * 1000};
}

inline std::string record(std::size_t i) {
  return "type=SYSCALL msg=audit(1700000000.123:" + std::to_string(i) + "): arch=c000003e syscall=313 success=yes";
}

inline ChainKey key_of(const SealedTrail& trail) {
  return {trail.chain(), trail.begin().key};
}

inline TrailReport verify(const std::map<std::string, std::string>& files, const VerifyOptions& options) {
  CrashStore store;
  store.files() = files;
  const Result<TrailReport> report = verify_trail(store, options);
  EXPECT_TRUE(report.has_value());
  return *report;
}

inline std::string text_of(const TrailReport& report) {
  std::string out;
  for (const TrailFault& fault : report.faults) {
    out += "fault " + fault.file + ":" + std::to_string(fault.position) + ": " + fault.message + "\n";
  }
  for (const std::string& what : report.unproven) out += "unproven " + what + "\n";
  return out;
}

}  // namespace modtrail
