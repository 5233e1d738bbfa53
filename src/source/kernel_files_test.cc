#include "source/kernel_files.h"

#include <gtest/gtest.h>

#include "source/boot_files.h"
#include "source/file_text.h"

namespace modtrail {
namespace {

KernelFiles kernel(std::string config, std::optional<std::string> command_line,
                   std::string release = "6.1.0-56-amd64") {
  KernelFiles files;
  files.release = std::move(release);
  if (!config.empty()) files.config = "\n" + config;
  files.command_line = std::move(command_line);
  return files;
}

Machine learn(const KernelFiles& files) {
  Machine machine;
  learn_kernel(machine, MemoryTree(), files, FactSource::Root);
  return machine;
}

std::string learned(const std::string& name, const KernelFiles& files) {
  const FactText text = fact(learn(files), name);
  return text.source == FactSource::Root ? text.value : "-";
}

TEST(BootOption, TheLastOneCounts) {
  EXPECT_EQ(boot_option("ro audit=1 quiet audit=0\n", "audit"), "0");
  EXPECT_EQ(boot_option("ro audit", "audit"), "");
  EXPECT_EQ(boot_option("ro audit_backlog_limit=8192", "audit"), std::nullopt);
  EXPECT_EQ(boot_option("ro -- audit=1", "audit"), std::nullopt);
  EXPECT_EQ(boot_option("lsm=\"yama,apparmor\"", "lsm"), "yama,apparmor");
  EXPECT_EQ(boot_option("", "audit"), std::nullopt);
}

TEST(KernelFiles, Audit) {
  EXPECT_EQ(learned("audit", kernel("", "ro audit=1")), "1");
  EXPECT_EQ(learned("audit", kernel("", "ro audit=on")), "1");
  EXPECT_EQ(learned("audit", kernel("", "ro audit=off")), "0");
  EXPECT_EQ(learned("audit", kernel("", "ro quiet")), "absent");
  EXPECT_EQ(learned("audit", kernel("", std::nullopt)), "-");
}

TEST(KernelFiles, X32) {
  const std::string debian = "CONFIG_X86_X32_ABI=y\nCONFIG_X86_X32_DISABLED=y\n";
  EXPECT_EQ(learned("x32", kernel(debian, "ro")), "off");
  EXPECT_EQ(learned("x32", kernel(debian, "syscall.x32=y")), "on");
  EXPECT_EQ(learned("x32", kernel(debian, "syscall.x32=y syscall.x32=n")), "off");
  EXPECT_EQ(learned("x32", kernel("CONFIG_X86_X32=y\n", "ro")), "on");
  EXPECT_EQ(learned("x32", kernel("# CONFIG_X86_X32_ABI is not set\n", "syscall.x32=y")), "off");
  EXPECT_EQ(learned("x32", kernel("", "syscall.x32=y")), "on");
  EXPECT_EQ(learned("x32", kernel("", "ro")), "-");
}

TEST(KernelFiles, Ia32) {
  const std::string on = "CONFIG_IA32_EMULATION=y\n";
  const std::string asleep = on + "CONFIG_IA32_EMULATION_DEFAULT_DISABLED=y\n";
  EXPECT_EQ(learned("ia32", kernel(on, "ro")), "on");
  EXPECT_EQ(learned("ia32", kernel("CONFIG_X86_64=y\n", "ro")), "off");
  EXPECT_EQ(learned("ia32", kernel(on, "ia32_emulation=0", "6.1.0")), "on");
  EXPECT_EQ(learned("ia32", kernel(on, "ia32_emulation=0", "6.12.0")), "off");
  EXPECT_EQ(learned("ia32", kernel(asleep, "ro", "6.12.0")), "off");
  EXPECT_EQ(learned("ia32", kernel(asleep, "ia32_emulation=true", "6.12.0")), "on");
  EXPECT_EQ(learned("ia32", kernel("", "ia32_emulation=0", "6.12.0")), "-");
}

constexpr const char* kDebianLsms =
    "CONFIG_SECURITY_SELINUX=y\nCONFIG_SECURITY_APPARMOR=y\nCONFIG_SECURITY_TOMOYO=y\n"
    "CONFIG_SECURITY_YAMA=y\nCONFIG_SECURITY_LOCKDOWN_LSM=y\n# CONFIG_SECURITY_SMACK is not set\n"
    "CONFIG_LSM=\"lockdown,yama,loadpin,apparmor,selinux,smack,tomoyo\"\n";

TEST(KernelFiles, Lsm) {
  const auto stack = [](const std::string& command_line) { return learned("lsm", kernel(kDebianLsms, command_line)); };
  EXPECT_EQ(stack("ro"), "lockdown,yama,apparmor,tomoyo");
  EXPECT_EQ(stack("apparmor=0"), "lockdown,yama,selinux,tomoyo");
  EXPECT_EQ(stack("security=selinux"), "lockdown,yama,selinux");
  EXPECT_EQ(stack("security=selinux lsm=yama,apparmor"), "yama,apparmor");
  EXPECT_EQ(stack("lsm=lockdown,smack,tomoyo"), "lockdown,tomoyo");
  EXPECT_EQ(learned("lsm", kernel("", "ro")), "-");
  EXPECT_EQ(learned("lsm", kernel("", "lsm=yama,selinux")), "yama,selinux");
}

TEST(KernelFiles, TheNewestKernelWithModulesCounts) {
  MemoryTree tree;
  tree.add_link("/lib", "usr/lib");
  tree.add_file("/usr/lib/modules/6.1.0-9-amd64/modules.dep", "kernel/a.ko:\n");
  tree.add_file("/usr/lib/modules/6.1.0-10-amd64/modules.dep", "kernel/a.ko.xz: kernel/b.ko.xz\n");
  tree.add_file("/usr/lib/modules/6.1.0-99-amd64/modules.builtin", "");  // removed
  tree.add_file("/usr/lib/modules/extra/modules.dep", "");
  tree.add_file("/boot/config-6.1.0-10-amd64", "CONFIG_X86_X32_ABI=y\n");
  const KernelFiles files = installed_kernel(tree);
  EXPECT_EQ(files.release, "6.1.0-10-amd64");
  EXPECT_EQ(files.modules, "/usr/lib/modules/6.1.0-10-amd64");
  EXPECT_EQ(files.config, "\nCONFIG_X86_X32_ABI=y\n");
  Machine machine;
  learn_kernel(machine, tree, files, FactSource::Root);
  EXPECT_EQ(fact(machine, "module-compression").value, "xz");
  EXPECT_EQ(fact(machine, "x32").value, "on");
}

TEST(BootFiles, TheNearestToTheBootLoaderCounts) {
  MemoryTree tree;
  EXPECT_EQ(installed_command_line(tree), std::nullopt);
  tree.add_file("/etc/default/grub",
                "GRUB_CMDLINE_LINUX_DEFAULT=\"quiet\"\n#GRUB_CMDLINE_LINUX=\"x\"\n"
                "GRUB_CMDLINE_LINUX=\"audit=1\"\n");
  EXPECT_EQ(installed_command_line(tree), "audit=1 quiet");
  tree.add_file("/etc/kernel/cmdline", "root=/dev/sda audit=0\n");
  EXPECT_EQ(installed_command_line(tree), "root=/dev/sda audit=0");
  tree.add_file("/boot/grub/grub.cfg",
                "menuentry 'a' {\n\tlinux\t/vmlinuz root=/dev/a ro\n}\n"
                "menuentry 'b' {\n\tlinux\t/vmlinuz root=/dev/b ro\n}\n");
  EXPECT_EQ(installed_command_line(tree), "/vmlinuz root=/dev/a ro");
  tree.add_file("/boot/loader/entries/m-4.18.0-9.conf", "options old\n");
  tree.add_file("/boot/loader/entries/m-4.18.0-10.conf", "title x\noptions $kernelopts audit=1\n");
  tree.add_file("/boot/loader/entries/m-0-rescue-9.conf", "options rescue\n");
  EXPECT_EQ(installed_command_line(tree), " audit=1");
  tree.add_file("/boot/grub2/grubenv", "# GRUB Environment Block\nkernelopts=root=/dev/c ro\n###");
  EXPECT_EQ(installed_command_line(tree), "root=/dev/c ro audit=1");
}

TEST(FileText, VersionsCompareAsNumbers) {
  EXPECT_TRUE(version_before("6.1.0-9", "6.1.0-10"));
  EXPECT_FALSE(version_before("6.1.0-10", "6.1.0-9"));
  EXPECT_TRUE(version_before("6.1", "6.1.0"));
  EXPECT_TRUE(version_before("5.14.0-9.el9", "5.14.0-427.el9"));
  EXPECT_FALSE(version_before("6.1", "6.1"));
  EXPECT_TRUE(version_before("", "a"));
}

}  // namespace
}  // namespace modtrail
