#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/file_tree.h"
#include "modtrail/trail/loaded_module.h"

// Whose files are, as each package manager keeps it.  Of one that is not there nothing is found at all.
namespace modtrail {

using FileOwners = std::map<std::string, FileOwner>;  // by the path that was asked for

// A package is the better answer, then that it is not known.
void take_in(FileOwners& all, const FileOwners& more);

// Packages list a file under /lib or /usr/lib, by how old they are; the two are one directory today.
std::string_view without_usr(std::string_view path);

inline constexpr std::string_view kDpkgLists = "/var/lib/dpkg/info";
// The lists of packages whose name has the kernel's release in it are read first.
FileOwners dpkg_owners(const FileTree& tree, const std::string& release, const std::set<std::string>& files);

// By every database of RPM's that is there.
FileOwners rpm_owners(const FileTree& tree, const std::set<std::string>& files);
// The files in which such a database may be.
std::vector<std::string> rpm_database_files();

}  // namespace modtrail
