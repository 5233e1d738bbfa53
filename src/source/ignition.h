#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "modtrail/base/file_tree.h"
#include "modtrail/base/result.h"
#include "source/document.h"

namespace modtrail {

// Who takes a configuration in, which decides what is an error in it and what comes of one.
enum class Taker : std::uint8_t {
  Operator,  // OpenShift's Machine Config Operator: Ignition's rules and its own
  Ignition,  // Ignition at a machine's first boot
  Butane,    // butane, which makes Ignition of it
};

struct StoredFile {
  std::string path;
  FileInfo info;
  std::string content;       // of files that matter to auditing, else empty
  TextMap map;               // of `content`
  std::string appended;      // what goes behind a file that is there already
  bool has_content = false;  // or it is only appended to
  bool has_source = false;   // a text is given, if an empty one
  std::size_t size = 0;      // of the entry as it was written
  Spot spot;                 // where it is told
};

struct StoredLink {
  std::string path;
  std::string target;
  bool hard = false;
};

// What a configuration puts on a machine.
struct StoredConfig {
  std::vector<StoredFile> files;
  std::vector<StoredLink> links;
  std::vector<std::string> directories;
  std::vector<std::string> kernel_arguments;  // 3.3 and later
  std::vector<Diagnostic> notices;
  bool refused = false;  // the taker takes nothing of it; a notice says why
};

// Files whose text has a say in what is recorded: those of /etc/audit, and users, groups and login.defs.
bool matters(std::string_view path);

// An Ignition or Butane configuration at `config`.  What is wrong with it is a notice.  Errors: what cannot be judged
// at all, as rules that are to be fetched from elsewhere.
Result<StoredConfig> read_config(const Document& document, const YamlNode& config, Taker taker);

// As YAML 1.1 has it, which is what oc reads: 0644 is octal.
std::optional<std::uint64_t> yaml_integer(const YamlNode& node);

}  // namespace modtrail
