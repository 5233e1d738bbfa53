#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace modtrail {

enum class ProcessState : std::uint8_t {
  Runs,
  Stopped,  // it got SIGSTOP, or is traced, and does nothing
  Gone
};
// By /proc.
ProcessState state_of(std::uint32_t process);

// Bytes that root may still write where this file is; nothing where that is not known.
std::optional<std::uint64_t> room_for(const std::string& file);

}  // namespace modtrail
