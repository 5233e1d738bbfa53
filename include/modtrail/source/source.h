#pragma once

#include <memory>
#include <string>
#include <vector>

#include "modtrail/base/file_tree.h"
#include "modtrail/base/result.h"
#include "modtrail/rules/input.h"
#include "modtrail/rules/parse.h"
#include "modtrail/uapi/machine.h"

// Inputs: from what the user names to rules, files and facts.
namespace modtrail {

enum class InputOption : std::uint8_t { Auto, Rules, Listing };

// A source, opened.  Owns the tree that `input` points into.
struct Source {
  std::unique_ptr<FileTree> tree;
  RuleInput input;
};

// `path`: a rules file, a rules.d directory, a listing, or "-" for standard input.
// Errors: cannot be read; nothing to check (empty input, a directory without *.rules).
Result<Source> open_source(const std::string& path, InputOption option);

// The machine below a root: its files.  "/" is the running host.
struct Root {
  std::unique_ptr<FileTree> tree;
  std::string name;  // as the user gave it, without a slash at the end: "" for "/"
};
Result<Root> open_root(const std::string& directory);

// The root's own rules as the source.  Errors: nothing to check (neither rules.d nor audit.rules), or that cannot be
// seen.
Result<RuleInput> root_input(const Root& root);

// The facts a root's files tell (os-release, dpkg status, rpm, /boot/config-*, kernel command line, login.defs, awk
// alternative, /lib/modules ...); those they do not tell stay as they are.
Machine read_machine(const FileTree& tree, Machine defaults);

// More facts that only the running host's /proc and /sys tell.
Machine read_running_machine(const FileTree& tree, Machine defaults);

}  // namespace modtrail
