#include "source/document_files.h"

#include <algorithm>
#include <array>

#include "modtrail/base/text.h"

namespace modtrail {
namespace {

constexpr std::size_t kFiles = 100000;
constexpr std::size_t kDepth = 32;
constexpr std::string_view kGathered = "/cluster-scoped-resources/machineconfiguration.openshift.io";
constexpr std::array<std::string_view, 6> kSuffixes = {".yaml", ".yml", ".json", ".bu", ".butane", ".ign"};

// Depth first, by name: the order in which `oc apply -R -f` takes them.
Result<> walk(const FileTree& tree, const std::string& directory, std::size_t depth, std::vector<std::string>& out) {
  if (depth > kDepth) return fail(directory + ": more than " + std::to_string(kDepth) + " directories deep");
  for (const std::string& name : TRY(tree.list(directory))) {
    if (name == ".git") continue;
    const std::string path = directory + (directory.ends_with('/') ? "" : "/") + name;
    const Result<FileInfo> own = tree.lstat(path);
    if (!own) continue;
    if (own->type == FileType::Directory) {
      TRY(walk(tree, path, depth + 1, out));
      continue;
    }
    const Result<FileInfo> info = stat(tree, path);
    if (!info || info->type != FileType::Regular || !is_document_name(name)) continue;
    if (out.size() == kFiles) return fail(directory + ": more than " + std::to_string(kFiles) + " files");
    out.push_back(path);
  }
  return {};
}

}  // namespace

bool is_document_name(std::string_view name) {
  const std::string small = lower(name);
  return std::any_of(kSuffixes.begin(), kSuffixes.end(), [&](std::string_view end) { return small.ends_with(end); });
}

Result<std::vector<std::string>> document_files(const FileTree& tree, const std::string& directory) {
  std::vector<std::string> all;
  TRY(walk(tree, directory, 1, all));
  const auto is_gathered = [](const std::string& path) { return path.find(kGathered) != std::string::npos; };
  if (std::none_of(all.begin(), all.end(), is_gathered)) return all;
  std::vector<std::string> some;
  std::copy_if(all.begin(), all.end(), std::back_inserter(some), is_gathered);
  return some;
}

bool has_documents(const FileTree& tree, const std::string& directory) {
  const Result<std::vector<std::string>> files = document_files(tree, directory);
  return !files || !files->empty();
}

}  // namespace modtrail
