#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/rules/rule.h"

namespace modtrail {

// What a running kernel holds, as AUDIT_GET and AUDIT_LIST_RULES tell it.
struct KernelState {
  std::vector<Rule> rules;  // in the order of the listing; origins are kernel_origin()
  std::uint32_t enabled = 1;
  std::uint32_t failure = 1;
  std::uint32_t rate_limit = 0;
  std::uint32_t backlog_limit = 64;
  std::uint32_t backlog_wait_time = 15000;
  std::uint32_t daemon = 0;  // the process that is registered as audit daemon, and which no rule records; 0: none
};

// "kernel:N": the Nth rule of the listing.
inline constexpr std::string_view kKernelName = "kernel";
inline Origin kernel_origin(std::size_t index) {
  return {std::string(kKernelName), static_cast<std::uint32_t>(index + 1), 1};
}

}  // namespace modtrail
