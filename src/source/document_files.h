#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/file_tree.h"
#include "modtrail/base/result.h"

namespace modtrail {

// Does the name end as a document's: .yaml .yml .json .bu .butane .ign?
bool is_document_name(std::string_view name);

// Files of a directory and those below it that may hold documents, by their names; of a must-gather those about
// MachineConfigs alone.  Links to directories are not followed.  Errors: too many, unreadable.
Result<std::vector<std::string>> document_files(const FileTree& tree, const std::string& directory);

bool has_documents(const FileTree& tree, const std::string& directory);

}  // namespace modtrail
