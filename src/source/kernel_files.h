#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "modtrail/base/file_tree.h"
#include "modtrail/uapi/machine.h"

// What files tell of a kernel: its release, its build configuration and its command line.
namespace modtrail {

// The value of the last NAME=VALUE among a command line's words, or "" for the last bare NAME; nothing where there is
// none.
std::optional<std::string> boot_option(std::string_view command_line, std::string_view name);

struct KernelFiles {
  std::string modules;                      // "/usr/lib/modules/6.1.0-56-amd64", or ""
  std::string release;                      // "6.1.0-56-amd64", or ""
  std::string config;                       // the text of the build configuration, or ""
  std::optional<std::string> command_line;  // nothing where no file tells it
};

// Of the newest kernel installed in the tree, and as the boot loader would start it.
KernelFiles installed_kernel(const FileTree& tree);
// Of the kernel of that release.
KernelFiles kernel_of_release(const FileTree& tree, std::string_view release);

// Sets kernel, x32, ia32, lsm, audit and module-compression as far as the files tell them.
void learn_kernel(Machine& machine, const FileTree& tree, const KernelFiles& kernel, FactSource source);

}  // namespace modtrail
