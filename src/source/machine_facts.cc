#include <array>

#include "modtrail/base/text.h"
#include "modtrail/source/source.h"
#include "modtrail/uapi/release.h"
#include "source/file_text.h"
#include "source/kernel_files.h"
#include "source/packages.h"
#include "source/rules_loader.h"

// Facts from files, from the general to the particular: what the release of the distribution ships is assumed; what a
// package list, a kernel's configuration or a unit file tells of this very machine is known, and overrules it.
namespace modtrail {
namespace {

// ---- the release ----

std::string os_release(const FileTree& tree) {
  const std::string text = text_of(tree, "/etc/os-release");
  return text.empty() ? text_of(tree, "/usr/lib/os-release") : text;
}

std::optional<Release> release_of(const FileTree& tree) {
  const std::string text = os_release(tree);
  const auto rhel = shell_value(text, "RHEL_VERSION");  // CoreOS counts its own versions
  if (rhel) return find_release("rhel", *rhel);
  return find_release(shell_value(text, "ID").value_or(""), shell_value(text, "VERSION_ID").value_or(""));
}

template <class T>
void assume(Fact<T>& fact, T value) {
  fact = Fact<T>{value, FactSource::Assumed};
}

void assume_release(Machine& machine, const Release& release) {
  assume(machine.kernel, release.kernel);
  assume(machine.auditctl, release.auditctl);
  assume(machine.kmod, release.kmod);
  assume(machine.awk, release.awk);
  assume(machine.module_compression, release.module_compression);
}

// ---- the architecture ----

constexpr std::size_t kElfHeader = 20;

unsigned byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

// From an ELF header's class, byte order and machine.
std::optional<Arch> arch_of(std::string_view elf) {
  if (elf.size() < kElfHeader || elf.substr(0, 4) !=
                                     "\x7F"
                                     "ELF")
    return std::nullopt;
  const bool little = byte_at(elf, 5) == 1;
  const unsigned number =
      little ? byte_at(elf, 18) | byte_at(elf, 19) << 8U : byte_at(elf, 19) | byte_at(elf, 18) << 8U;
  switch (number) {
    case 3:
      return Arch::I386;
    case 62:
      return Arch::X86_64;
    case 183:
      return Arch::Aarch64;
    case 21:
      return little ? std::optional(Arch::Ppc64le) : std::nullopt;
    case 22:
      return Arch::S390x;
    default:
      return std::nullopt;
  }
}

void learn_arch(Machine& machine, const FileTree& tree) {
  for (const char* program : {"/usr/bin/true", "/bin/true", "/usr/bin/kmod", "/bin/sh"}) {
    if (const auto arch = arch_of(text_of(tree, program))) {
      machine.arch = {*arch, FactSource::Root};
      return;
    }
  }
}

// ---- packages and what they install ----

using Packages = std::map<std::string, std::string, std::less<>>;

void learn_version(Machine& machine, const Packages& packages, std::string_view package, std::string_view fact) {
  const auto found = packages.find(package);
  if (found == packages.end()) return;
  // One out of range is refused, and what was assumed stays assumed.
  static_cast<void>(set_fact(machine, fact, found->second, FactSource::Root));
}

// "1.3.4.20200120-3.1" is the last mawk whose regular expressions lack \s.
bool is_old_mawk(std::string_view version) {
  constexpr std::uint64_t kLastOld = 20200120;
  const auto number = parse_version(version);
  if (!number || *number < Version{1, 3, 4}) return true;
  if (*number > Version{1, 3, 4}) return false;
  const std::size_t at = version.find("1.3.4");
  const std::string_view rest = version.substr(at + 5);
  const std::string_view date = rest.substr(0, 1).find_first_of(".-") == 0 ? rest.substr(1, 8) : "";
  return parse_number(date).value_or(0) <= kLastOld;
}

void learn_awk(Machine& machine, const FileTree& tree, const Packages& packages) {
  const auto path = resolve(tree, "/usr/bin/awk", Last::Follow);
  if (!path.has_value()) return;
  const std::string name = path->substr(path->rfind('/') + 1);
  if (name == "gawk") machine.awk = {Awk::Gawk, FactSource::Root};
  if (name != "mawk") return;
  const auto package = packages.find("mawk");
  if (package == packages.end()) return;
  machine.awk = {is_old_mawk(package->second) ? Awk::MawkOld : Awk::Mawk, FactSource::Root};
}

void learn_uid_min(Machine& machine, const FileTree& tree) {
  for (const char* path : {"/etc/login.defs", "/usr/etc/login.defs"}) {
    const std::string text = text_of(tree, path);
    if (text.empty()) continue;
    for (const std::string_view line : split(text, '\n')) {
      const auto parts = words(line);
      if (parts.size() < 2 || parts[0] != "UID_MIN") continue;
      static_cast<void>(set_fact(machine, "uid-min", parts[1], FactSource::Root));
    }
    return;
  }
}

}  // namespace

Machine read_machine(const FileTree& tree, Machine defaults) {
  Machine machine = std::move(defaults);
  if (const auto release = release_of(tree)) assume_release(machine, *release);
  learn_arch(machine, tree);
  const Packages packages = installed_packages(text_of(tree, "/var/lib/dpkg/status"), {"auditd", "kmod", "mawk"});
  learn_version(machine, packages, "auditd", "auditctl");
  learn_version(machine, packages, "kmod", "kmod");
  learn_awk(machine, tree, packages);
  learn_kernel(machine, tree, installed_kernel(tree), FactSource::Root);
  learn_uid_min(machine, tree);
  if (const auto loader = rules_loader(tree)) machine.loader = {*loader, FactSource::Root};
  return machine;
}

}  // namespace modtrail
