#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/filter/load.h"
#include "modtrail/filter/world.h"
#include "modtrail/uapi/attempt.h"

// The objects a call looked up by name (struct audit_names), as far as filter fields compare them.
namespace modtrail {

struct NameFacts {
  std::string path;  // canonical
  FileInfo info;
  bool exists = false;
  std::uint32_t magic = 0;  // of the file system (statfs f_type)
};

// In the kernel's order, without those a filesystem rule drops; nothing where they cannot be known (an execve without a
// root, or a filesystem rule about a type that a tree of files does not tell).  A module call has none, but for those a
// tracepoint module makes in tracefs.
std::optional<std::vector<NameFacts>> names_of(const Filter& filter, const World& world, const SyscallEvent& event);

bool is_tracefs(std::string_view path);  // below one of its usual mount points

}  // namespace modtrail
