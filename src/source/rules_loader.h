#pragma once

#include <optional>

#include "modtrail/base/file_tree.h"
#include "modtrail/uapi/machine.h"

namespace modtrail {

// What the audit services run to load the rules at boot; nothing where no unit tells it.
std::optional<Loader> rules_loader(const FileTree& tree);

}  // namespace modtrail
