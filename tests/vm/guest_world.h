#pragma once

#include <string>
#include <string_view>

#include "modtrail/base/file_tree.h"

// The files of the guest as the model sees them: the common world of tests/cases/README.md, and its changes.
namespace modtrail {

MemoryTree guest_tree();

// One line "directory /opt/d", "file ...", "text ...", "link ...", "hardlink ...", "mode ...", "inode ...",
// "missing ...". Errors: a change that a tree without mounts and removals cannot make.
Result<> change_guest_tree(MemoryTree& tree, std::string_view line);

inline constexpr std::string_view kGuestPasswd =
    "root:x:0:0::/root:/bin/sh\ndaemon:x:1:1::/usr/sbin:/bin/false\n"
    "alice:x:1000:1000::/home/alice:/bin/sh\nbob:x:1001:1001::/home/bob:/bin/sh\n";
inline constexpr std::string_view kGuestGroup =
    "root:x:0:\ndaemon:x:1:\nwheel:x:10:alice\nalice:x:1000:\nbob:x:1001:\n";

}  // namespace modtrail
