#include "modtrail/modules/module_facts.h"

#include "modtrail/base/sha256.h"

namespace modtrail {
namespace {

constexpr std::size_t kFile = std::size_t{64} << 20;
constexpr std::size_t kUnpacked = std::size_t{256} << 20;

ModuleFacts facts_of(const FileTree& tree, const std::string& path, const JudgedModule& module) {
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
    facts.match = match_of(module.build_id, facts.file.build_id);
  } else {
    facts.unread = path + ": " + file.error().message;
  }
  return facts;
}

}  // namespace

FileMatch match_of(const std::string& loaded, const std::string& file) {
  if (loaded.empty() || file.empty()) return FileMatch::Unknown;
  return loaded == file ? FileMatch::Same : FileMatch::Other;
}

Result<ModuleFile> read_module_file(std::string_view bytes, std::size_t limit) {
  const std::string unpacked = TRY(unpacked_module(bytes, limit));
  return parse_module_file(unpacked);
}

std::map<std::string, ModuleFacts, std::less<>> read_module_facts(const FileTree& tree, const ModuleIndex& index,
                                                                  const std::string& release,
                                                                  const std::vector<JudgedModule>& modules) {
  std::map<std::string, ModuleFacts, std::less<>> out;
  std::set<std::string> paths;
  for (const JudgedModule& module : modules) {
    const auto at = index.files.find(module.name);
    if (at == index.files.end()) continue;
    out[module.name] = facts_of(tree, at->second, module);
    paths.insert(at->second);
  }
  const std::map<std::string, FileOwner> owners = find_owners(tree, release, paths);
  for (auto& [name, facts] : out) {
    if (const auto owner = owners.find(facts.path); owner != owners.end()) facts.owner = owner->second;
  }
  return out;
}

}  // namespace modtrail
