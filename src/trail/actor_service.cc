#include "modtrail/trail/actor_service.h"

#include <utility>

#include "modtrail/base/text.h"

namespace modtrail {
namespace {

constexpr std::string_view kSystemd = "name=systemd";
constexpr std::string_view kDeleted = " (deleted)";
constexpr std::size_t kStateField = 0;  // behind the name
constexpr std::size_t kStartField = 19;

// A line is HIERARCHY:CONTROLLERS:PATH; the unified hierarchy is 0 and has no controllers.
struct Membership {
  std::string_view hierarchy;
  std::string_view controllers;
  std::string_view path;
};
std::optional<Membership> membership(std::string_view line) {
  const std::size_t first = line.find(':');
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = line.find(':', first + 1);
  if (second == std::string_view::npos || line.substr(second + 1, 1) != "/") return std::nullopt;
  return Membership{line.substr(0, first), line.substr(first + 1, second - first - 1), line.substr(second + 1)};
}

std::optional<std::string_view> path_of(std::string_view text) {
  std::optional<std::string_view> unified;
  for (const std::string_view line : split(text, '\n')) {
    const auto found = membership(line);
    if (!found) continue;
    if (found->controllers == kSystemd) return found->path;
    if (found->hierarchy == "0" && found->controllers.empty()) unified = found->path;
  }
  return unified;
}

bool is_unit(std::string_view part) {
  const std::size_t dot = part.rfind('.');
  const std::string_view kind = dot == std::string_view::npos ? "" : part.substr(dot);
  return dot > 0 && (kind == ".service" || kind == ".scope");
}

// systemd nests units in slices alone.
std::string_view unit_in(std::string_view path) {
  for (const std::string_view part : split(path, '/')) {
    if (is_unit(part)) return part;
    if (!part.empty() && !part.ends_with(".slice")) return {};
  }
  return {};
}

}  // namespace

std::string_view name(InUnit in) {
  switch (in) {
    case InUnit::Unit:
      return "unit";
    case InUnit::None:
      return "none";
    case InUnit::Unknown:
      break;
  }
  return "unknown";
}

std::string_view name(WhichProcess which) {
  switch (which) {
    case WhichProcess::Caller:
      return "caller";
    case WhichProcess::Parent:
      break;
  }
  return "parent";
}

ActorService unknown_service(std::string why) {
  ActorService service;
  service.unknown = std::move(why);
  return service;
}

ActorService parse_cgroup(std::string_view text) {
  std::optional<std::string_view> path = path_of(text);
  if (!path) return unknown_service("its control group cannot be read");
  if (path->ends_with(kDeleted)) path->remove_suffix(kDeleted.size());
  ActorService service;
  service.cgroup = *path;
  if (*path == "/.." || path->starts_with("/../")) {
    service.unknown = "its control group is not one of this namespace";
    return service;
  }
  service.unit = unit_in(*path);
  service.in = service.unit.empty() ? InUnit::None : InUnit::Unit;
  return service;
}

// PID (NAME) STATE ...: a name may hold blanks and brackets, so the fields are counted from its last bracket on.
std::optional<ProcessStat> parse_process_stat(std::string_view text) {
  const std::size_t end = text.rfind(')');
  if (end == std::string_view::npos) return std::nullopt;
  const auto fields = split(trim(text.substr(end + 1)), ' ');
  if (fields.size() <= kStartField) return std::nullopt;
  const auto start = parse_number(fields[kStartField]);
  if (!start || fields[kStateField].size() != 1) return std::nullopt;
  const char state = fields[kStateField].front();
  return ProcessStat{state == 'Z' || state == 'X' || state == 'x', *start};
}

void write_json(JsonWriter& json, const ActorService& service) {
  json.begin_object();
  json.key("in").string(name(service.in));
  json.key("unit").string_or_null(service.unit);
  json.key("cgroup").string_or_null(service.cgroup);
  json.key("of").string_or_null(service.in == InUnit::Unknown ? "" : name(service.which));
  json.key("unknown_because").string_or_null(service.unknown);
  json.end_object();
}

std::string words_of(const ActorService& service) {
  switch (service.in) {
    case InUnit::Unit:
      return (service.which == WhichProcess::Parent ? "started from " : "in ") + printable(service.unit);
    case InUnit::None:
      return "";
    case InUnit::Unknown:
      break;
  }
  return "its service not known: " + printable(service.unknown);
}

}  // namespace modtrail
