#include <algorithm>

#include "modtrail/base/text.h"
#include "modules/package_lists.h"

// dpkg keeps a list of each package's files.  A module nearly always belongs to a package whose name ends in the
// kernel's release, so those lists are read first, and the others only for files that none of them names.
namespace modtrail {
namespace {

constexpr std::size_t kListLimit = std::size_t{32} << 20;

// "linux-image-6.1.0-9-amd64.list", "libc6:amd64.list"
std::string package_of(std::string_view list) {
  return std::string(list.substr(0, std::min(list.find(':'), list.rfind(".list"))));
}

using Wanted = std::map<std::string_view, std::string, std::less<>>;  // without /usr: as asked for

void look_into(const FileTree& tree, const std::string& list, Wanted& wanted, FileOwners& found) {
  const auto text = tree.read(std::string(kDpkgLists) + "/" + list, kListLimit);
  if (!text) return;
  for (const std::string_view line : split(*text, '\n')) {
    const auto at = wanted.find(without_usr(line));
    if (at == wanted.end()) continue;
    found[at->second] = {Ownership::Package, package_of(list), ""};
    wanted.erase(at);
  }
}

}  // namespace

FileOwners dpkg_owners(const FileTree& tree, const std::string& release, const std::set<std::string>& files) {
  FileOwners found;
  auto lists = tree.list(kDpkgLists);
  if (!lists) return found;
  std::erase_if(*lists, [](const std::string& name) { return !name.ends_with(".list"); });
  std::stable_partition(lists->begin(), lists->end(), [&](const std::string& name) {
    return !release.empty() && name.find(release) != std::string::npos;
  });
  Wanted wanted;
  for (const std::string& file : files) wanted.emplace(without_usr(file), file);
  for (const std::string& list : *lists) {
    if (wanted.empty()) break;
    look_into(tree, list, wanted, found);
  }
  for (const std::string& file : files) found.try_emplace(file, FileOwner{Ownership::Nobody, "", ""});
  return found;
}

}  // namespace modtrail
