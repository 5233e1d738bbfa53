#include "base/path_walk.h"

#include <forward_list>
#include <utility>
#include <vector>

#include "modtrail/base/random_file.h"

// The walk keeps two things: the canonical path so far, and the components still to come (a stack:
// the next one is on top).  A link on the way is replaced by its target's components; an absolute
// target starts over at the root, and ".." at the root stays there.  So no path, however it is
// made, can leave the tree; and since each link costs one of forty and a path has at most 4095
// bytes, every walk ends.
namespace modtrail {
namespace {

struct Walk {
  const PathLookup& lookup;
  Last last;
  std::string at = "/";                    // canonical
  std::vector<std::string_view> to_come;   // the next component at the back
  std::forward_list<std::string> targets;  // of the links on the way, which hold components
  int links = 0;
  bool directory = false;  // the path ends in a slash: what it names must be a directory
};

bool ends_in_slash(std::string_view path) {
  return !path.empty() && path.back() == '/';
}

Result<> push(Walk& walk, std::string_view path) {
  if (path.empty() || path.find('\0') != std::string_view::npos) return missing_file();
  if (path.size() > kPathLimit) return fail("file name too long");
  // What follows the last component of the whole decides, and a link's target can only be there if
  // nothing is left.
  if (walk.to_come.empty()) walk.directory = walk.directory || ends_in_slash(path);
  for (std::size_t end = path.size(); end > 0;) {
    const std::size_t slash = path.rfind('/', end - 1);
    const std::size_t begin = slash == std::string_view::npos ? 0 : slash + 1;
    if (begin < end) walk.to_come.push_back(path.substr(begin, end - begin));
    end = begin == 0 ? 0 : begin - 1;
  }
  return {};
}

Result<> follow(Walk& walk, const std::string& link) {
  if (++walk.links > kLinkLimit) return fail("too many levels of symbolic links");
  const std::string& target = walk.targets.emplace_front(TRY(walk.lookup.target(link)));
  if (target.substr(0, 1) == "/") walk.at = "/";
  return push(walk, target);
}

Result<> enter(Walk& walk, std::string_view name) {
  if (name.size() > kNameLimit) return fail("file name too long");
  const bool is_last = walk.to_come.empty() && !walk.directory;
  const bool kept = is_last && walk.last == Last::Keep;
  std::string next = join(walk.at, name);
  const auto type = walk.lookup.type(next);
  if (!type.has_value()) {
    if (!kept || type.error().kind != ErrorKind::Missing) return tl::unexpected(type.error());
  } else if (*type == FileType::Symlink && !kept) {
    return follow(walk, next);
  } else if (*type != FileType::Directory && !is_last) {
    return fail("not a directory");
  }
  walk.at = std::move(next);
  return {};
}

Result<> step(Walk& walk) {
  const std::string_view name = walk.to_come.back();
  walk.to_come.pop_back();
  if (name == ".") return {};
  if (name != "..") return enter(walk, name);
  walk.at = std::string(parent_of(walk.at));
  return {};
}

class TreeLookup final : public PathLookup {
 public:
  explicit TreeLookup(const FileTree& tree) : tree_(tree) {}
  Result<FileType> type(const std::string& canonical) const override {
    const auto info = tree_.lstat(canonical);
    if (!info.has_value()) return tl::unexpected(bare(info.error()));
    return info->type;
  }
  Result<std::string> target(const std::string& canonical) const override {
    auto target = tree_.readlink(canonical);
    if (!target.has_value()) return tl::unexpected(bare(target.error()));
    return target;
  }

 private:
  // The reason without what a tree says before it.
  static Error bare(const Error& error) {
    const std::size_t colon = error.message.rfind(": ");
    if (colon == std::string::npos) return error;
    return Error{error.message.substr(colon + 2), error.kind};
  }

  const FileTree& tree_;
};

}  // namespace

Result<std::string> walk_path(const PathLookup& lookup, std::string_view path, Last last) {
  Walk walk{lookup, last, "/", {}, {}, 0, false};
  TRY(push(walk, path));
  while (!walk.to_come.empty()) TRY(step(walk));
  return std::move(walk.at);
}

std::string_view parent_of(std::string_view canonical) {
  const std::size_t slash = canonical.rfind('/');
  return slash == 0 ? canonical.substr(0, 1) : canonical.substr(0, slash);
}

std::string join(std::string_view directory, std::string_view name) {
  std::string path(directory);
  if (!ends_in_slash(directory)) path += '/';
  path += name;
  return path;
}

tl::unexpected<Error> explain(std::string_view what, std::string_view path, const Error& error) {
  std::string message = "cannot " + std::string(what) + ' ' + std::string(path) + ": ";
  return fail(message + error.message, error.kind);
}

tl::unexpected<Error> missing_file() {
  return fail("no such file or directory", ErrorKind::Missing);
}

Result<> FileTree::read_pieces(std::string_view path, std::size_t limit, const PieceSink& sink) const {
  sink(TRY(read(path, limit)));
  return {};
}

Result<std::unique_ptr<RandomFile>> FileTree::open_random(std::string_view path) const {
  return random_file(TRY(read(path, kFileLimit)));
}

Result<std::string> FileTree::walk(std::string_view path, Last last) const {
  return walk_path(TreeLookup(*this), path, last);
}

Result<std::string> resolve(const FileTree& tree, std::string_view path, Last last) {
  auto resolved = tree.walk(path, last);
  if (!resolved.has_value()) return explain("resolve", path, resolved.error());
  return resolved;
}

Result<FileInfo> stat(const FileTree& tree, std::string_view path) {
  const std::string resolved = TRY(resolve(tree, path, Last::Follow));
  return tree.lstat(resolved);
}

}  // namespace modtrail
