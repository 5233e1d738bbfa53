#include "modtrail/modules/module_index.h"

#include "modtrail/base/text.h"
#include "modtrail/modules/views.h"

namespace modtrail {
namespace {

constexpr std::size_t kIndexLimit = std::size_t{32} << 20;

// "kernel/drivers/net/dummy.ko.xz" is dummy's.
std::string name_of_file(std::string_view path) {
  const std::string_view file = path.substr(path.rfind('/') + 1);
  return module_name(file.substr(0, file.find(".ko")));
}

std::string read_or_empty(const FileTree& tree, const std::string& path) {
  return tree.read(path, kIndexLimit).value_or("");
}

}  // namespace

std::map<std::string, std::string, std::less<>> parse_modules_dep(std::string_view text, std::string_view directory) {
  std::map<std::string, std::string, std::less<>> files;
  for (const std::string_view line : split(text, '\n')) {
    const std::string_view path = line.substr(0, line.find(':'));
    if (path.size() == line.size() || path.empty()) continue;
    const std::string whole =
        path.front() == '/' ? std::string(path) : std::string(directory) + "/" + std::string(path);
    files.emplace(name_of_file(path), whole);
  }
  return files;
}

std::set<std::string, std::less<>> parse_modules_builtin(std::string_view text) {
  std::set<std::string, std::less<>> names;
  for (const std::string_view line : split(text, '\n')) {
    if (!line.empty()) names.insert(name_of_file(line));
  }
  return names;
}

ModuleIndex read_module_index(const FileTree& tree, const std::string& release) {
  ModuleIndex index;
  if (release.empty() || release.find('/') != std::string::npos) return index;
  const std::string directory = "/lib/modules/" + release;
  index.files = parse_modules_dep(read_or_empty(tree, directory + "/modules.dep"), directory);
  index.built_in = parse_modules_builtin(read_or_empty(tree, directory + "/modules.builtin"));
  return index;
}

}  // namespace modtrail
