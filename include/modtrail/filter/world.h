#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "modtrail/base/file_tree.h"
#include "modtrail/rules/parse.h"
#include "modtrail/uapi/machine.h"

namespace modtrail {

enum class Files : std::uint8_t { Known, Assumed };

// What rules are loaded into: a machine and its files.  The tree outlives it.
struct World {
  Machine machine;
  const FileTree* tree = nullptr;  // never null
  Files files = Files::Assumed;
  Names names;
};

// A world without a root: Debian 12's merged /usr with kmod and its links, root's passwd entry; any other path that a
// rule names is taken to exist (its directory at least).
World assumed_world(Machine machine);
// A world of a tree that was shown to us; users and groups are read from it.
World known_world(Machine machine, const FileTree& tree);

// The object the kernel attaches a path=, exe= or -w rule to: the parent directory is followed, the last name is not
// (kernel/audit_watch.c audit_get_nd, audit_exe.c).
struct Object {
  std::string path;  // canonical
  // Nothing while there is no such file, or the files are assumed and it is not among them.
  std::optional<FileInfo> info;
};
// Nothing where the parent directory does not exist (ENOENT).
std::optional<Object> find_object(const World& world, std::string_view path);

// The same for dir=: the last name is followed only if the path ends in a slash (kern_path(path, 0)).
std::optional<Object> find_directory(const World& world, std::string_view path);

}  // namespace modtrail
