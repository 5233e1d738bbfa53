#include "source/kernel_files.h"

#include <algorithm>
#include <array>
#include <vector>

#include "modtrail/base/text.h"
#include "source/boot_files.h"
#include "source/file_text.h"

// What a kernel does follows from how it was built (CONFIG_*) and from how it is started (its command line), the second
// overruling the first where it may.  Sources: arch/x86/Kconfig, arch/x86/entry/common.c (ia32_emulation=, since 6.7),
// Debian's patch "x86: Make x32 syscall support conditional" (syscall.x32=), security/security.c (lsm=, security=),
// kernel/audit.c audit_enable() (audit=).
namespace modtrail {
namespace {

constexpr Version kIa32Option{6, 7, 0};

// ---- the build configuration ----

std::optional<std::string_view> config_value(std::string_view config, const std::string& name) {
  const std::string wanted = "\n" + name + "=";
  const std::size_t at = config.find(wanted);
  if (at == std::string_view::npos) return std::nullopt;
  const std::size_t start = at + wanted.size();
  return config.substr(start, config.find('\n', start) - start);
}

bool built_in(std::string_view config, const std::string& name) {
  return config_value(config, name) == "y";
}

// ---- the command line ----

// As the kernel's kstrtobool.
std::optional<Switch> parse_switch(std::string_view value) {
  const std::string text = lower(value);
  if (text == "on" || text.find_first_of("y1t") == 0) return Switch::On;
  if (text == "off" || text == "of" || text.find_first_of("n0f") == 0) return Switch::Off;
  return std::nullopt;
}

std::optional<Switch> boot_switch(const KernelFiles& kernel, std::string_view name) {
  const auto value = boot_option(kernel.command_line.value_or(""), name);
  return value ? parse_switch(*value) : std::nullopt;
}

// ---- the facts ----

void learn_x32(Machine& machine, const KernelFiles& kernel, FactSource source) {
  if (machine.arch.value != Arch::X86_64) return;
  const auto told = boot_switch(kernel, "syscall.x32");
  if (kernel.config.empty()) {
    if (told) machine.x32 = {*told, source};
    return;
  }
  const bool built = built_in(kernel.config, "CONFIG_X86_X32_ABI") ||
                     built_in(kernel.config, "CONFIG_X86_X32");  // its name before 5.18
  const bool asleep = built_in(kernel.config, "CONFIG_X86_X32_DISABLED");
  const Switch usual = asleep ? Switch::Off : Switch::On;
  machine.x32 = {built ? told.value_or(usual) : Switch::Off, source};
}

void learn_ia32(Machine& machine, const KernelFiles& kernel, FactSource source) {
  if (kernel.config.empty()) return;
  const bool x86 = machine.arch.value == Arch::X86_64;
  const bool built = built_in(kernel.config, x86 ? "CONFIG_IA32_EMULATION" : "CONFIG_COMPAT");
  const bool asleep = built_in(kernel.config, "CONFIG_IA32_EMULATION_DEFAULT_DISABLED");
  const bool has_option = x86 && machine.kernel.value >= kIa32Option;
  const auto told = has_option ? boot_switch(kernel, "ia32_emulation") : std::nullopt;
  const Switch usual = asleep ? Switch::Off : Switch::On;
  machine.ia32 = {built ? told.value_or(usual) : Switch::Off, source};
}

void learn_audit(Machine& machine, const KernelFiles& kernel, FactSource source) {
  if (!kernel.command_line) return;
  const auto value = boot_option(*kernel.command_line, "audit");
  AuditBoot audit = AuditBoot::Absent;
  if (value) audit = *value == "0" || *value == "off" ? AuditBoot::Off : AuditBoot::On;
  machine.audit = {audit, source};
}

struct LsmSymbol {
  std::string_view lsm;
  const char* symbol;
};

constexpr std::array kLsmSymbols = {LsmSymbol{"apparmor", "CONFIG_SECURITY_APPARMOR"},
                                    LsmSymbol{"bpf", "CONFIG_BPF_LSM"},
                                    LsmSymbol{"integrity", "CONFIG_INTEGRITY"},
                                    LsmSymbol{"ipe", "CONFIG_SECURITY_IPE"},
                                    LsmSymbol{"landlock", "CONFIG_SECURITY_LANDLOCK"},
                                    LsmSymbol{"loadpin", "CONFIG_SECURITY_LOADPIN"},
                                    LsmSymbol{"lockdown", "CONFIG_SECURITY_LOCKDOWN_LSM"},
                                    LsmSymbol{"safesetid", "CONFIG_SECURITY_SAFESETID"},
                                    LsmSymbol{"selinux", "CONFIG_SECURITY_SELINUX"},
                                    LsmSymbol{"smack", "CONFIG_SECURITY_SMACK"},
                                    LsmSymbol{"tomoyo", "CONFIG_SECURITY_TOMOYO"},
                                    LsmSymbol{"yama", "CONFIG_SECURITY_YAMA"}};

bool lsm_built(std::string_view config, std::string_view lsm) {
  if (config.empty()) return true;
  for (const LsmSymbol& known : kLsmSymbols) {
    if (known.lsm == lsm) return built_in(config, known.symbol);
  }
  return true;
}

// Only one of them can be active.
bool is_exclusive(std::string_view lsm) {
  return lsm == "apparmor" || lsm == "selinux" || lsm == "smack";
}

bool is_major(std::string_view lsm) {
  return is_exclusive(lsm) || lsm == "tomoyo";
}

bool switched_off(std::string_view command_line, std::string_view lsm) {
  const auto value = boot_option(command_line, lsm);
  return value && parse_switch(*value) == Switch::Off;
}

// The LSMs in the order the kernel is told.
std::optional<std::string> lsm_order(const KernelFiles& kernel, std::string_view command_line) {
  if (const auto told = boot_option(command_line, "lsm")) return told;
  const auto built = config_value(kernel.config, "CONFIG_LSM");
  if (!built) return std::nullopt;
  const std::string_view value = *built;
  return std::string(value.size() >= 2 ? value.substr(1, value.size() - 2) : value);  // quotes
}

std::string active_stack(const KernelFiles& kernel, std::string_view command_line, const std::string& order) {
  // security= chooses among the major ones, and counts only without lsm=.
  const auto chosen = boot_option(command_line, "lsm") ? std::nullopt : boot_option(command_line, "security");
  bool exclusive_taken = false;
  std::string stack;
  for (const std::string_view lsm : split(order, ',')) {
    if (lsm.empty() || !lsm_built(kernel.config, lsm) || switched_off(command_line, lsm)) continue;
    if (chosen && is_major(lsm) && lsm != *chosen) continue;
    if (is_exclusive(lsm) && std::exchange(exclusive_taken, true)) continue;
    if (!stack.empty()) stack += ',';
    stack += lsm;
  }
  return stack;
}

void learn_lsm(Machine& machine, const KernelFiles& kernel, FactSource source) {
  // A configuration without a command line cannot rule out lsm=, yet is the better knowledge.
  const std::string command_line = kernel.command_line.value_or("");
  const auto order = lsm_order(kernel, command_line);
  if (!order) return;
  const std::string stack = active_stack(kernel, command_line, *order);
  if (!stack.empty()) static_cast<void>(set_fact(machine, "lsm", stack, source));
}

std::optional<Compression> compression_of(std::string_view file) {
  const std::size_t at = file.rfind(".ko");
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view suffix = file.substr(at + 3);
  if (suffix.empty()) return Compression::None;
  if (suffix == ".xz") return Compression::Xz;
  if (suffix == ".zst") return Compression::Zstd;
  if (suffix == ".gz") return Compression::Gz;
  return std::nullopt;
}

// The first module that modules.dep names tells for all: a kernel's modules are packed in one way.
void learn_compression(Machine& machine, const FileTree& tree, const KernelFiles& kernel, FactSource source) {
  if (kernel.modules.empty()) return;
  const std::string dependencies = text_of(tree, kernel.modules + "/modules.dep");
  const std::string_view first = std::string_view(dependencies).substr(0, dependencies.find(':'));
  if (const auto found = compression_of(first)) machine.module_compression = {*found, source};
}

// ---- the files ----

constexpr std::array<std::string_view, 2> kModuleDirectories = {"/usr/lib/modules", "/lib/modules"};

// Removed kernels leave directories behind that hold no modules.
bool holds_modules(const FileTree& tree, const std::string& directory) {
  for (const char* name : {"/modules.dep", "/modules.order", "/kernel"}) {
    if (tree.lstat(directory + name).has_value()) return true;
  }
  return false;
}

std::string config_of(const FileTree& tree, const KernelFiles& kernel) {
  std::string config = text_of(tree, "/boot/config-" + kernel.release);
  if (config.empty()) config = text_of(tree, kernel.modules + "/config");
  if (!config.empty()) config.insert(0, 1, '\n');  // so that every line begins after one
  return config;
}

// An image without modules may still have a kernel's configuration.
std::string newest_config(const FileTree& tree) {
  constexpr std::string_view kPrefix = "config-";
  std::string newest;
  for (const std::string& name : names_in(tree, "/boot")) {
    if (name.compare(0, kPrefix.size(), kPrefix) != 0) continue;
    const std::string release = name.substr(kPrefix.size());
    if (newest.empty() || version_before(newest, release)) newest = release;
  }
  return newest;
}

}  // namespace

std::optional<std::string> boot_option(std::string_view command_line, std::string_view name) {
  std::optional<std::string> value;
  for (std::string_view word : split(command_line, ' ')) {
    word = word.substr(0, word.find_last_not_of("\t\r\n") + 1);
    if (word == "--") break;  // what follows is init's
    if (word.substr(0, name.size()) != name) continue;
    const std::string_view rest = word.substr(name.size());
    if (rest.empty()) value = "";
    if (rest.substr(0, 1) == "=") value = std::string(rest.substr(1));
  }
  if (value && value->size() >= 2 && value->front() == '"' && value->back() == '"') {
    value = value->substr(1, value->size() - 2);
  }
  return value;
}

KernelFiles kernel_of_release(const FileTree& tree, std::string_view release) {
  KernelFiles kernel;
  kernel.release = std::string(release);
  for (const std::string_view directory : kModuleDirectories) {
    const std::string path = std::string(directory) + "/" + kernel.release;
    if (kernel.modules.empty() && holds_modules(tree, path)) kernel.modules = path;
  }
  kernel.config = config_of(tree, kernel);
  return kernel;
}

KernelFiles installed_kernel(const FileTree& tree) {
  std::string newest;
  for (const std::string_view directory : kModuleDirectories) {
    for (const std::string& release : names_in(tree, directory)) {
      if (!parse_version(release)) continue;
      if (!holds_modules(tree, std::string(directory) + "/" + release)) continue;
      if (newest.empty() || version_before(newest, release)) newest = release;
    }
  }
  if (newest.empty()) newest = newest_config(tree);
  KernelFiles kernel = newest.empty() ? KernelFiles{} : kernel_of_release(tree, newest);
  kernel.command_line = installed_command_line(tree);
  return kernel;
}

void learn_kernel(Machine& machine, const FileTree& tree, const KernelFiles& kernel, FactSource source) {
  // A release that is out of range tells nothing.
  static_cast<void>(set_fact(machine, "kernel", kernel.release, source));
  learn_x32(machine, kernel, source);
  learn_ia32(machine, kernel, source);
  learn_audit(machine, kernel, source);
  learn_lsm(machine, kernel, source);
  learn_compression(machine, tree, kernel, source);
}

}  // namespace modtrail
