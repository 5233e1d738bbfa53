#include "modtrail/modules/views.h"

#include <gtest/gtest.h>

namespace modtrail {
namespace {

using Names = std::vector<std::string>;

TEST(ModuleList, ReadsWhatTheKernelWrites) {
  const ModuleList list = parse_module_list(
      "kvm_intel 368640 0 - Live 0x0000000000000000\n"
      "kvm 1060864 1 kvm_intel, Live 0xffffffffc0a00000 (OE)\n"
      "ipv6 557056 34 [permanent], Loading 0x0000000000000000 (E+)\n"
      "jbd2 184320 - - Unloading 0x0000000000000000 (O-)\n");
  ASSERT_EQ(list.modules.size(), 4U);
  EXPECT_EQ(list.torn, 0U);
  EXPECT_EQ(list.modules[0], (ListedModule{"kvm_intel", 368640, {}, ModuleState::Live, ""}));
  EXPECT_EQ(list.modules[1], (ListedModule{"kvm", 1060864, {"kvm_intel"}, ModuleState::Live, "OE"}));
  EXPECT_EQ(list.modules[2], (ListedModule{"ipv6", 557056, {}, ModuleState::Loading, "E"}));
  EXPECT_EQ(list.modules[3], (ListedModule{"jbd2", 184320, {}, ModuleState::Unloading, "O"}));
}

TEST(ModuleList, CountsTornLines) {
  for (const char* line : {"kvm", "kvm 1", "kvm x 0 - Live 0x0", "kvm 1 x - Live 0x0", "kvm 1 0 - Alive 0x0",
                           " 1 0 - Live 0x0", "kvm 1 0 - Live", "kvm 99999999999999999999999 0 - Live 0x0"}) {
    const ModuleList list = parse_module_list(line);
    EXPECT_EQ(list.torn, 1U) << line;
    EXPECT_TRUE(list.modules.empty()) << line;
  }
  EXPECT_EQ(parse_module_list("").torn, 0U);
}

TEST(SymbolOwners, AreModulesAlone) {
  const std::string_view kallsyms =
      "ffffffff81000000 T _text\n"
      "ffffffffc0a00000 t kvm_init\t[kvm]\n"
      "ffffffffc0a00010 d kvm_x86_ops\t[kvm]\n"
      "ffffffffc0b00000 t a\t[jbd2]\n"
      "ffffffffc0000000 t bpf_prog_1\t[bpf]\n"
      "ffffffffc0000000 t ftrace_trampoline\t[__builtin__ftrace]\n"
      "ffffffffc0000000 t optinsn\t[__builtin__kprobes]\n"
      "ffffffff81000000 t array[3]\n"
      "ffffffff81000000 t torn\t[to\nrn]\n"
      "ffffffff81000000 t cut\t[cu";
  for (std::size_t size = 1; size <= kallsyms.size(); ++size) {
    SymbolOwners owners;
    for (std::size_t at = 0; at < kallsyms.size(); at += size) owners.add(kallsyms.substr(at, size));
    EXPECT_EQ(owners.finish(), (std::set<std::string>{"jbd2", "kvm"})) << "in pieces of " << size;
  }
}

TEST(LoaderMemory, HasTheSizesWithoutTheGuard) {
  const LoaderMemory memory = parse_loader_memory(
      "0x00000000a0-0x00000000b0    8192 acpi_os_map_iomem+0x1a7/0x1f0 phys=0x7ffe0000 ioremap\n"
      "0x00000000b0-0x00000000c0   20480 load_module+0xb52/0x2210 pages=4 vmalloc N0=4\n"
      "0x00000000c0-0x00000000d0 1064960 move_module+0x1c/0x1a0 pages=259 vmalloc N0=259\n"
      "0x00000000d0-0x00000000e0   12288\n"
      "nonsense of many words\n");
  EXPECT_EQ(memory.sizes, (std::vector<std::uint64_t>{16384, 1060864}));
  EXPECT_EQ(memory.torn, 1U);
}

TEST(KernelLog, ReadsEveryForm) {
  const KernelLog log = parse_kernel_log(
      "5,339,5140900,-;evil: loading out-of-tree module taints kernel.\n"
      " SUBSYSTEM=module\n"
      "[   12.345678] quiet: module verification failed: signature and/or required key missing - tainting kernel\n"
      "Nov 28 01:02:03 host kernel: [   13.000001] nvidia: module license 'NVIDIA' taints kernel.\n"
      "old: loading test module taints kernel.\n"
      "[    9.000000] usb 1-1: module license of a device\n");
  ASSERT_EQ(log.taints.size(), 4U);
  EXPECT_EQ(log.lines, 5U);
  EXPECT_FALSE(log.slept);
  EXPECT_EQ(log.taints[0].module, "evil");
  EXPECT_EQ(log.taints[0].bit, 12U);
  EXPECT_EQ(log.taints[0].since_boot, 5140U);
  EXPECT_EQ(log.taints[1].module, "quiet");
  EXPECT_EQ(log.taints[1].bit, 13U);
  EXPECT_EQ(log.taints[1].since_boot, 12345U);
  EXPECT_EQ(log.taints[2].bit, 0U);
  EXPECT_EQ(log.taints[2].since_boot, 13000U);
  EXPECT_EQ(log.taints[3].bit, 18U);
  EXPECT_EQ(log.taints[3].since_boot, std::nullopt);
  EXPECT_TRUE(parse_kernel_log("[  1.000000] PM: suspend entry (deep)\n").slept);
}

std::string note(std::string_view id) {
  return std::string("\x04\0\0\0", 4) + static_cast<char>(id.size()) + std::string("\0\0\0\x03\0\0\0GNU\0", 11) +
         std::string(id);
}

TEST(BuildId, IsFoundAmongNotes) {
  EXPECT_EQ(build_id_of_notes(note("\x01\xab")), "01ab");
  const std::string other("\x04\0\0\0\x04\0\0\0\x05\0\0\0GNU\0abcd", 20);
  EXPECT_EQ(build_id_of_notes(other + note("xy")), "7879");
  const std::string big("\0\0\0\x04\0\0\0\x01\0\0\0\x03GNU\0\x7f", 17);
  EXPECT_EQ(build_id_of_notes(big), "7f");
  for (std::size_t size = 0; size < 17; ++size) EXPECT_EQ(build_id_of_notes(big.substr(0, size)), "") << size;
  EXPECT_EQ(build_id_of_notes("\xff\xff\xff\xff\xff\xff\xff\xff\x03\0\0\0 and more bytes"), "");
}

TEST(ModuleName, HasNoHyphen) {
  EXPECT_EQ(module_name("snd-hda-intel"), "snd_hda_intel");
}

TEST(Views, AreReadFromATree) {
  MemoryTree tree;
  tree.add_file("/proc/modules", "dummy 16384 0 - Live 0x0\n");
  tree.add_file("/sys/module/dummy/initstate", "live\n");
  tree.add_file("/sys/module/dummy/coresize", "16384\n");
  tree.add_file("/sys/module/dummy/holders/user/uevent", "");
  tree.add_file("/sys/module/dummy/notes/.note.gnu.build-id", note("z"));
  tree.add_file("/sys/module/printk/parameters/time", "Y\n");
  tree.add_file("/sys/kernel/btf/vmlinux", "");
  tree.add_file("/sys/kernel/btf/dummy", "");
  tree.add_file("/proc/sys/kernel/tainted", "4096\n");
  tree.add_file("/proc/sys/kernel/osrelease", "6.1.0-9-amd64\n");
  tree.add_file("/proc/stat", "cpu 1\nbtime 1764291000\n");
  tree.add_file("/var/log/dmesg", "[ 1.000000] evil: loading out-of-tree module taints kernel.\n");
  const KernelViews views = read_views(tree);
  ASSERT_TRUE(views.list.is_read());
  EXPECT_EQ(views.list.value.modules[0].name, "dummy");
  ASSERT_TRUE(views.sys.is_read());
  ASSERT_EQ(views.sys.value.loaded.size(), 1U);
  EXPECT_EQ(views.sys.value.loaded[0].size, 16384U);
  EXPECT_EQ(views.sys.value.loaded[0].holders, Names{"user"});
  EXPECT_EQ(views.sys.value.loaded[0].build_id, "7a");
  EXPECT_EQ(views.sys.value.built_in, Names{"printk"});
  EXPECT_EQ(views.types.value, Names{"dummy"});
  EXPECT_EQ(views.symbols.state, ViewState::Absent);
  EXPECT_EQ(views.memory.state, ViewState::Absent);
  EXPECT_EQ(views.taint.value, 4096U);
  EXPECT_EQ(views.log.value.taints.size(), 1U);
  EXPECT_EQ(views.boot, 1764291000000U);
  EXPECT_EQ(views.release, "6.1.0-9-amd64");
}

TEST(Views, SayWhyOneIsUnreadable) {
  MemoryTree tree;
  tree.add_directory("/proc/modules");
  tree.add_file("/proc/sys/kernel/tainted", "much\n");
  const KernelViews views = read_views(tree);
  EXPECT_EQ(views.list.state, ViewState::Unreadable);
  EXPECT_EQ(views.list.reason, "cannot read /proc/modules: not a regular file");
  EXPECT_EQ(views.taint.reason, "/proc/sys/kernel/tainted holds no number");
  EXPECT_EQ(views.boot, std::nullopt);
}

}  // namespace
}  // namespace modtrail
