#pragma once

#include <optional>
#include <string>
#include <vector>

#include "modtrail/base/result.h"

// Files of the running machine changed so that it can be undone.
//
// Before anything is changed, what the files hold is written to STATE/undo-N.json.  Each file is replaced whole or not
// at all, and keeps owner, mode and SELinux label; a run that is killed between two files leaves each of them old or
// new, and the next run does the rest.
namespace modtrail {

struct FileChange {
  std::string path;                   // absolute
  std::optional<std::string> before;  // nothing: there is no such file
  std::string after;
};

inline constexpr const char* kInstallState = "/var/lib/modtrail/install";

// Errors: a file is not as `before` says (nor as `after` says: then it is left), or cannot be written.
Result<> install_files(const std::vector<FileChange>& changes, const std::string& state);

// Takes the last installation back; the paths it restored.  Errors: there is none; a file was changed since.
Result<std::vector<std::string>> undo_install(const std::string& state);

}  // namespace modtrail
