#include "modtrail/modules/module_index.h"
#include "modules/package_lists.h"

// A machine may have the files of two package managers, as a Debian with rpm on it.  A package that either names is the
// owner; that a file is nobody's has to be said by both.
namespace modtrail {
namespace {

int weight(Ownership ownership) {
  switch (ownership) {
    case Ownership::Nobody:
      return 0;
    case Ownership::Unknown:
      return 1;
    case Ownership::Package:
      return 2;
  }
  return 0;
}

}  // namespace

void take_in(FileOwners& all, const FileOwners& more) {
  for (const auto& [file, owner] : more) {
    const auto [at, is_new] = all.try_emplace(file, owner);
    if (!is_new && weight(owner.ownership) > weight(at->second.ownership)) at->second = owner;
  }
}

std::string_view without_usr(std::string_view path) {
  return path.starts_with("/usr/lib/") ? path.substr(4) : path;
}

std::map<std::string, FileOwner> find_owners(const FileTree& tree, const std::string& release,
                                             const std::set<std::string>& files) {
  FileOwners found = dpkg_owners(tree, release, files);
  std::set<std::string> left;
  for (const std::string& file : files) {
    if (const auto at = found.find(file); at == found.end() || at->second.ownership != Ownership::Package) {
      left.insert(file);
    }
  }
  if (!left.empty()) take_in(found, rpm_owners(tree, left));
  const FileOwner nowhere{Ownership::Unknown, "", "there is no package database that is read"};
  for (const std::string& file : files) found.try_emplace(file, nowhere);
  return found;
}

std::vector<std::string> package_databases() {
  std::vector<std::string> files = rpm_database_files();
  files.emplace_back(kDpkgLists);
  return files;
}

}  // namespace modtrail
