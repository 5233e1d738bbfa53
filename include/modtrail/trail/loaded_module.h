#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/json_writer.h"

// What a machine tells of a module that came, beyond the record of it: of the file it most likely came from, of the
// package manager's lists, of the kernel.  Nothing of this stands in a log.
namespace modtrail {

// When what is told was so.
enum class Known : std::uint8_t {
  AtTheTime,  // looked at within seconds of the load, and unchanged since before it
  Later       // when it was looked at
};
std::string_view name(Known known);  // "at-the-time"

enum class FileMatch : std::uint8_t {
  Same,    // the build id of the file is that of the loaded module
  Other,   // it is another
  Unknown  // one of them has none
};
std::string_view name(FileMatch match);

enum class Ownership : std::uint8_t {
  Package,  // one that the package manager put there
  Nobody,   // the package manager knows of no such file
  Unknown   // there is no package manager whose files are read, or they cannot be
};
struct FileOwner {
  Ownership ownership = Ownership::Unknown;
  std::string package;
  std::string unknown;  // why
};

enum class Signing : std::uint8_t {
  Valid,    // the kernel checks signatures, and did not mark the module as one without
  Invalid,  // a signature stands in the file, and the kernel marked the module as one without
  Present,  // one stands in the file; what the kernel made of it is not known
  Absent,   // none stands in the file
  Unknown   // the file was not read
};
std::string_view name(Signing signing);

struct LoadedModule {
  // The file; all but `path` and `unread` are empty where it was not read.
  std::string path;  // "": no file of this name is known
  std::string unread;
  Known file_known = Known::Later;
  FileMatch match = FileMatch::Unknown;
  std::string sha256;  // of the bytes as they lie there, in hex
  std::string vermagic;
  bool in_tree = false;  // it says so itself
  Signing signing = Signing::Unknown;
  std::string signer;
  std::string key_id;  // hex
  std::string digest;  // "sha256"
  // Of the file's path.
  FileOwner owner;
  Known owner_known = Known::Later;
  // The kernel, when it was looked at.
  std::optional<std::string> taints;  // letters of /proc/modules; nothing: it was gone by then
  bool kernel_checks = false;         // signatures (CONFIG_MODULE_SIG)
};

// Do a module's taints (letters of /proc/modules) tell that it was loaded without a signature that the kernel accepts?
bool tell_unsigned(std::string_view taints);

// The kernel took it without a signature that it accepts, or nothing but its file, which has none, tells.
bool is_unsigned(const LoadedModule& module);

// "loaded" of modtrail.event/1.
void write_json(JsonWriter& json, const LoadedModule& module);
// For people, printable, a line each.
std::vector<std::string> lines_of(const LoadedModule& module);

}  // namespace modtrail
