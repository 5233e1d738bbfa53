#pragma once

#include <cstdint>
#include <string>

#include "modtrail/base/file_tree.h"

namespace modtrail {

struct KernelState;

enum class InputKind : std::uint8_t {
  File,       // taken as `auditctl -R` takes it
  Directory,  // merged as augenrules merges it
  Root,       // a machine's files: /etc/audit/rules.d and /etc/audit/audit.rules, by the loader the machine has
  Listing,    // kernel state, nothing is loaded: the text of `auditctl -l`, or what a running kernel told
};

// Where rules are to be read from.  The tree outlives it.
struct RuleInput {
  InputKind kind = InputKind::File;
  std::string name;                   // as the user gave it; origins begin with it ("" for the running host)
  const FileTree* tree = nullptr;     // holds `path`
  std::string path;                   // in the tree; not used for Root
  const KernelState* held = nullptr;  // a Listing that the kernel told itself, instead of a text; outlives the input
};

}  // namespace modtrail
