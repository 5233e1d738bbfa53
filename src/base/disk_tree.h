#pragma once

#include <memory>
#include <string>

#include "modtrail/base/file_tree.h"

namespace modtrail {

// Who keeps paths within the root: the kernel (openat2, Linux 5.6), or, where that is not to be
// had, a walk of our own.
enum class Resolver : std::uint8_t { Kernel, Walk };

Result<std::unique_ptr<FileTree>> open_tree(const std::string& root, Resolver resolver);

}  // namespace modtrail
