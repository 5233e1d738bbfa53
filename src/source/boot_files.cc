#include "source/boot_files.h"

#include <algorithm>

#include "modtrail/base/text.h"
#include "source/file_text.h"

namespace modtrail {
namespace {

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// What follows the keyword on the first line that has it: "options root=... audit=1".
std::optional<std::string> after_keyword(std::string_view text, std::string_view keyword) {
  for (const std::string_view line : split(text, '\n')) {
    const std::string_view body = trim(line);
    if (body.substr(0, keyword.size()) != keyword) continue;
    const std::string_view rest = body.substr(keyword.size());
    if (!rest.empty() && rest.find_first_of(" \t") == 0) return std::string(trim(rest));
  }
  return std::nullopt;
}

// RHEL 8's entries say $kernelopts, which stands in grub's environment block.
std::string expand_kernelopts(const FileTree& tree, std::string options) {
  constexpr std::string_view kVariable = "$kernelopts";
  const std::size_t at = options.find(kVariable);
  if (at == std::string::npos) return options;
  const auto value = shell_value(text_of(tree, "/boot/grub2/grubenv"), "kernelopts");
  return options.replace(at, kVariable.size(), value.value_or(""));
}

std::optional<std::string> from_loader_entries(const FileTree& tree) {
  const std::string directory = "/boot/loader/entries";
  auto names = names_in(tree, directory);
  std::sort(names.begin(), names.end(), version_before);
  std::optional<std::string> options;
  for (const std::string& name : names) {
    const bool rescue = name.find("-rescue") != std::string::npos;
    if (rescue || !ends_with(name, ".conf")) continue;
    auto found = after_keyword(text_of(tree, directory + "/" + name), "options");
    if (found) options = expand_kernelopts(tree, std::move(*found));
  }
  return options;
}

std::optional<std::string> from_grub_config(const FileTree& tree) {
  for (const char* path : {"/boot/grub/grub.cfg", "/boot/grub2/grub.cfg"}) {
    const std::string text = text_of(tree, path);
    for (const char* keyword : {"linux", "linuxefi", "linux16"}) {
      if (auto line = after_keyword(text, keyword)) return line;
    }
  }
  return std::nullopt;
}

std::optional<std::string> from_kernel_install(const FileTree& tree) {
  const std::string text = text_of(tree, "/etc/kernel/cmdline");
  if (text.empty()) return std::nullopt;
  return text.substr(0, text.find('\n'));
}

std::optional<std::string> from_grub_defaults(const FileTree& tree) {
  const std::string text = text_of(tree, "/etc/default/grub");
  const auto always = shell_value(text, "GRUB_CMDLINE_LINUX");
  const auto usually = shell_value(text, "GRUB_CMDLINE_LINUX_DEFAULT");
  if (!always && !usually) return std::nullopt;
  return always.value_or("") + " " + usually.value_or("");
}

}  // namespace

std::optional<std::string> installed_command_line(const FileTree& tree) {
  for (const auto source : {from_loader_entries, from_grub_config, from_kernel_install, from_grub_defaults}) {
    if (auto found = source(tree)) return found;
  }
  return std::nullopt;
}

}  // namespace modtrail
