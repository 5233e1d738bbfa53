#include "modtrail/modules/module_facts.h"

#include <algorithm>

#include "modtrail/base/parallel.h"
#include "modtrail/base/sha256.h"
#include "modtrail/base/unpack.h"

namespace modtrail {
namespace {

constexpr std::size_t kFile = std::size_t{64} << 20;
constexpr std::size_t kUnpacked = std::size_t{256} << 20;
constexpr std::size_t kManyFiles = 8;
constexpr unsigned kMostThreads = 8;

ModuleFacts facts_of(const FileTree& tree, const std::string& path) {
  ModuleFacts facts;
  facts.path = path;
  const auto bytes = tree.read(path, kFile);
  if (!bytes) {
    facts.unread = bytes.error().message;
    return facts;
  }
  facts.sha256 = sha256_hex(*bytes);
  auto file = read_module_file(*bytes, kUnpacked);
  if (file) {
    facts.file = std::move(*file);
  } else {
    facts.unread = path + ": " + file.error().message;
  }
  return facts;
}

struct Wanted {
  const std::string* path = nullptr;
  ModuleFacts* facts = nullptr;
};

// Several at once: reading and hashing the files of a host's modules takes longer than all the rest.  A tree's read()
// changes nothing but where it meets a place of /proc or /sys, and no module lies there.
void read_all(const FileTree& tree, const std::vector<Wanted>& wanted) {
  const auto read = [&](std::size_t i) { *wanted[i].facts = facts_of(tree, *wanted[i].path); };
  if (wanted.size() < kManyFiles) {
    for (std::size_t i = 0; i < wanted.size(); ++i) read(i);
  } else {
    const Workers workers(wanted.size(), std::min(available_processors(), kMostThreads), read);
  }
}

}  // namespace

FileMatch match_of(const std::string& loaded, const std::string& file) {
  if (loaded.empty() || file.empty()) return FileMatch::Unknown;
  return loaded == file ? FileMatch::Same : FileMatch::Other;
}

Result<ModuleFile> read_module_file(std::string_view bytes, std::size_t limit) {
  if (packing_of(bytes.substr(0, kPackingHead)) == Packing::None) return parse_module_file(bytes);
  const std::string unpacked = TRY(unpacked_module(bytes, limit));
  return parse_module_file(unpacked);
}

FactsByName read_module_facts(const FileTree& tree, const ModuleIndex& index, const std::string& release,
                              const std::set<std::string>& modules) {
  FactsByName out;
  std::set<std::string> paths;
  std::vector<Wanted> wanted;
  for (const std::string& module : modules) {
    const auto at = index.files.find(module);
    if (at == index.files.end()) continue;
    wanted.push_back({&at->second, &out[module]});
    paths.insert(at->second);
  }
  if (wanted.empty()) return out;
  read_all(tree, wanted);
  const std::map<std::string, FileOwner> owners = find_owners(tree, release, paths);
  for (auto& [name, facts] : out) {
    if (const auto owner = owners.find(facts.path); owner != owners.end()) facts.owner = owner->second;
  }
  return out;
}

}  // namespace modtrail
