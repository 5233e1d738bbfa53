#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/file_tree.h"

// What a kernel says of its modules, in each of the places where it says so: files of /proc and /sys, of this machine
// or captured.  Nothing is judged here.
namespace modtrail {

// The name as the kernel has it: "-" in a file's name is "_" in the module's.
std::string module_name(std::string_view name);

enum class ModuleState : std::uint8_t { Live, Loading, Unloading };

// A line of /proc/modules (kernel/module/procfs.c m_show).
struct ListedModule {
  std::string name;
  std::uint64_t size = 0;          // bytes
  std::vector<std::string> users;  // the modules that need it
  ModuleState state = ModuleState::Live;
  std::string taints;  // letters: "OE"
  bool operator==(const ListedModule&) const = default;
};

struct ModuleList {
  std::vector<ListedModule> modules;  // the youngest first: the kernel puts a new one in front
  std::size_t torn = 0;               // lines that are none
};
ModuleList parse_module_list(std::string_view proc_modules);

// A directory of /sys/module that has an initstate, which those of the kernel itself lack.
struct SysModule {
  std::string name;
  ModuleState state = ModuleState::Live;
  std::optional<std::uint64_t> size;  // coresize, bytes
  std::vector<std::string> holders;   // the modules that need it
  std::string build_id;               // of notes/.note.gnu.build-id, in hex; "" where there is none
};
struct SysModules {
  std::vector<SysModule> loaded;  // by name
  std::vector<std::string> built_in;
};
// Errors: /sys/module cannot be listed.
Result<SysModules> read_sys_modules(const FileTree& tree);

// The build id among ELF notes ("GNU", NT_GNU_BUILD_ID), in hex; "" where there is none.
std::string build_id_of_notes(std::string_view notes);

// The modules that symbols of /proc/kallsyms are of; what BPF, ftrace and kprobes put there is no module's.
class SymbolOwners {
 public:
  // Pieces may end anywhere.
  void add(std::string_view piece);
  std::set<std::string> finish();

 private:
  void look_at(std::string_view lines);

  std::string rest_;  // a line that has not ended
  std::string last_;
  std::set<std::string> owners_;
};

// The memory that modules were loaded into: lines of /proc/vmallocinfo whose caller is the module loader.
struct LoaderMemory {
  std::vector<std::uint64_t> sizes;  // bytes, without the guard page
  std::size_t torn = 0;
};
LoaderMemory parse_loader_memory(std::string_view vmallocinfo);

// A taint of the kernel that a module brings with it (include/linux/panic.h), and its letter in /proc/modules.
struct ModuleTaint {
  unsigned bit = 0;
  char letter = 0;
  std::string_view what;  // "an out-of-tree module"
};
const std::vector<ModuleTaint>& module_taints();
inline constexpr unsigned kTaintForcedUnload = 3;

// The kernel's log says that this module brought this taint.
struct TaintLine {
  std::string module;
  unsigned bit = 0;
  std::optional<std::uint64_t> since_boot;  // milliseconds, without time asleep
};
struct KernelLog {
  std::vector<TaintLine> taints;
  std::size_t lines = 0;
  bool slept = false;  // the machine was suspended: times of the log lag behind
};
// Lines of /dev/kmsg, of dmesg, or of syslog.
KernelLog parse_kernel_log(std::string_view text);

enum class ViewState : std::uint8_t { Read, Absent, Unreadable };
template <class T>
struct View {
  ViewState state = ViewState::Absent;
  std::string reason;  // why it is unreadable
  T value{};
  bool is_read() const { return state == ViewState::Read; }
};

struct KernelViews {
  View<ModuleList> list;                 // /proc/modules
  View<SysModules> sys;                  // /sys/module
  View<std::set<std::string>> symbols;   // /proc/kallsyms
  View<LoaderMemory> memory;             // /proc/vmallocinfo
  View<std::vector<std::string>> types;  // /sys/kernel/btf, without vmlinux
  View<std::uint64_t> taint;             // /proc/sys/kernel/tainted
  View<KernelLog> log;                   // of the files below
  std::optional<std::uint64_t> boot;     // milliseconds since 1970, of /proc/stat's btime
  std::string boot_id;                   // "" where it is not known
  std::string release;                   // of the kernel: "6.1.0-9-amd64"; "" where it is not known
};

// The kernel's log where a captured tree or a host keeps it as a file.
inline constexpr std::string_view kKernelLogFiles[] = {"/dev/kmsg", "/var/log/dmesg"};

// Of the kernel: "6.1.0-9-amd64"; "" where it is not known.
std::string kernel_release(const FileTree& tree);

// One look at each view.  /proc/kallsyms, which takes the kernel longer than all the rest, is begun first and read by a
// thread of its own; while it is, `meanwhile` is called with the other views.
KernelViews read_views(const FileTree& tree, const std::function<void(const KernelViews&)>& meanwhile);
KernelViews read_views(const FileTree& tree);

}  // namespace modtrail
