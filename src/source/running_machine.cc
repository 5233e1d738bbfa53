#include "modtrail/base/text.h"
#include "modtrail/source/source.h"
#include "source/file_text.h"
#include "source/kernel_files.h"

// What only a running kernel tells, through /proc and /sys.
namespace modtrail {
namespace {

std::string first_line(const FileTree& tree, std::string_view path) {
  const std::string text = text_of(tree, path);
  return text.substr(0, text.find('\n'));
}

void learn_kernel_arch(Machine& machine, const FileTree& tree) {
  const auto arch = parse_arch(first_line(tree, "/proc/sys/kernel/arch"));  // since 6.1
  if (arch) machine.arch = {*arch, FactSource::Machine};
}

void learn_running_kernel(Machine& machine, const FileTree& tree) {
  const std::string release = first_line(tree, "/proc/sys/kernel/osrelease");
  if (release.empty() || release.find('/') != std::string::npos) return;
  KernelFiles kernel = kernel_of_release(tree, release);
  const std::string command_line = first_line(tree, "/proc/cmdline");
  if (!command_line.empty()) kernel.command_line = command_line;
  learn_kernel(machine, tree, kernel, FactSource::Machine);
}

// Debian's kernel shows what syscall.x32= and its configuration came to.
void learn_running_x32(Machine& machine, const FileTree& tree) {
  const std::string value = first_line(tree, "/sys/module/syscall/parameters/x32");
  if (value == "Y") machine.x32 = {Switch::On, FactSource::Machine};
  if (value == "N") machine.x32 = {Switch::Off, FactSource::Machine};
}

// A kernel built for 32-bit calls has this setting of theirs (arch/x86/entry/vdso/vdso32-setup.c), and boots with them
// unless told otherwise.
void learn_running_ia32(Machine& machine, const FileTree& tree) {
  if (machine.arch.value != Arch::X86_64 || machine.ia32.source == FactSource::Machine) return;
  if (!tree.lstat("/proc/sys/kernel/osrelease").has_value()) return;
  const bool built = tree.lstat("/proc/sys/abi/vsyscall32").has_value();
  const auto told = boot_option(first_line(tree, "/proc/cmdline"), "ia32_emulation");
  const bool refused = told && (*told == "0" || *told == "off" || *told == "n" || *told == "false");
  machine.ia32 = {built && !refused ? Switch::On : Switch::Off, FactSource::Machine};
}

void learn_running_lsm(Machine& machine, const FileTree& tree) {
  const std::string stack = first_line(tree, "/sys/kernel/security/lsm");
  if (!stack.empty()) static_cast<void>(set_fact(machine, "lsm", stack, FactSource::Machine));
}

// tracefs is mounted by itself, or by debugfs below it when someone looks.
void learn_tracefs(Machine& machine, const FileTree& tree) {
  const std::string mounts = text_of(tree, "/proc/mounts");
  if (mounts.empty()) return;
  Switch tracefs = Switch::Off;
  for (const std::string_view line : split(mounts, '\n')) {
    const auto parts = words(line);
    if (parts.size() < 3) continue;
    if (parts[2] == "tracefs" || parts[2] == "debugfs") tracefs = Switch::On;
  }
  machine.tracefs = {tracefs, FactSource::Machine};
}

// The daemon that auditd's pid file names, if it lives.
void learn_auditd(Machine& machine, const FileTree& tree) {
  const std::string pid(trim(first_line(tree, "/run/auditd.pid")));
  const bool lives = parse_number(pid).has_value() && first_line(tree, "/proc/" + pid + "/comm") == "auditd";
  if (tree.lstat("/proc/self").has_value()) {
    machine.auditd_registered = {lives ? Switch::On : Switch::Off, FactSource::Machine};
  }
}

void learn_restraints(Machine& machine, const FileTree& tree) {
  const std::string disabled = first_line(tree, "/proc/sys/kernel/modules_disabled");
  if (!disabled.empty()) machine.modules_disabled = {disabled == "1" ? Switch::On : Switch::Off, FactSource::Machine};
  const std::string lockdown = first_line(tree, "/sys/kernel/security/lockdown");  // "none [integrity] confidentiality"
  const std::size_t begin = lockdown.find('[');
  const std::size_t end = lockdown.find(']');
  if (begin == std::string::npos || end == std::string::npos || end < begin) return;
  static_cast<void>(set_fact(machine, "lockdown", lockdown.substr(begin + 1, end - begin - 1), FactSource::Machine));
}

// The files of a running machine are its own.
template <class T>
void claim(Fact<T>& fact) {
  if (fact.source == FactSource::Root) fact.source = FactSource::Machine;
}

void claim_all(Machine& machine) {
  claim(machine.arch);
  claim(machine.kernel);
  claim(machine.auditctl);
  claim(machine.x32);
  claim(machine.ia32);
  claim(machine.lsm);
  claim(machine.audit);
  claim(machine.loader);
  claim(machine.awk);
  claim(machine.uid_min);
  claim(machine.kmod);
  claim(machine.module_compression);
}

}  // namespace

Machine read_running_machine(const FileTree& tree, Machine defaults) {
  Machine machine = std::move(defaults);
  claim_all(machine);
  learn_kernel_arch(machine, tree);
  learn_running_kernel(machine, tree);
  learn_running_x32(machine, tree);
  learn_running_ia32(machine, tree);
  learn_running_lsm(machine, tree);
  learn_tracefs(machine, tree);
  learn_auditd(machine, tree);
  learn_restraints(machine, tree);
  return machine;
}

}  // namespace modtrail
