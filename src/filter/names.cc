#include "filter/names.h"

#include <algorithm>
#include <string_view>

#include "modtrail/filter/watch.h"

// Which names an attempt has, and what the kernel knows of each.  Entry point: names_of.
namespace modtrail {

namespace {

constexpr std::uint32_t kTracefsMagic = 0x74726163;
constexpr std::uint32_t kDebugfsMagic = 0x64626720;
constexpr std::uint32_t kExtMagic = 0xEF53;  // of files that lie on some disk

bool is_below(std::string_view path, std::string_view directory) {
  return path.size() > directory.size() && path.substr(0, directory.size()) == directory &&
         path[directory.size()] == '/';
}

}  // namespace

bool is_tracefs(std::string_view path) {
  return is_below(path, "/sys/kernel/tracing") || is_below(path, "/sys/kernel/debug/tracing");
}

namespace {

// Nodes of a tracepoint's directory that are files; everything else there is a directory.
bool is_trace_file(std::string_view path) {
  const std::string_view leaf = path.substr(path.rfind('/') + 1);
  constexpr std::string_view kFiles[] = {"enable", "filter", "format", "hist", "id", "inject", "trigger"};
  return std::find(std::begin(kFiles), std::end(kFiles), leaf) != std::end(kFiles);
}

// tracefs and debugfs are mounted from no device and belong to root.
NameFacts tracefs_facts(const std::string& path) {
  NameFacts facts;
  facts.path = path;
  facts.info.type = is_trace_file(path) ? FileType::Regular : FileType::Directory;
  facts.exists = true;
  facts.magic = kTracefsMagic;
  return facts;
}

// A name of which only the name is known (audit_alloc_name): no object, or one that a filesystem rule drops.
NameFacts blank_facts() {
  NameFacts facts;
  facts.info.inode = 0xffffffffU;  // AUDIT_INO_UNSET
  facts.info.mode = 0;
  return facts;
}

NameFacts facts_of(const World& world, const std::string& path) {
  if (is_tracefs(path)) return tracefs_facts(path);
  NameFacts facts = blank_facts();
  const Result<std::string> resolved = resolve(*world.tree, path, Last::Keep);
  facts.path = resolved ? *resolved : path;
  facts.magic = is_below(facts.path, "/sys/kernel/debug") ? kDebugfsMagic : kExtMagic;
  if (const Result<FileInfo> info = world.tree->lstat(facts.path)) {
    facts.info = *info;
    facts.exists = true;
  }
  return facts;
}

// File systems that are what they are by where they are mounted; of any other a tree of files does not tell the type.
bool is_told_by_place(std::uint32_t magic) {
  constexpr std::uint32_t kCgroupMagic = 0x27E0EB, kCgroup2Magic = 0x63677270;
  return magic == kTracefsMagic || magic == kDebugfsMagic || magic == kCgroupMagic || magic == kCgroup2Magic;
}

Tri holds(std::uint32_t magic, const Field& field) {
  if (!is_told_by_place(magic) && !is_told_by_place(field.value)) return Tri::Unknown;
  return (magic == field.value) == (field.op == Op::Equal) ? Tri::Yes : Tri::No;
}

// kernel/auditsc.c __audit_inode(): any fstype field of any never rule that holds drops the name.
Tri is_dropped(const NameFacts& name, const std::vector<FilterRule>& rules) {
  Tri dropped = Tri::No;
  for (const FilterRule& entry : rules) {
    if (entry.rule.action != Action::Never) continue;
    for (const Field& field : entry.rule.fields) {
      if (field.id != FieldId::FsType) continue;
      const Tri told = holds(name.magic, field);
      if (told == Tri::Yes) return Tri::Yes;
      if (told == Tri::Unknown) dropped = Tri::Unknown;
    }
  }
  return dropped;
}

bool is_execute(const SyscallEvent& event) {
  return operation_of(event.syscall) == Operation::Execute;
}

}  // namespace

std::optional<std::vector<NameFacts>> names_of(const Filter& filter, const World& world, const SyscallEvent& event) {
  std::vector<std::string> paths = event.names;
  if (paths.empty() && is_execute(event)) {
    if (world.files == Files::Assumed) return std::nullopt;
    paths = names_of_execve(world, event.path);
    if (paths.empty()) paths.push_back(event.path);  // nothing is there, but it was asked for
  }
  std::vector<NameFacts> names;
  for (const std::string& path : paths) {
    NameFacts facts = facts_of(world, path);
    // The program's name is noted when the call reads it (getname), before any object is looked up; it stays.
    const bool stays = is_execute(event) && names.empty();
    const Tri dropped = is_dropped(facts, filter.filesystem);
    if (dropped == Tri::Unknown) return std::nullopt;
    if (dropped == Tri::No) {
      names.push_back(std::move(facts));
    } else if (stays) {
      names.push_back(blank_facts());
    }
  }
  return names;
}

}  // namespace modtrail
