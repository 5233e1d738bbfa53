#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/file_tree.h"

namespace modtrail {

// A tree with some files replaced or added.  Links of the base count: what is put at the end of one replaces the file
// it leads to.  Directories that the base lacks are there as soon as something is put below them.
class OverlayTree final : public FileTree {
 public:
  explicit OverlayTree(const FileTree& base) : base_(base) {}
  // Keeps the owner and mode of a file that is replaced.
  void put(const std::string& path, std::string content);
  void put(const std::string& path, std::string content, FileInfo info);

  Result<FileInfo> lstat(std::string_view path) const override;
  Result<std::string> readlink(std::string_view path) const override;
  Result<std::vector<std::string>> list(std::string_view path) const override;
  Result<std::string> read(std::string_view path, std::size_t limit) const override;

 private:
  struct File {
    FileInfo info;
    std::string content;
  };
  std::string place_of(std::string_view path) const;
  bool is_above(const std::string& place) const;

  const FileTree& base_;
  std::map<std::string, File, std::less<>> files_;  // by the path links lead to
};

}  // namespace modtrail
