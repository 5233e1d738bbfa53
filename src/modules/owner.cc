#include <algorithm>
#include <iterator>

#include "modtrail/base/text.h"
#include "modtrail/modules/module_index.h"

// dpkg keeps a list of each package's files.  A module nearly always belongs to a package whose name ends in the
// kernel's release, so those lists are read first, and the others only for files that none of them names.
namespace modtrail {
namespace {

constexpr std::string_view kLists = "/var/lib/dpkg/info";
constexpr std::size_t kListLimit = std::size_t{32} << 20;

// dpkg has a file under /lib or /usr/lib, by how old its package is; the two are one directory today.
std::string_view without_usr(std::string_view path) {
  return path.starts_with("/usr/lib/") ? path.substr(4) : path;
}

// "linux-image-6.1.0-9-amd64.list", "libc6:amd64.list"
std::string package_of(std::string_view list) {
  return std::string(list.substr(0, std::min(list.find(':'), list.rfind(".list"))));
}

using Wanted = std::map<std::string_view, std::string, std::less<>>;  // without /usr: as asked for

void look_into(const FileTree& tree, const std::string& list, Wanted& wanted, std::map<std::string, FileOwner>& found) {
  const auto text = tree.read(std::string(kLists) + "/" + list, kListLimit);
  if (!text) return;
  for (const std::string_view line : split(*text, '\n')) {
    const auto at = wanted.find(without_usr(line));
    if (at == wanted.end()) continue;
    found[at->second] = {Ownership::Package, package_of(list)};
    wanted.erase(at);
  }
}

constexpr std::string_view kRpmDatabases[] = {"/usr/lib/sysimage/rpm", "/var/lib/rpm"};

}  // namespace

std::string why_owners_unknown(const FileTree& tree) {
  if (tree.list(kLists)) return "";
  const bool rpm = std::any_of(std::begin(kRpmDatabases), std::end(kRpmDatabases),
                               [&](std::string_view place) { return tree.lstat(place).has_value(); });
  return rpm ? "the RPM database is not read" : "there is no package database that is read";
}

std::map<std::string, FileOwner> find_owners(const FileTree& tree, const std::string& release,
                                             const std::set<std::string>& files) {
  std::map<std::string, FileOwner> found;
  auto lists = tree.list(kLists);
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
  for (const auto& [path, file] : wanted) found[file] = {Ownership::Nobody, ""};
  return found;
}

}  // namespace modtrail
