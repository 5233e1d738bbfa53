#include "modtrail/filter/watch.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <set>
#include <string>
#include <utility>

#include "filter/people.h"

// What running a module tool leaves behind: the names an execve looks up, and the rules that fire on them.
//
// A watch sits on the inode of the last name of its path, unfollowed (kernel/audit_watch.c).  An execve looks up the
// file it ends at, so a watch on /sbin/insmod, a link to kmod, sees no execve of it; but TOMOYO looks the path up once
// more without following the link (security/tomoyo/domain.c), and then the link's inode is among the names.  Entry
// points: execute_rows, names_of_execve, inspect_watch.
namespace modtrail {

namespace {

constexpr char kLinkReason[] = "the watch sits on a symbolic link, and no execve looks the link up";
constexpr char kTomoyoReason[] =
    "the watch sits on a symbolic link: it fires only where TOMOYO is stacked, and lsm is not known";
constexpr char kKmod[] = "/usr/bin/kmod";
constexpr std::size_t kProgramLimit = std::size_t{64} << 20;
constexpr int kInterpreterDepth = 5;  // fs/exec.c exec_binprm()

std::optional<FileInfo> info_of(const World& world, const std::string& path) {
  const Result<FileInfo> info = world.tree->lstat(path);
  return info ? std::optional(*info) : std::nullopt;
}

// "#!/path argument" of a script, or nothing.
std::string script_interpreter(std::string_view content) {
  if (content.substr(0, 2) != "#!") return "";
  std::string_view line = content.substr(2, content.find('\n') - 2);
  while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
  return std::string(line.substr(0, line.find_first_of(" \t")));
}

template <class Word>
std::optional<Word> word_at(std::string_view bytes, std::uint64_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(Word)) return std::nullopt;
  Word word{};
  std::memcpy(&word, bytes.data() + offset, sizeof(Word));
  return word;
}

// PT_INTERP of a little-endian ELF file of 64 or 32 bits.
std::string elf_interpreter(std::string_view content) {
  if (content.size() < 52 ||
      content.substr(0, 4) !=
          "\x7f"
          "ELF" ||
      content[5] != 1)
    return "";
  const bool wide = content[4] == 2;
  const std::uint64_t table =
      wide ? word_at<std::uint64_t>(content, 32).value_or(0) : word_at<std::uint32_t>(content, 28).value_or(0);
  const std::uint64_t size = word_at<std::uint16_t>(content, wide ? 54 : 42).value_or(0);
  const std::uint64_t count = word_at<std::uint16_t>(content, wide ? 56 : 44).value_or(0);
  for (std::uint64_t i = 0; i < count; ++i) {
    const std::uint64_t header = table + i * size;
    if (word_at<std::uint32_t>(content, header) != 3U) continue;
    const std::uint64_t offset = wide ? word_at<std::uint64_t>(content, header + 8).value_or(0)
                                      : word_at<std::uint32_t>(content, header + 4).value_or(0);
    if (offset >= content.size()) return "";
    const std::string_view rest = content.substr(offset, 4096);
    return std::string(rest.substr(0, rest.find('\0')));
  }
  return "";
}

struct Tool {
  const char* path;
  const char* comm;
};
constexpr std::array kTools = {Tool{"/sbin/insmod", "insmod"}, Tool{"/sbin/rmmod", "rmmod"},
                               Tool{"/sbin/modprobe", "modprobe"}, Tool{"/usr/bin/kmod", "kmod"}};

std::string resolved_tool(const World& world, const std::string& path) {
  if (world.files == Files::Assumed) return "";
  const Result<std::string> resolved = resolve(*world.tree, path, Last::Follow);
  return resolved && info_of(world, *resolved) ? *resolved : "";
}

std::vector<SyscallEvent> runs_of(const Tool& tool, const std::string& resolved, Arch arch) {
  return ordinary_runs(arch, abis(arch).front(), tool.path, resolved.empty() ? kKmod : resolved);
}

struct Tally {
  bool some_recorded = false;
  bool some_lost = false;
  bool some_unknown = false;
  std::set<std::string> keys;
  const FilterRule* rule = nullptr;
};

void count(Tally& tally, const Decision& decision) {
  tally.some_recorded |= decision.recorded == Tri::Yes;
  tally.some_lost |= decision.recorded == Tri::No;
  tally.some_unknown |= decision.recorded == Tri::Unknown;
  if (decision.recorded != Tri::Yes) return;
  tally.keys.insert(decision.key);
  tally.rule = decision.rule;
}

Recorded verdict_of(const Tally& tally) {
  if (tally.some_unknown) return Recorded::Undecided;
  if (tally.some_recorded) return tally.some_lost ? Recorded::Partly : Recorded::Always;
  return Recorded::Never;
}

// The watch that names the tool and does not fire on it.
const FilterRule* idle_watch(const Filter& filter, const Tool& tool) {
  for (const FilterRule& entry : filter.exit)
    for (const Field& field : entry.rule.fields)
      if (field.id == FieldId::Path && field.text.substr(field.text.rfind('/') + 1) == tool.comm) return &entry;
  return nullptr;
}

Tally tally_runs(const Filter& filter, const World& world, const Tool& tool, const std::string& resolved) {
  Tally tally;
  for (const SyscallEvent& run : runs_of(tool, resolved, world.machine.arch.value))
    count(tally, evaluate(filter, world, run));
  return tally;
}

ExecuteRow row_in(const Filter& filter, const World& world, const Tool& tool) {
  ExecuteRow row;
  row.tool = tool.path;
  row.resolved = resolved_tool(world, tool.path);
  const Tally tally = tally_runs(filter, world, tool, row.resolved);
  row.recorded = verdict_of(tally);
  for (const std::string& key : tally.keys) row.keys.push_back(key.empty() ? std::nullopt : std::optional(key));
  const FilterRule* rule = tally.rule != nullptr ? tally.rule : idle_watch(filter, tool);
  if (rule != nullptr) row.origin = rule->rule.origin;
  if (row.recorded == Recorded::Undecided)
    row.reason = "it depends on files that were not shown";
  else if (tally.rule == nullptr && rule != nullptr && inspect_watch(*rule, world).state == WatchState::SymbolicLink)
    row.reason = kLinkReason;
  return row;
}

World with_lsm(World world, const char* lsm) {
  world.machine.lsm.value = lsm;
  return world;
}

// Where the stacked modules are not known, the answer must be the same with TOMOYO and without.
ExecuteRow row_of(const Filter& filter, const World& world, const Tool& tool) {
  if (world.machine.lsm.value) return row_in(filter, world, tool);
  ExecuteRow without = row_in(filter, with_lsm(world, "lockdown,yama,apparmor"), tool);
  ExecuteRow with = row_in(filter, with_lsm(world, "lockdown,yama,apparmor,tomoyo"), tool);
  if (without.recorded == with.recorded) return without;
  with.recorded = Recorded::Undecided;
  with.reason = kTomoyoReason;
  return with;
}

// The tool's row where the security modules are known.
Row run_in(const Filter& filter, const World& world, Scope scope, Abi abi, const Tool& tool) {
  const std::string resolved = resolved_tool(world, tool.path);
  Row row = cover_run(filter, world, scope, {abi, tool.path, resolved.empty() ? kKmod : resolved});
  const FilterRule* watch = row.recorded == Recorded::Never && !row.origin ? idle_watch(filter, tool) : nullptr;
  if (watch != nullptr && inspect_watch(*watch, world).state == WatchState::SymbolicLink) {
    row.origin = watch->rule.origin;
    row.reason = kLinkReason;
  }
  return row;
}

Row run_in_any(const Filter& filter, const World& world, Scope scope, Abi abi, const Tool& tool) {
  if (world.machine.lsm.value) return run_in(filter, world, scope, abi, tool);
  Row without = run_in(filter, with_lsm(world, "lockdown,yama,apparmor"), scope, abi, tool);
  const Row with = run_in(filter, with_lsm(world, "lockdown,yama,apparmor,tomoyo"), scope, abi, tool);
  if (without.recorded == with.recorded) return without;
  without.recorded = Recorded::Undecided;
  without.reason = kTomoyoReason;
  return without;
}

// The world with the module tools where distributions put them.
World with_usual_files(const World& world) {
  World usual = world;
  usual.tree = assumed_world(world.machine).tree;
  usual.files = Files::Known;
  return usual;
}

}  // namespace

ToolRow tool_row(const Filter& filter, const World& world, Scope scope, Abi abi, std::string_view tool) {
  const auto known = std::find_if(kTools.begin(), kTools.end(), [&](const Tool& one) { return one.comm == tool; });
  if (known == kTools.end()) return {};
  if (!resolved_tool(world, known->path).empty()) return {run_in_any(filter, world, scope, abi, *known), Files::Known};
  return {run_in_any(filter, with_usual_files(world), scope, abi, *known), Files::Assumed};
}

std::vector<std::string> names_of_execve(const World& world, std::string_view path) {
  std::vector<std::string> names;
  std::string next(path);
  for (int depth = 0; depth < kInterpreterDepth && !next.empty(); ++depth) {
    const Result<std::string> resolved = resolve(*world.tree, next, Last::Follow);
    if (!resolved || !info_of(world, *resolved)) break;
    names.push_back(*resolved);
    const Result<std::string> link = resolve(*world.tree, next, Last::Keep);
    if (has_lsm(world.machine, "tomoyo") && link && *link != *resolved) names.push_back(*link);
    const Result<std::string> content = world.tree->read(*resolved, kProgramLimit);
    if (!content) break;
    next = script_interpreter(*content);
    if (!next.empty()) continue;
    const std::string loader = elf_interpreter(*content);
    const Result<std::string> file =
        loader.empty() ? Result<std::string>(fail("")) : resolve(*world.tree, loader, Last::Follow);
    if (file && info_of(world, *file)) names.push_back(*file);
  }
  return names;
}

std::vector<ExecuteRow> execute_rows(const Filter& filter, const World& world) {
  std::vector<ExecuteRow> rows;
  for (const Tool& tool : kTools) rows.push_back(row_of(filter, world, tool));
  return rows;
}

WatchReport inspect_watch(const FilterRule& rule, const World& world) {
  if (world.files == Files::Assumed) {
    const bool link = rule.target && rule.target->info && rule.target->info->type == FileType::Symlink;
    return {link ? WatchState::SymbolicLink : WatchState::Unknown, link ? "/usr/bin/kmod" : ""};
  }
  if (!rule.target) return {WatchState::NoParent, ""};
  if (!rule.target->info) return {WatchState::Missing, ""};
  if (rule.target->info->type != FileType::Symlink) return {WatchState::Live, ""};
  const Result<std::string> target = resolve(*world.tree, rule.target->path, Last::Follow);
  return {WatchState::SymbolicLink, target ? *target : ""};
}

}  // namespace modtrail
