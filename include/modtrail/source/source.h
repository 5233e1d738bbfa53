#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "modtrail/base/file_tree.h"
#include "modtrail/base/result.h"
#include "modtrail/rules/input.h"
#include "modtrail/rules/parse.h"
#include "modtrail/uapi/machine.h"

// Inputs: from what the user names to rules, files and facts.
namespace modtrail {

enum class InputOption : std::uint8_t { Auto, Rules, Listing, MachineConfig, Ignition, Butane };

// A source, opened.  Owns what `input` points into.
struct Source {
  std::unique_ptr<FileTree> tree;
  std::unique_ptr<Places> places;
  RuleInput input;
};

// A source that was looked at.
struct Given {
  std::string path;
  InputOption option = InputOption::Rules;  // what it is; never Auto, and MachineConfig for a directory of documents
  std::optional<std::string> text;          // nothing: a directory
};

// `path`: a rules file, a rules.d directory, a listing, a file or directory of MachineConfigs and their kin, or "-" for
// standard input.  Errors: cannot be read; nothing to check (empty input, a directory with neither).
Result<Given> look_at(const std::string& path, InputOption option);

// Is it part of a cluster's configuration (see cluster.h), rather than rules?
bool is_cluster(const Given& given);

// Rules.
Result<Source> open_source(Given given);
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
// The same without a look at whether there are any.
RuleInput input_of(const Root& root);

// The facts a root's files tell (os-release, dpkg status, rpm, /boot/config-*, kernel command line, login.defs, awk
// alternative, /lib/modules ...); those they do not tell stay as they are.
Machine read_machine(const FileTree& tree, Machine defaults);

// More facts that only the running host's /proc and /sys tell.
Machine read_running_machine(const FileTree& tree, Machine defaults);

}  // namespace modtrail
