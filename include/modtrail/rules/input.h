#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "modtrail/base/file_tree.h"
#include "modtrail/base/origin.h"

namespace modtrail {

struct KernelState;

enum class InputKind : std::uint8_t {
  File,       // taken as `auditctl -R` takes it
  Directory,  // merged as augenrules merges it
  Root,       // a machine's files: /etc/audit/rules.d and /etc/audit/audit.rules, by the loader the machine has
  Listing,    // kernel state, nothing is loaded: the text of `auditctl -l`, or what a running kernel told
};

// A place as people are shown it.
struct Spot {
  Origin origin;
  std::uint32_t width = 1;  // bytes under the caret
  std::string source;       // the line there
};

// Where the bytes of a tree's files stand in the documents that carry them: the literal block or the data URL of a
// MachineConfig.
class Places {
 public:
  virtual ~Places() = default;
  // Nothing where no document carries the file that `origin` names.
  virtual std::optional<Spot> find(const Origin& origin, std::uint32_t width) const = 0;
  virtual std::vector<std::string> files() const = 0;  // as origins name them
};

// Where rules are to be read from.  The tree and the places outlive it.
struct RuleInput {
  InputKind kind = InputKind::File;
  std::string name;                      // as the user gave it; origins begin with it ("" for the running host)
  const FileTree* tree = nullptr;        // holds `path`
  std::string path;                      // in the tree; not used for Root
  const KernelState* held = nullptr;     // a Listing that the kernel told itself, instead of a text; outlives the input
  const Places* places = nullptr;        // of files that documents carry
  std::vector<Diagnostic> notices = {};  // what was wrong with the documents; they become findings
};

}  // namespace modtrail
