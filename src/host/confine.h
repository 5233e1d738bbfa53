#pragma once

#include <span>

#include "modtrail/uapi/abi.h"

namespace modtrail {

// For a child that is to make a few system calls and nothing else: no descriptor but `kept`, no capability, no way to
// get one, and (seccomp(2)) no other call than these, write and exit.  Any other call kills it.
// False: its capabilities could not be given up.  A kernel without seccomp leaves it the rest.
bool confine(int kept, std::span<const Entry> calls);

// Closes every descriptor from this one on.
void close_from(int first);

// Ends it.  Not marked as what never returns, nor is it _exit(): before those a sanitizer makes other calls.
void leave(int code);

}  // namespace modtrail
