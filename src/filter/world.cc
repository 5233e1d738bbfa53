#include "modtrail/filter/world.h"

#include <memory>
#include <utility>

// The world a filter works in: which file a path of a rule stands for.  Entry points: assumed_world, known_world,
// find_object, find_directory.
namespace modtrail {

namespace {

// Debian 12's layout, as far as rules about modules name it.
MemoryTree make_assumed_tree() {
  MemoryTree tree;
  for (const char* directory :
       {"/usr/bin", "/usr/sbin", "/usr/lib", "/usr/lib64", "/etc", "/tmp", "/opt", "/var", "/root"})
    tree.add_directory(directory);
  tree.add_link("/bin", "usr/bin");
  tree.add_link("/sbin", "usr/sbin");
  tree.add_link("/lib", "usr/lib");
  tree.add_link("/lib64", "usr/lib64");
  tree.add_file("/usr/bin/kmod", "");
  for (const char* tool : {"insmod", "rmmod", "modprobe", "lsmod", "modinfo", "depmod"})
    tree.add_link(std::string("/usr/sbin/") + tool, "/bin/kmod");
  return tree;
}

const FileTree& assumed_tree() {
  static const MemoryTree tree = make_assumed_tree();
  return tree;
}

std::string_view parent_of(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == 0 ? path.substr(0, 1) : path.substr(0, slash);
}

std::string without_slashes(std::string_view path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  return std::string(path);
}

bool is_directory(const FileTree& tree, std::string_view path) {
  const Result<FileInfo> info = stat(tree, path);
  return info.has_value() && info->type == FileType::Directory;
}

std::optional<FileInfo> info_of(const FileTree& tree, std::string_view path) {
  Result<FileInfo> info = tree.lstat(path);
  if (!info) return std::nullopt;
  return *info;
}

// Where nobody showed us the files, a path is the one the rule writes, links of the merged /usr resolved.
Object assumed_object(const World& world, std::string_view path) {
  Result<std::string> resolved = resolve(*world.tree, path, Last::Keep);
  Object object{resolved ? *resolved : std::string(path), std::nullopt};
  object.info = info_of(*world.tree, object.path);
  return object;
}

}  // namespace

World assumed_world(Machine machine) {
  World world;
  world.machine = std::move(machine);
  world.tree = &assumed_tree();
  world.files = Files::Assumed;
  world.names.users["root"] = 0;
  world.names.groups["root"] = 0;
  return world;
}

World known_world(Machine machine, const FileTree& tree) {
  World world;
  world.machine = std::move(machine);
  world.tree = &tree;
  world.files = Files::Known;
  const Result<std::string> passwd = tree.read("/etc/passwd", kFileLimit);
  const Result<std::string> group = tree.read("/etc/group", kFileLimit);
  world.names = parse_names(passwd ? *passwd : "", group ? *group : "");
  return world;
}

std::optional<Object> find_object(const World& world, std::string_view path) {
  if (path.empty() || path.front() != '/') return std::nullopt;
  if (world.files == Files::Assumed) return assumed_object(world, path);
  if (!is_directory(*world.tree, parent_of(path))) return std::nullopt;
  const Result<std::string> resolved = resolve(*world.tree, path, Last::Keep);
  if (!resolved) return std::nullopt;
  return Object{*resolved, info_of(*world.tree, *resolved)};
}

std::optional<Object> find_directory(const World& world, std::string_view path) {
  if (path.empty() || path.front() != '/') return std::nullopt;
  const Last last = path.back() == '/' ? Last::Follow : Last::Keep;
  if (world.files == Files::Assumed) {
    const Result<std::string> resolved = resolve(*world.tree, path, last);
    Object object{resolved ? *resolved : without_slashes(path), std::nullopt};
    object.info = info_of(*world.tree, object.path);
    return object;
  }
  const Result<std::string> resolved = resolve(*world.tree, path, last);
  if (!resolved) return std::nullopt;
  const std::optional<FileInfo> info = info_of(*world.tree, *resolved);
  if (!info) return std::nullopt;
  return Object{*resolved, info};
}

}  // namespace modtrail
