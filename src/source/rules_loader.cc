#include "source/rules_loader.h"

#include <array>
#include <map>
#include <string>
#include <vector>

#include "modtrail/base/text.h"
#include "source/file_text.h"

// Up to audit 3.x auditd.service loads the rules, in ExecStartPost=; from 4.0 audit-rules.service does, in ExecStart=.
// systemd takes a unit from the first of its directories that has it and adds the drop-ins of all of them, ordered by
// name; an empty assignment forgets those before it.
namespace modtrail {
namespace {

constexpr std::array<std::string_view, 4> kUnitDirectories = {"/etc/systemd/system", "/usr/local/lib/systemd/system",
                                                              "/usr/lib/systemd/system", "/lib/systemd/system"};

std::string unit_text(const FileTree& tree, const std::string& unit) {
  for (const std::string_view directory : kUnitDirectories) {
    const std::string path = std::string(directory) + "/" + unit;
    if (tree.lstat(path).has_value()) return text_of(tree, path);
  }
  return {};
}

// By name; of two with the same name the one in the earlier directory counts.
std::map<std::string, std::string> drop_ins(const FileTree& tree, const std::string& unit) {
  std::map<std::string, std::string> texts;
  for (const std::string_view directory : kUnitDirectories) {
    const std::string below = std::string(directory) + "/" + unit + ".d";
    for (const std::string& name : names_in(tree, below)) {
      texts.emplace(name, text_of(tree, below + "/" + name));
    }
  }
  return texts;
}

void collect(std::string_view text, std::string_view setting, std::vector<std::string>& commands) {
  for (const std::string_view line : split(text, '\n')) {
    const std::string_view body = trim(line);
    if (body.substr(0, setting.size()) != setting) continue;
    const std::string_view rest = trim(body.substr(setting.size()));
    if (rest.substr(0, 1) != "=") continue;
    const std::string_view command = trim(rest.substr(1));
    if (command.empty()) commands.clear();
    if (!command.empty()) commands.emplace_back(command);
  }
}

std::vector<std::string> commands_of(const FileTree& tree, const std::string& unit, std::string_view setting) {
  std::vector<std::string> commands;
  collect(unit_text(tree, unit), setting, commands);
  for (const auto& [name, text] : drop_ins(tree, unit)) collect(text, setting, commands);
  return commands;
}

// The last one to load rules leaves its mark.
std::optional<Loader> loader_among(const std::vector<std::string>& commands) {
  std::optional<Loader> loader;
  for (const std::string& command : commands) {
    if (command.find("augenrules") != std::string::npos) loader = Loader::Augenrules;
    const bool reads_file = command.find("auditctl") != std::string::npos && command.find("-R") != std::string::npos;
    if (reads_file) loader = Loader::Auditctl;
  }
  return loader;
}

}  // namespace

std::optional<Loader> rules_loader(const FileTree& tree) {
  const auto own_service = loader_among(commands_of(tree, "audit-rules.service", "ExecStart"));
  if (own_service) return own_service;
  return loader_among(commands_of(tree, "auditd.service", "ExecStartPost"));
}

}  // namespace modtrail
