#pragma once

#include <map>
#include <set>
#include <string>

#include "modtrail/modules/module_file.h"
#include "modtrail/modules/module_index.h"

// What the files tell of modules that are loaded: of the file that kmod would load under that name today, which may not
// be the one that was.
namespace modtrail {

// Of two build ids in hex; "" is none.
FileMatch match_of(const std::string& loaded, const std::string& file);

struct ModuleFacts {
  std::string path;    // "": kmod's index has no module of this name
  std::string sha256;  // of the file as it lies there, in hex; "" where it cannot be read
  std::string unread;  // why it could not be read, or is no module
  ModuleFile file;
  FileOwner owner;
};

// By the module's name; those that kmod's index lacks are left out.
using FactsByName = std::map<std::string, ModuleFacts, std::less<>>;
FactsByName read_module_facts(const FileTree& tree, const ModuleIndex& index, const std::string& release,
                              const std::set<std::string>& modules);

// A module's file of these bytes, packed or not.  Errors: it is none, or unpacks to more than `limit` bytes.
Result<ModuleFile> read_module_file(std::string_view bytes, std::size_t limit);

}  // namespace modtrail
