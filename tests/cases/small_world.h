#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "cases/case_file.h"
#include "modtrail/filter/load.h"

// The files of a case while they change, and what the kernel does to the rules that sit on them: a watch follows the
// name it was given in the directory it was given (by inode), and goes with that directory.
namespace modtrail::cases {

class SmallWorld {
 public:
  SmallWorld();  // the common world of README.md

  // Nothing that README.md does not name; an error names it.
  Result<> apply(const Change& change);

  MemoryTree tree() const;

  // Rules as they stand after the changes since they were loaded.
  void attach(const Filter& filter);
  Filter filter() const;

 private:
  struct Node {
    FileInfo info;
    std::string content;
  };
  using Nodes = std::map<std::string, Node>;
  struct Mount {
    std::string path;
    Nodes hidden;
  };
  // A rule on a file name: which directory, which name, how often what the name stands for has changed.
  struct Watch {
    std::uint64_t directory = 0;
    std::string name;
    std::size_t updates = 0;
    std::optional<FileInfo> seen;
    bool removed = false;
  };

  void put(const std::string& path, FileType type, std::string content);
  Nodes take(const std::string& path);
  std::string path_of(std::uint64_t inode) const;
  std::string real(const std::string& path) const;
  void mount(const std::string& path);
  void unmount(const std::string& path);
  void drop_watches(const Nodes& gone);
  void update_watches();
  Watch watch(const Object& object) const;

  Nodes nodes_;
  std::vector<Mount> mounts_;
  std::uint64_t next_inode_ = 100;
  std::uint64_t device_ = 1;
  Filter loaded_;
  std::vector<Watch> watches_;  // one for each exit rule, empty names for those without
};

}  // namespace modtrail::cases
