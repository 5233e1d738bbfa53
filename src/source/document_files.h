#pragma once

#include <string>
#include <vector>

#include "modtrail/base/file_tree.h"
#include "modtrail/base/result.h"

namespace modtrail {

// Files of a directory and those below it that may hold documents, by their names: .yaml .yml .json .bu .butane .ign;
// of a must-gather those about MachineConfigs alone.  Links to directories are not followed.  Errors: too many,
// unreadable.
Result<std::vector<std::string>> document_files(const FileTree& tree, const std::string& directory);

bool has_documents(const FileTree& tree, const std::string& directory);

}  // namespace modtrail
