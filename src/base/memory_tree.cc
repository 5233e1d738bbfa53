#include <utility>

#include "base/path_walk.h"
#include "modtrail/base/file_tree.h"

namespace modtrail {
namespace {

constexpr std::uint64_t kDevice = 1;
constexpr std::uint64_t kRootInode = 1;

FileInfo directory_info(std::uint64_t inode) {
  FileInfo info;
  info.type = FileType::Directory;
  info.mode = 0755;
  info.device = kDevice;
  info.inode = inode;
  return info;
}

template <class Nodes>
class NodeLookup final : public PathLookup {
 public:
  explicit NodeLookup(const Nodes& nodes) : nodes_(nodes) {}
  Result<FileType> type(const std::string& canonical) const override {
    const auto found = nodes_.find(canonical);
    if (found == nodes_.end()) return missing_file();
    return found->second.info.type;
  }
  Result<std::string> target(const std::string& canonical) const override {
    return nodes_.find(canonical)->second.content;
  }

 private:
  const Nodes& nodes_;
};

template <class Nodes>
Result<std::string> walk_nodes(const Nodes& nodes, std::string_view path, Last last) {
  return walk_path(NodeLookup<Nodes>(nodes), path, last);
}

// Where `path` is put: links in its directory count, and what is not there yet is taken by its
// name.
template <class Nodes>
std::string place(const Nodes& nodes, std::string_view path) {
  std::string absolute = join("/", path);
  while (absolute.size() > 1 && absolute.back() == '/') absolute.pop_back();
  const std::size_t slash = absolute.rfind('/');
  const std::string name = absolute.substr(slash + 1);
  if (name.empty()) return "/";
  if (slash == 0) return "/" + name;
  const std::string_view parent = std::string_view(absolute).substr(0, slash);
  const auto directory = walk_nodes(nodes, parent, Last::Follow);
  return join(directory.has_value() ? *directory : place(nodes, parent), name);
}

}  // namespace

// Puts a node, with the directories above it, in the place of whatever was there.
void MemoryTree::put(std::string_view path, Node node) {
  const std::string canonical = place(nodes_, path);
  if (canonical == "/" && node.info.type != FileType::Directory) return;  // the root stays one
  for (std::string_view above = canonical; above.size() > 1;) {
    above = parent_of(above);
    Node& parent = nodes_[std::string(above)];
    if (parent.info.type == FileType::Directory) break;
    parent = Node{directory_info(above == "/" ? kRootInode : next_inode_++), {}};
  }
  const auto below = nodes_.lower_bound(canonical + '/');
  const bool replaces_directory = node.info.type != FileType::Directory;
  if (replaces_directory) nodes_.erase(below, nodes_.lower_bound(canonical + '0'));
  if (node.info.inode == 0) node.info.inode = next_inode_++;
  if (node.info.device == 0) node.info.device = kDevice;
  nodes_[canonical] = std::move(node);
}

void MemoryTree::add_file(std::string_view path, std::string content) {
  add_file(path, std::move(content), FileInfo{});
}

void MemoryTree::add_file(std::string_view path, std::string content, FileInfo info) {
  info.size = content.size();
  put(path, Node{info, std::move(content)});
}

void MemoryTree::add_directory(std::string_view path) {
  const auto existing = lstat(path);
  if (existing.has_value() && existing->type == FileType::Directory) return;
  put(path, Node{directory_info(0), {}});
}

void MemoryTree::add_link(std::string_view path, std::string_view target) {
  FileInfo info;
  info.type = FileType::Symlink;
  info.mode = 0777;
  info.size = target.size();
  put(path, Node{info, std::string(target)});
}

Result<> MemoryTree::add_hard_link(std::string_view path, std::string_view existing) {
  const auto canonical = walk(existing, Last::Keep);
  if (!canonical.has_value()) return explain("link", existing, canonical.error());
  const auto found = nodes_.find(*canonical);
  if (found == nodes_.end()) return explain("link", existing, missing_file().value());
  if (found->second.info.type == FileType::Directory) {
    return explain("link", existing, Error{"is a directory"});
  }
  put(path, found->second);
  return {};
}

Result<const MemoryTree::Node*> MemoryTree::find(std::string_view path, Last last) const {
  static const Node root{directory_info(kRootInode), {}};
  const auto direct = nodes_.find(path);  // no link is on the way to a node that is here by this name
  if (direct != nodes_.end() && (last == Last::Keep || direct->second.info.type != FileType::Symlink))
    return &direct->second;
  const std::string canonical = TRY(walk(path, last));
  const auto found = nodes_.find(canonical);
  if (found != nodes_.end()) return &found->second;
  if (canonical == "/") return &root;
  return missing_file();
}

Result<std::string> MemoryTree::walk(std::string_view path, Last last) const {
  return walk_nodes(nodes_, path, last);
}

Result<FileInfo> MemoryTree::lstat(std::string_view path) const {
  const auto node = find(path, Last::Keep);
  if (!node.has_value()) return explain("stat", path, node.error());
  return (*node)->info;
}

Result<std::string> MemoryTree::readlink(std::string_view path) const {
  const auto node = find(path, Last::Keep);
  if (!node.has_value()) return explain("read the link", path, node.error());
  if ((*node)->info.type != FileType::Symlink) {
    return explain("read the link", path, Error{"not a symbolic link"});
  }
  return (*node)->content;
}

Result<std::string> MemoryTree::read(std::string_view path, std::size_t limit) const {
  const auto node = find(path, Last::Follow);
  if (!node.has_value()) return explain("read", path, node.error());
  if ((*node)->info.type != FileType::Regular) {
    return explain("read", path, Error{"not a regular file"});
  }
  if ((*node)->content.size() > limit) {
    return explain("read", path, Error{"larger than " + std::to_string(limit) + " bytes"});
  }
  return (*node)->content;
}

Result<std::vector<std::string>> MemoryTree::list(std::string_view path) const {
  const auto node = find(path, Last::Follow);
  if (!node.has_value()) return explain("list", path, node.error());
  if ((*node)->info.type != FileType::Directory) {
    return explain("list", path, Error{"not a directory"});
  }
  const std::string canonical = TRY(walk(path, Last::Follow));
  const std::string prefix = join(canonical, "");
  std::vector<std::string> names;
  for (auto at = nodes_.upper_bound(prefix); at != nodes_.end();) {
    if (at->first.compare(0, prefix.size(), prefix) != 0) break;
    const std::size_t slash = at->first.find('/', prefix.size());
    if (slash == std::string::npos) {
      names.push_back(at->first.substr(prefix.size()));
      ++at;
    } else {
      at = nodes_.lower_bound(at->first.substr(0, slash) + '0');  // past what is below: '0' comes after '/'
    }
  }
  return names;
}

}  // namespace modtrail
