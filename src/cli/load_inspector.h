#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "host/stamped_file.h"
#include "modtrail/base/file_tree.h"
#include "modtrail/modules/module_file.h"
#include "modtrail/modules/module_index.h"
#include "modtrail/trail/module_event.h"
#include "modtrail/trail/serials.h"

namespace modtrail {

// How many bytes may be read: so many at once, so many more each second.
class ReadingAllowance {
 public:
  constexpr ReadingAllowance(std::uint64_t most, std::uint64_t each_second)
      : left_(most), most_(most), each_second_(each_second) {}
  // By the steady clock, in milliseconds.
  void refill(std::uint64_t now);
  bool take(std::uint64_t bytes);

 private:
  std::uint64_t left_;
  std::uint64_t most_;
  std::uint64_t each_second_;
  std::uint64_t since_ = 0;
};

// Looks into what was loaded, as soon as its load is told: the file, whose it is, what the kernel made of it.
class LoadInspector {
 public:
  // Of the machine whose files lie below `root`: "/" for this one.  Errors: it cannot be opened.
  static Result<LoadInspector> open(const std::string& root, ReadingAllowance allowance);

  // Nothing for what is no load that took effect, or names no module.
  std::optional<LoadedModule> look(const ModuleEvent& event, Tick now);
  // A module of /proc/modules; its file is looked for in kmod's index alone.
  LoadedModule look(const std::string& module, Tick now);
  // The names in /proc/modules.  Errors: it cannot be read.
  Result<std::vector<std::string>> listed() const;

 private:
  LoadInspector(std::string root, std::unique_ptr<FileTree> tree, ReadingAllowance allowance);
  // What a file told, as long as it has the stamp; `unread` is about its content alone.
  struct ReadFile {
    FileStamp stamp;
    std::string sha256;
    ModuleFile file;
    std::string unread;
  };
  struct Kernel {
    std::optional<std::string> taints;
    std::string build_id;
  };
  Kernel kernel_of(const std::string& module) const;
  std::vector<std::string> places_of(const std::string& module, const ModuleEvent* event);
  Result<const ReadFile*> read(const std::string& path);
  LoadedModule look_at(const std::string& path, const Kernel& kernel, std::uint64_t loaded_at, Tick now);
  LoadedModule look_for(const std::string& module, const ModuleEvent* event, Tick now);
  void find_owner(LoadedModule& module, std::uint64_t loaded_at, Tick now);
  // Of package_databases().
  using Lists = std::vector<std::optional<FileStamp>>;
  Lists lists() const;
  FileOwner owner_of(const std::string& path);
  std::string below(const std::string& path) const;

  std::string root_;
  std::unique_ptr<FileTree> tree_;
  ReadingAllowance allowance_;
  std::string release_;
  bool kernel_checks_ = false;
  ModuleIndex index_;
  std::optional<FileStamp> index_stamp_;
  std::map<std::string, ReadFile> files_;
  std::map<std::string, FileOwner> owners_;  // as long as the lists have these stamps
  Lists lists_;
};

}  // namespace modtrail
