#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "modtrail/base/result.h"

namespace modtrail {

// Where a process that is enclosed may go; each path with all beneath it.
struct Enclosure {
  std::vector<std::string> readable;
  std::vector<std::string> writable;  // directories: files in them may be made, read, changed, renamed and removed
};

// NoLandlock: the kernel has none, or it was not started with it (before 5.13; lsm=): files are kept from the process
// by their modes alone.
enum class Enclosed : std::uint8_t { Whole, NoLandlock };

// For good (landlock(7), seccomp(2)): no file but these, no new socket, no new process, no memory that can be
// executed, and no other system call than those a running watch makes: the rest fail with EPERM.  What is open stays
// open.  After keep_only().  Errors: the kernel takes no filter.
Result<Enclosed> enclose(const Enclosure& places);

// The same for the process that asks the kernel for its audit state: it opens nothing, and only speaks on what it has.
Result<> enclose_speaker();

}  // namespace modtrail
