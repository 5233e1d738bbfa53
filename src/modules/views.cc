#include "modtrail/modules/views.h"

#include <algorithm>
#include <functional>

#include "modtrail/base/parallel.h"
#include "modtrail/base/text.h"

namespace modtrail {
namespace {

constexpr std::size_t kListLimit = std::size_t{8} << 20;
constexpr std::size_t kSymbolsLimit = std::size_t{64} << 20;
constexpr std::size_t kMemoryLimit = std::size_t{64} << 20;
constexpr std::size_t kLogLimit = std::size_t{64} << 20;
constexpr std::size_t kStatLimit = std::size_t{16} << 20;
constexpr std::size_t kWordLimit = 4096;

template <class T>
View<T> view_of(Result<T> value) {
  View<T> view;
  if (value) {
    view.state = ViewState::Read;
    view.value = std::move(*value);
  } else if (value.error().kind != ErrorKind::Missing) {
    view.state = ViewState::Unreadable;
    view.reason = value.error().message;
  }
  return view;
}

template <class T>
View<T> read_view(const FileTree& tree, std::string_view path, std::size_t limit, T (*parse)(std::string_view)) {
  const auto text = tree.read(path, limit);
  return view_of<T>(text ? Result<T>(parse(*text)) : tl::unexpected(text.error()));
}

Result<std::set<std::string>> read_symbol_owners(const FileTree& tree) {
  SymbolOwners owners;
  TRY(tree.read_pieces("/proc/kallsyms", kSymbolsLimit, [&](std::string_view piece) { owners.add(piece); }));
  return owners.finish();
}

Result<std::vector<std::string>> read_types(const FileTree& tree) {
  std::vector<std::string> names = TRY(tree.list("/sys/kernel/btf"));
  std::erase(names, "vmlinux");
  return names;
}

std::string_view first_line(std::string_view text) {
  return text.substr(0, text.find('\n'));
}

Result<std::uint64_t> read_taint(const FileTree& tree) {
  constexpr std::string_view kPath = "/proc/sys/kernel/tainted";
  const std::string text = TRY(tree.read(kPath, kWordLimit));
  const auto number = parse_number(first_line(text));
  if (!number) return fail(std::string(kPath) + " holds no number");
  return *number;
}

View<KernelLog> read_log(const FileTree& tree) {
  View<KernelLog> log;
  for (const std::string_view path : kKernelLogFiles) {
    const auto info = tree.lstat(path);
    if (!info || info->type != FileType::Regular) continue;
    log = read_view<KernelLog>(tree, path, kLogLimit, parse_kernel_log);
    if (log.is_read()) return log;
  }
  return log;
}

std::string read_word(const FileTree& tree, std::string_view path) {
  const auto text = tree.read(path, kWordLimit);
  return text ? std::string(first_line(*text)) : "";
}

// "btime SECONDS" (proc(5)).
std::optional<std::uint64_t> read_boot(const FileTree& tree) {
  constexpr std::string_view kWord = "btime ";
  const auto text = tree.read("/proc/stat", kStatLimit);
  if (!text) return std::nullopt;
  for (const std::string_view line : split(*text, '\n')) {
    if (!line.starts_with(kWord)) continue;
    const auto seconds = parse_number(line.substr(kWord.size()));
    if (seconds && *seconds <= UINT32_MAX) return *seconds * 1000;
  }
  return std::nullopt;
}

void read_others(const FileTree& tree, KernelViews& views) {
  views.sys = view_of(read_sys_modules(tree));
  views.types = view_of(read_types(tree));
  views.memory = read_view<LoaderMemory>(tree, "/proc/vmallocinfo", kMemoryLimit, parse_loader_memory);
  views.taint = view_of(read_taint(tree));
  views.log = read_log(tree);
  views.boot = read_boot(tree);
  views.boot_id = read_word(tree, "/proc/sys/kernel/random/boot_id");
  views.release = kernel_release(tree);
}

}  // namespace

// A service's /proc/sys may be a mount of its own (ProtectKernelTunables=), which is not the kernel's; /proc/version
// has it too: "Linux version RELEASE (...".
std::string kernel_release(const FileTree& tree) {
  constexpr std::string_view kBefore = "Linux version ";
  std::string release = read_word(tree, "/proc/sys/kernel/osrelease");
  if (!release.empty()) return release;
  const std::string version = read_word(tree, "/proc/version");
  if (!version.starts_with(kBefore)) return "";
  return version.substr(kBefore.size(), version.find(' ', kBefore.size()) - kBefore.size());
}

KernelViews read_views(const FileTree& tree, const std::function<void(const KernelViews&)>& meanwhile) {
  KernelViews views;
  View<std::set<std::string>> symbols;
  {
    const Workers beside(1, 1, [&](std::size_t) { symbols = view_of(read_symbol_owners(tree)); });
    views.list = read_view<ModuleList>(tree, "/proc/modules", kListLimit, parse_module_list);
    read_others(tree, views);
    meanwhile(views);
  }
  views.symbols = std::move(symbols);
  return views;
}

KernelViews read_views(const FileTree& tree) {
  return read_views(tree, [](const KernelViews&) {});
}

}  // namespace modtrail
