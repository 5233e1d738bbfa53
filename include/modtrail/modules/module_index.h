#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/file_tree.h"
#include "modtrail/trail/loaded_module.h"

// Where modules lie on disk, and whose they are.
namespace modtrail {

// kmod's index of one kernel's modules (modules.dep(5)).
struct ModuleIndex {
  std::map<std::string, std::string, std::less<>> files;  // by the module's name: the absolute path
  std::set<std::string, std::less<>> built_in;
};
// Of modules.dep's text; `directory` is where it lies, without a slash at the end.
std::map<std::string, std::string, std::less<>> parse_modules_dep(std::string_view text, std::string_view directory);
// Of modules.builtin's.
std::set<std::string, std::less<>> parse_modules_builtin(std::string_view text);
// Of /lib/modules/RELEASE; what is not there is empty.
ModuleIndex read_module_index(const FileTree& tree, const std::string& release);

// By dpkg's lists of files and by RPM's databases, each of the files, which are absolute paths.
std::map<std::string, FileOwner> find_owners(const FileTree& tree, const std::string& release,
                                             const std::set<std::string>& files);
// The files and directories that are looked into for it; what is not there may come.
std::vector<std::string> package_databases();

}  // namespace modtrail
