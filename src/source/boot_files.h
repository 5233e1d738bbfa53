#pragma once

#include <optional>
#include <string>

#include "modtrail/base/file_tree.h"

namespace modtrail {

// The command line the boot loader would give the kernel: of the newest entry under /boot/loader/entries, else of the
// first in grub.cfg, else of /etc/kernel/cmdline, else of /etc/default/grub.  Nothing where there is none of them.
std::optional<std::string> installed_command_line(const FileTree& tree);

}  // namespace modtrail
