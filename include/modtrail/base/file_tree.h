#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/result.h"

// Everything that is not the live kernel is a tree of files: a host's root, an image, a MachineConfig's files, a test.
namespace modtrail {

enum class FileType : std::uint8_t { Regular, Directory, Symlink, Fifo, Socket, Character, Block };

struct FileInfo {
  FileType type = FileType::Regular;
  std::uint32_t mode = 0644;  // permission bits, 0 to 07777
  std::uint32_t uid = 0;
  std::uint32_t gid = 0;
  std::uint64_t device = 0;  // of the file system
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::uint64_t special = 0;  // the device a device node stands for
};

enum class Last : std::uint8_t { Follow, Keep };

class RandomFile;  // random_file.h
using PieceSink = std::function<void(std::string_view)>;

// Paths are absolute within the tree ("/etc/audit/rules.d"); no method leaves the tree, whatever links say.
class FileTree {
 public:
  virtual ~FileTree() = default;

  // The last component is not followed; the ones before it are, inside the tree.
  virtual Result<FileInfo> lstat(std::string_view path) const = 0;
  virtual Result<std::string> readlink(std::string_view path) const = 0;
  // Names without "." and "..", sorted by bytes.  Links are followed, inside the tree.
  virtual Result<std::vector<std::string>> list(std::string_view path) const = 0;
  // Regular files only (links followed, inside the tree); an error past `limit` bytes.
  virtual Result<std::string> read(std::string_view path, std::size_t limit) const = 0;
  // The same bytes in pieces, as they come, for a long file of which little is kept; in one where the tree has no
  // better.  An error may follow pieces.
  virtual Result<> read_pieces(std::string_view path, std::size_t limit, const PieceSink& sink) const;
  // The same file, of which parts are read where it lies; a copy where the tree has no better, an error past kFileLimit
  // bytes.
  virtual Result<std::unique_ptr<RandomFile>> open_random(std::string_view path) const;
  // See resolve() below; the message of an error is the reason alone.
  virtual Result<std::string> walk(std::string_view path, Last last) const;
};

inline constexpr std::size_t kFileLimit = std::size_t{64} << 20;

// A directory of this machine seen as a root ("/" for the machine itself), by openat2(RESOLVE_IN_ROOT).
Result<std::unique_ptr<FileTree>> open_tree(const std::string& root);

// Files told one by one: tests, fuzzers, decoded storage.files, the files assumed of a machine nobody showed us.
class MemoryTree final : public FileTree {
 public:
  // Missing parents are made as directories 0755 root:root; an existing file of that path is replaced.
  void add_file(std::string_view path, std::string content);
  void add_file(std::string_view path, std::string content, FileInfo info);
  void add_directory(std::string_view path);
  void add_link(std::string_view path, std::string_view target);
  // `path` becomes another name of the file at `existing`.
  Result<> add_hard_link(std::string_view path, std::string_view existing);

  Result<FileInfo> lstat(std::string_view path) const override;
  Result<std::string> readlink(std::string_view path) const override;
  Result<std::vector<std::string>> list(std::string_view path) const override;
  Result<std::string> read(std::string_view path, std::size_t limit) const override;
  Result<std::string> walk(std::string_view path, Last last) const override;

 private:
  struct Node {
    FileInfo info;
    std::string content;  // a file's bytes or a link's target
  };
  void put(std::string_view path, Node node);
  Result<const Node*> find(std::string_view path, Last last) const;

  std::map<std::string, Node, std::less<>> nodes_;  // by path without links in it
  std::uint64_t next_inode_ = 2;
};

// The path with every link on the way resolved inside the tree (at most 40, as the kernel's MAXSYMLINKS), "." and ".."
// folded; the last component is followed or kept.  Keep does not need the last component to exist; Follow does.
Result<std::string> resolve(const FileTree& tree, std::string_view path, Last last);

// The identity of the file at `path` (links followed or not): what the kernel compares.
Result<FileInfo> stat(const FileTree& tree, std::string_view path);

}  // namespace modtrail
