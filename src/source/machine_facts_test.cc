#include <gtest/gtest.h>

#include "modtrail/source/source.h"
#include "source/packages.h"
#include "source/rules_loader.h"

namespace modtrail {
namespace {

using Facts = std::vector<std::pair<std::string, std::string>>;

// As "value source" by name.
Facts told(const Machine& machine) {
  Facts facts;
  for (const std::string_view name_of_fact : fact_names()) {
    const FactText text = fact(machine, name_of_fact);
    facts.emplace_back(name_of_fact, text.value + " " + std::string(name(text.source)));
  }
  return facts;
}

std::string elf(char number, char order = 1) {
  std::string header = std::string(
                           "\x7F"
                           "ELF\x02",
                           5) +
                       order + std::string(12, '\0');
  header += order == 1 ? std::string{number, '\0'} : std::string{'\0', number};
  return header + "...";
}

constexpr const char* kDpkgStatus =
    "Package: adduser\nStatus: install ok installed\nVersion: 3.134\n\n"
    "Package: auditd\nStatus: install ok installed\nPriority: optional\nVersion: 1:3.0.9-1\n"
    "Conffiles:\n /etc/audit/auditd.conf 0\nDescription: daemon\n Package: gawk\n\n"
    "Package: gawk\nStatus: deinstall ok config-files\nVersion: 1:5.2.1-2\n\n"
    "Package: kmod\nStatus: install ok installed\nVersion: 30+20221128-1\n\n"
    "Package: mawk\nStatus: install ok installed\nVersion: 1.3.4.20200120-3.1\n";

MemoryTree debian12() {
  MemoryTree tree;
  tree.add_link("/bin", "usr/bin");
  tree.add_link("/lib", "usr/lib");
  tree.add_file("/usr/lib/os-release", "ID=debian\nVERSION_ID=\"12\"\n");
  tree.add_link("/etc/os-release", "../usr/lib/os-release");
  tree.add_file("/usr/bin/true", elf(62));
  tree.add_file("/usr/bin/mawk", "ELF");
  tree.add_link("/etc/alternatives/awk", "/usr/bin/mawk");
  tree.add_link("/usr/bin/awk", "/etc/alternatives/awk");
  tree.add_file("/var/lib/dpkg/status", kDpkgStatus);
  tree.add_file("/usr/lib/modules/6.1.0-56-amd64/modules.dep", "kernel/arch/x86/a.ko:\n");
  tree.add_file("/boot/config-6.1.0-56-amd64",
                "#\n# Linux/x86 6.1.192 Kernel Configuration\n#\nCONFIG_X86_X32_ABI=y\n"
                "CONFIG_X86_X32_DISABLED=y\nCONFIG_IA32_EMULATION=y\nCONFIG_SECURITY_YAMA=y\n"
                "CONFIG_SECURITY_APPARMOR=y\nCONFIG_SECURITY_TOMOYO=y\n"
                "CONFIG_LSM=\"yama,apparmor,selinux,tomoyo\"\n");
  tree.add_file("/boot/grub/grub.cfg", "\tlinux\t/boot/vmlinuz root=UUID=1 ro quiet\n");
  tree.add_file("/etc/login.defs", "# UID_MIN 5\nUID_MIN\t\t\t 1000\nUID_MAX 60000\n");
  tree.add_file("/usr/lib/systemd/system/auditd.service",
                "[Service]\nExecStart=/sbin/auditd\nExecStartPost=-/sbin/augenrules --load\n"
                "#ExecStartPost=-/sbin/auditctl -R /etc/audit/audit.rules\n");
  return tree;
}

TEST(ReadMachine, Debian12) {
  EXPECT_EQ(told(read_machine(debian12(), Machine{})), (Facts{{"arch", "x86_64 root"},
                                                              {"kernel", "6.1.0 root"},
                                                              {"auditctl", "3.0.9 root"},
                                                              {"x32", "off root"},
                                                              {"ia32", "on root"},
                                                              {"lsm", "yama,apparmor,tomoyo root"},
                                                              {"audit", "absent root"},
                                                              {"commit", "boot assumed"},
                                                              {"loader", "augenrules root"},
                                                              {"awk", "mawk-old root"},
                                                              {"uid-min", "1000 root"},
                                                              {"kmod", "30.0.0 root"},
                                                              {"module-compression", "none root"},
                                                              {"tracefs", "mounted assumed"},
                                                              {"auditd-registered", "on assumed"},
                                                              {"modules-disabled", "off assumed"},
                                                              {"lockdown", "none assumed"},
                                                              {"loaded-rules", "as-files assumed"}}));
}

TEST(ReadMachine, Rhel9TellsVersionsOnlyByItsRelease) {
  MemoryTree tree;
  tree.add_file("/etc/os-release", "ID=\"rhel\"\nVERSION_ID=\"9.6\"\n");
  tree.add_file("/usr/bin/true", elf(62));
  tree.add_file("/usr/bin/gawk", "ELF");
  tree.add_link("/usr/bin/awk", "gawk");
  tree.add_file("/usr/lib/modules/5.14.0-570.el9.x86_64/modules.dep", "kernel/a.ko.xz:\n");
  tree.add_file("/usr/lib/modules/5.14.0-570.el9.x86_64/config",
                "# Automatically generated\nCONFIG_IA32_EMULATION=y\nCONFIG_SECURITY_SELINUX=y\n"
                "CONFIG_SECURITY_YAMA=y\n# CONFIG_X86_X32_ABI is not set\nCONFIG_LSM=\"yama,selinux\"\n");
  tree.add_file("/boot/loader/entries/m-5.14.0-570.el9.x86_64.conf",
                "title RHEL\noptions root=/dev/mapper/rhel-root ro audit=1 audit_backlog_limit=8192\n");
  tree.add_file("/etc/login.defs", "UID_MIN                  1000\n");
  tree.add_file("/usr/lib/systemd/system/auditd.service", "ExecStartPost=-/sbin/augenrules --load\n");
  const Facts wanted = {{"arch", "x86_64 root"},
                        {"kernel", "5.14.0 root"},
                        {"auditctl", "3.1.5 assumed"},
                        {"x32", "off root"},
                        {"ia32", "on root"},
                        {"lsm", "yama,selinux root"},
                        {"audit", "1 root"},
                        {"commit", "boot assumed"},
                        {"loader", "augenrules root"},
                        {"awk", "gawk root"},
                        {"uid-min", "1000 root"},
                        {"kmod", "28.0.0 assumed"},
                        {"module-compression", "xz root"},
                        {"tracefs", "mounted assumed"},
                        {"auditd-registered", "on assumed"},
                        {"modules-disabled", "off assumed"},
                        {"lockdown", "none assumed"},
                        {"loaded-rules", "as-files assumed"}};
  EXPECT_EQ(told(read_machine(tree, Machine{})), wanted);
}

TEST(ReadMachine, ABareImageTellsNothing) {
  EXPECT_EQ(told(read_machine(MemoryTree(), Machine{})), told(Machine{}));
}

TEST(ReadMachine, NonsenseTellsNothing) {
  MemoryTree tree;
  FileInfo fifo;
  fifo.type = FileType::Fifo;
  tree.add_file("/etc/os-release", "", fifo);
  tree.add_file("/usr/bin/true", "#!/bin/sh\n");
  tree.add_file("/bin/sh",
                "\x7F"
                "ELF");
  tree.add_link("/usr/bin/awk", "awk");
  tree.add_file("/var/lib/dpkg/status", "Package: auditd\nStatus: install ok installed\nVersion: ?\n");
  tree.add_file("/etc/login.defs", "UID_MIN\nUID_MIN many\n");
  tree.add_link("/boot", "/boot");
  tree.add_link("/usr/lib/systemd/system/auditd.service", "/dev/null");
  EXPECT_EQ(told(read_machine(tree, Machine{})), told(Machine{}));
}

TEST(ReadMachine, CoreOsIsARhel) {
  MemoryTree tree;
  tree.add_file("/etc/os-release", "ID=\"rhcos\"\nVERSION_ID=\"4.16\"\nRHEL_VERSION=\"9.4\"\n");
  EXPECT_EQ(read_machine(tree, Machine{}).auditctl.value, (Version{3, 1, 2}));
}

TEST(ReadMachine, Architectures) {
  const auto arch = [](const std::string& program) {
    MemoryTree tree;
    tree.add_file("/usr/bin/true", program);
    const Fact<Arch> found = read_machine(tree, Machine{}).arch;
    return found.source == FactSource::Root ? name(found.value) : "";
  };
  EXPECT_EQ(arch(elf(3)), "i386");
  EXPECT_EQ(arch(elf('\xB7')), "aarch64");
  EXPECT_EQ(arch(elf(21)), "ppc64le");
  EXPECT_EQ(arch(elf(21, 2)), "");
  EXPECT_EQ(arch(elf(22, 2)), "s390x");
}

TEST(ReadMachine, NewerMawkKnowsBlanks) {
  const auto awk = [](const std::string& version) {
    MemoryTree tree = debian12();
    tree.add_file("/var/lib/dpkg/status", "Package: mawk\nStatus: install ok installed\nVersion: " + version + "\n");
    return fact(read_machine(tree, Machine{}), "awk").value;
  };
  EXPECT_EQ(awk("1.3.4.20200120-3.1"), "mawk-old");
  EXPECT_EQ(awk("1.3.4-20200120-2"), "mawk-old");
  EXPECT_EQ(awk("1.3.3-17"), "mawk-old");
  EXPECT_EQ(awk("1.3.4.20250131-1"), "mawk");
  EXPECT_EQ(awk("1.4-1"), "mawk");
}

TEST(RulesLoader, TheUnitsDecide) {
  MemoryTree tree;
  EXPECT_EQ(rules_loader(tree), std::nullopt);
  tree.add_file("/usr/lib/systemd/system/auditd.service", "ExecStartPost=-/sbin/augenrules --load\n");
  EXPECT_EQ(rules_loader(tree), Loader::Augenrules);
  tree.add_file("/etc/systemd/system/auditd.service.d/50-rules.conf",
                "[Service]\nExecStartPost=\nExecStartPost=/sbin/auditctl -R /etc/audit/audit.rules\n");
  EXPECT_EQ(rules_loader(tree), Loader::Auditctl);
  tree.add_file("/usr/lib/systemd/system/audit-rules.service", "[Service]\nExecStart=/usr/sbin/augenrules --load\n");
  EXPECT_EQ(rules_loader(tree), Loader::Augenrules);
  tree.add_file("/etc/systemd/system/audit-rules.service",
                "[Service]\nExecStart=/usr/sbin/auditctl -R /etc/audit/audit.rules\n");
  EXPECT_EQ(rules_loader(tree), Loader::Auditctl);
}

TEST(Packages, OnlyInstalledOnes) {
  const auto found = installed_packages(kDpkgStatus, {"auditd", "gawk", "mawk", "absent"});
  EXPECT_EQ(found.size(), 2U);
  EXPECT_EQ(found.at("auditd"), "1:3.0.9-1");
  EXPECT_EQ(found.at("mawk"), "1.3.4.20200120-3.1");
  EXPECT_TRUE(installed_packages("", {"auditd"}).empty());
  EXPECT_TRUE(installed_packages("Package: auditd", {"auditd"}).empty());
}

TEST(ReadRunningMachine, ProcAndSysOverruleFiles) {
  MemoryTree tree = debian12();
  tree.add_file("/proc/sys/kernel/osrelease", "6.12.117+deb12-cloud-amd64\n");
  tree.add_file("/proc/cmdline", "BOOT_IMAGE=/vmlinuz audit=1\n");
  tree.add_file("/sys/kernel/security/lsm", "lockdown,capability,yama,apparmor");
  tree.add_file("/sys/module/syscall/parameters/x32", "Y\n");
  tree.add_file("/proc/mounts", "proc /proc proc rw 0 0\ntmpfs /run tmpfs rw 0 0\n");
  tree.add_link("/proc/self", "1");
  tree.add_file("/proc/sys/abi/vsyscall32", "1\n");
  tree.add_file("/proc/sys/kernel/modules_disabled", "1\n");
  tree.add_file("/sys/kernel/security/lockdown", "none [integrity] confidentiality\n");
  tree.add_file("/proc/77/comm", "auditd\n");
  tree.add_file("/run/auditd.pid", "77\n");
  const Machine machine = read_running_machine(tree, read_machine(tree, Machine{}));
  const auto shown = [&](std::string_view which) {
    const FactText text = fact(machine, which);
    return text.value + " " + std::string(name(text.source));
  };
  EXPECT_EQ(shown("kernel"), "6.12.117 machine");
  EXPECT_EQ(shown("audit"), "1 machine");
  EXPECT_EQ(shown("lsm"), "lockdown,capability,yama,apparmor machine");
  EXPECT_EQ(shown("x32"), "on machine");
  EXPECT_EQ(shown("tracefs"), "unmounted machine");
  EXPECT_EQ(shown("auditd-registered"), "on machine");
  EXPECT_EQ(shown("auditctl"), "3.0.9 machine");
  EXPECT_EQ(shown("ia32"), "on machine");
  EXPECT_EQ(shown("modules-disabled"), "on machine");
  EXPECT_EQ(shown("lockdown"), "integrity machine");
  tree.add_file("/proc/77/comm", "cat\n");
  EXPECT_EQ(read_running_machine(tree, Machine{}).auditd_registered.value, Switch::Off);
}

TEST(ReadRunningMachine, ThatOf32BitCallsTellsThatTheKernelTakesThem) {
  MemoryTree tree;
  tree.add_file("/proc/sys/kernel/osrelease", "6.12.0\n");
  EXPECT_EQ(read_running_machine(tree, Machine{}).ia32.value, Switch::Off);
  tree.add_file("/proc/sys/abi/vsyscall32", "1\n");
  EXPECT_EQ(read_running_machine(tree, Machine{}).ia32.value, Switch::On);
  tree.add_file("/proc/cmdline", "quiet ia32_emulation=0\n");
  EXPECT_EQ(read_running_machine(tree, Machine{}).ia32.value, Switch::Off);
}

TEST(ReadRunningMachine, WithoutProcNothingIsLearned) {
  EXPECT_EQ(told(read_running_machine(MemoryTree(), Machine{})), told(Machine{}));
}

}  // namespace
}  // namespace modtrail
