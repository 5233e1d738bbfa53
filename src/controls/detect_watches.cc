#include <algorithm>
#include <array>
#include <optional>

#include "controls/finding.h"
#include "modtrail/filter/watch.h"
#include "modtrail/uapi/perms.h"

// Watches that are meant to see the module tools run, and do not.
namespace modtrail {
namespace {

constexpr std::array<std::string_view, 4> kTools = {"/sbin/insmod", "/sbin/rmmod", "/sbin/modprobe", "/usr/bin/kmod"};

const Field* find_field(const Rule& rule, FieldId id) {
  const auto found =
      std::find_if(rule.fields.begin(), rule.fields.end(), [&](const Field& field) { return field.id == id; });
  return found == rule.fields.end() ? nullptr : &*found;
}

bool is_about_running(const Rule& rule) {
  const Field* perm = find_field(rule, FieldId::Perm);
  return rule.action == Action::Always && (perm == nullptr || (perm->value & kPermExec) != 0);
}

bool lies_in(std::string_view path, std::string_view directory) {
  return path.size() > directory.size() && path.substr(0, directory.size()) == directory &&
         path[directory.size()] == '/';
}

}  // namespace

std::vector<std::string> tool_paths(const World& world) {
  std::vector<std::string> out;
  for (const std::string_view tool : kTools) {
    for (const Last last : {Last::Keep, Last::Follow}) {
      const Result<std::string> path = resolve(*world.tree, tool, last);
      if (path) out.push_back(*path);
    }
  }
  return out;
}

namespace {

struct Link {
  const FilterRule* entry = nullptr;
  const Field* field = nullptr;
  std::string target;  // where it leads
};

// A watch on a link that leads to a tool, or to a directory that holds one.
std::optional<Link> link_of(const FilterRule& entry, const World& world, const std::vector<std::string>& tools) {
  const Field* path = find_field(entry.rule, FieldId::Path);
  const Field* directory = find_field(entry.rule, FieldId::Dir);
  const Field* field = path != nullptr ? path : directory;
  if (field == nullptr || !is_about_running(entry.rule)) return std::nullopt;
  if (inspect_watch(entry, world).state != WatchState::SymbolicLink) return std::nullopt;
  const Result<std::string> target = resolve(*world.tree, field->text, Last::Follow);
  if (!target) return std::nullopt;
  const bool holds = std::any_of(tools.begin(), tools.end(),
                                 [&](const std::string& tool) { return tool == *target || lies_in(tool, *target); });
  return holds ? std::optional(Link{&entry, field, *target}) : std::nullopt;
}

bool leads_to_directory(const World& world, const Link& link) {
  const Result<FileInfo> info = stat(*world.tree, link.target);
  return info.has_value() && info->type == FileType::Directory;
}

// -w has no field of its own to point at.
std::string replaced(const Link& link) {
  std::string text = link.entry->rule.text;
  const std::size_t at = text.find(link.field->text);
  if (at == std::string::npos) return "";
  return text.replace(at, link.field->text.size(), link.target);
}

Finding tell_file_link(const Inquiry& inquiry, const Link& link) {
  const bool unknown = !inquiry.in.world.machine.lsm.value.has_value();
  const std::string tail = unknown ? ", unless the TOMOYO security module is stacked" : "";
  Finding out =
      finding_at(inquiry, "inert-watch", link.entry->rule, *link.field,
                 link.field->text + " is a link to " + link.target +
                     ": the watch sits on the link, and running the program through it does not fire it" + tail);
  out.hint = "watch " + link.target + ", which all the module tools are";
  return out;
}

Finding tell_directory_link(const Inquiry& inquiry, const Link& link) {
  Finding out = finding_at(inquiry, "inert-watch", link.entry->rule, *link.field,
                           link.field->text + " is a link to " + link.target +
                               ": the watch sits on the link, and nothing in the directory fires it");
  out.hint = "watch " + link.target;
  return out;
}

}  // namespace

std::vector<Finding> detect_watches(const Inquiry& inquiry) {
  std::vector<Finding> out;
  const World& world = inquiry.in.world;
  const std::vector<std::string> tools = tool_paths(world);
  for (const FilterRule& entry : inquiry.in.reading.loaded.filter.exit) {
    const std::optional<Link> link = link_of(entry, world, tools);
    if (!link) continue;
    const bool directory = leads_to_directory(world, *link);
    if (!directory && has_lsm(world.machine, "tomoyo")) continue;
    out.push_back(directory ? tell_directory_link(inquiry, *link) : tell_file_link(inquiry, *link));
    const std::string line = replaced(*link);
    if (!line.empty()) out.back().hint += ": " + line;
  }
  return out;
}

}  // namespace modtrail
