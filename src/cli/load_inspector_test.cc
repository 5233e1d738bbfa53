#include "cli/load_inspector.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "base/temporary_directory.h"
#include "modtrail/base/sha256.h"
#include "modules/module_maker.h"

namespace modtrail {
namespace {

constexpr const char* kInTree = "vermagic=6.1.0 SMP \0intree=Y\0";
const std::string kSignature = signed_data(by_serial("A key"));

std::uint64_t now_in_milliseconds() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::milliseconds>(since).count());
}

std::string module_bytes() {
  return small_elf(std::string(kInTree, 29));
}

std::string signed_module() {
  return with_trailer(kSignature, 2, 0, 0, module_bytes());
}

// A root where module dummy is loaded from its place in kmod's index.
class Machine {
 public:
  Machine() {
    add("/proc/sys/kernel/osrelease", "6.1\n");
    add("/proc/modules", "dummy 16384 0 - Live 0x0000000000000000\n");
    add("/sys/module/module/parameters/sig_enforce", "N\n");
    add("/sys/module/dummy/notes/.note.gnu.build-id",
        std::string("\x04\0\0\0\x02\0\0\0\x03\0\0\0GNU\0\xca\xfe\0\0", 20));
    add("/lib/modules/6.1/modules.dep", "kernel/dummy.ko:\n");
    add(kPlace, signed_module());
    add("/var/lib/dpkg/info/linux-image-6.1.list", std::string(kPlace) + "\n");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));  // so that a load is later than the files
  }
  void add(const std::string& path, const std::string& content) const {
    std::filesystem::create_directories(std::filesystem::path(at(path)).parent_path());
    std::ofstream(at(path)) << content;
  }
  void remove(const std::string& path) const { std::filesystem::remove_all(at(path)); }
  std::string at(const std::string& path) const { return root_.path() + path; }
  LoadInspector inspector(std::uint64_t allowance = 1000000000) const {
    return LoadInspector::open(root_.path(), ReadingAllowance(allowance, 1000)).value();
  }

  static constexpr const char* kPlace = "/lib/modules/6.1/kernel/dummy.ko";

 private:
  TemporaryDirectory root_;
};

ModuleEvent load_of(const std::string& module, const std::vector<std::string>& command = {}) {
  ModuleEvent event;
  event.id = {"", now_in_milliseconds(), 7};
  event.syscall = Syscall::FinitModule;
  event.module = module;
  event.outcome = ModuleOutcome::Done;
  event.command = command;
  return event;
}

LoadedModule looked_at(LoadInspector& inspector, const ModuleEvent& event, std::uint64_t after = 0) {
  const auto found = inspector.look(event, {event.id.time + after, 1 + after});
  EXPECT_TRUE(found.has_value());
  return found.value_or(LoadedModule());
}

TEST(LoadInspector, TellsOfTheFileItsSignerAndItsPackage) {
  const Machine machine;
  LoadInspector inspector = machine.inspector();
  const LoadedModule found = looked_at(inspector, load_of("dummy"));
  EXPECT_EQ(found.path, Machine::kPlace);
  EXPECT_EQ(found.unread, "");
  EXPECT_EQ(found.match, FileMatch::Same);
  EXPECT_EQ(found.sha256, sha256_hex(signed_module()));
  EXPECT_EQ(found.vermagic, "6.1.0 SMP ");
  EXPECT_TRUE(found.in_tree);
  EXPECT_EQ(found.signing, Signing::Valid);
  EXPECT_EQ(found.signer, "A key");
  EXPECT_EQ(found.owner.package, "linux-image-6.1");
  EXPECT_EQ(found.taints, "");
  EXPECT_FALSE(is_unsigned(found));
}

TEST(LoadInspector, WhatWasChangedSinceOrIsLookedAtLateIsOfLater) {
  const Machine machine;
  LoadInspector inspector = machine.inspector();
  ModuleEvent event = load_of("dummy");
  EXPECT_EQ(looked_at(inspector, event).file_known, Known::AtTheTime);
  EXPECT_EQ(looked_at(inspector, event).owner_known, Known::AtTheTime);
  EXPECT_EQ(looked_at(inspector, event, 5001).file_known, Known::Later);
  event.id.time -= 1000;
  EXPECT_EQ(looked_at(inspector, event).file_known, Known::Later) << "the file is younger than the load";
  event = load_of("dummy");
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  machine.add(Machine::kPlace, module_bytes());
  std::filesystem::last_write_time(machine.at(Machine::kPlace), std::filesystem::file_time_type::min());
  const LoadedModule found = looked_at(inspector, event);
  EXPECT_EQ(found.file_known, Known::Later) << "its mtime was set back, its ctime cannot be";
  EXPECT_EQ(found.sha256, sha256_hex(module_bytes())) << "not what was read before";
}

TEST(LoadInspector, KnowsTheReleaseWhereProcSysIsCovered) {
  const Machine machine;
  machine.remove("/proc/sys");
  machine.add("/proc/version", "Linux version 6.1 (a@b) (gcc 12) #1 SMP\n");
  LoadInspector inspector = machine.inspector();
  EXPECT_EQ(looked_at(inspector, load_of("dummy")).path, Machine::kPlace);
  machine.add("/proc/version", "odd");
  LoadInspector lost = machine.inspector();
  EXPECT_EQ(looked_at(lost, load_of("dummy")).path, "");
}

TEST(LoadInspector, TheFileThatTheCommandNamesCountsIfItIsTheOneLoaded) {
  const Machine machine;
  LoadInspector inspector = machine.inspector();
  machine.add("/root/other.ko", module_bytes());
  EXPECT_EQ(looked_at(inspector, load_of("dummy", {"insmod", "/root/other.ko"})).path, "/root/other.ko");
  ModuleEvent event = load_of("dummy", {"insmod", "./other.ko"});
  event.cwd = "/root";
  EXPECT_EQ(looked_at(inspector, event).path, "/root/./other.ko");
  machine.add("/root/other.ko", "no module");
  const LoadedModule found = looked_at(inspector, load_of("dummy", {"insmod", "/root/other.ko"}));
  EXPECT_EQ(found.path, Machine::kPlace);
}

TEST(LoadInspector, AnotherFileOfTheNameIsNotTheOneLoaded) {
  const Machine machine;
  LoadInspector inspector = machine.inspector();
  machine.add("/sys/module/dummy/notes/.note.gnu.build-id",
              std::string("\x04\0\0\0\x02\0\0\0\x03\0\0\0GNU\0\xbe\xef\0\0", 20));
  const LoadedModule found = looked_at(inspector, load_of("dummy"));
  EXPECT_EQ(found.match, FileMatch::Other);
  EXPECT_EQ(found.signing, Signing::Present) << "not that module's";
}

TEST(LoadInspector, TheKernelTellsWhatIsUnsigned) {
  const Machine machine;
  LoadInspector inspector = machine.inspector();
  machine.add("/proc/modules", "dummy 16384 0 - Live 0x0000000000000000 (OE)\n");
  const LoadedModule refused = looked_at(inspector, load_of("dummy"));
  EXPECT_EQ(refused.signing, Signing::Invalid);
  EXPECT_EQ(refused.taints, "OE");
  EXPECT_TRUE(is_unsigned(refused));
  machine.add(Machine::kPlace, module_bytes());
  machine.add("/proc/modules", "");
  machine.remove("/sys/module/dummy");
  const LoadedModule gone = looked_at(inspector, load_of("dummy"));
  EXPECT_EQ(gone.signing, Signing::Absent);
  EXPECT_EQ(gone.match, FileMatch::Unknown);
  EXPECT_TRUE(is_unsigned(gone));
  machine.remove("/sys/module/module");
  LoadInspector careless = machine.inspector();
  EXPECT_FALSE(is_unsigned(looked_at(careless, load_of("dummy")))) << "a kernel that checks none marks none";
}

TEST(LoadInspector, ReadsNoMoreThanItMay) {
  const Machine machine;
  LoadInspector inspector = machine.inspector(signed_module().size() + 10);
  const LoadedModule first = looked_at(inspector, load_of("dummy"));
  EXPECT_EQ(first.unread, "");
  EXPECT_EQ(first.owner.unknown, "too much was read just before");
  EXPECT_EQ(looked_at(inspector, load_of("dummy")).unread, "") << "it was read before";
  machine.add("/root/other.ko", module_bytes());
  EXPECT_EQ(looked_at(inspector, load_of("other", {"insmod", "/root/other.ko"})).unread,
            "too much was read just before");
  EXPECT_EQ(looked_at(inspector, load_of("other", {"insmod", "/root/other.ko"}), 2000).unread, "") << "a second later";
  std::filesystem::resize_file(machine.at("/root/other.ko"), (std::uintmax_t{64} << 20) + 1);
  EXPECT_EQ(looked_at(inspector, load_of("other", {"insmod", "/root/other.ko"})).unread,
            "it is larger than 67108864 bytes");
}

TEST(LoadInspector, SaysWhyItKnowsNothing) {
  const Machine machine;
  LoadInspector inspector = machine.inspector();
  EXPECT_EQ(looked_at(inspector, load_of("nobodys")).unread, "no file of this name is known");
  machine.remove(Machine::kPlace);
  EXPECT_EQ(looked_at(inspector, load_of("dummy")).unread, "there is no such file");
  machine.add(Machine::kPlace, "no module");
  EXPECT_EQ(looked_at(inspector, load_of("dummy")).unread, "it is no ELF file");
  machine.remove("/var/lib/dpkg");
  EXPECT_EQ(looked_at(inspector, load_of("dummy")).owner.unknown, "there is no package database that is read");
  machine.add("/var/lib/rpm/rpmdb.sqlite", "");
  EXPECT_EQ(looked_at(inspector, load_of("dummy")).owner.unknown,
            "the RPM database in /var/lib/rpm: it is no database of SQLite's");
}

TEST(LoadInspector, LooksIntoLoadsThatTookEffect) {
  const Machine machine;
  LoadInspector inspector = machine.inspector();
  ModuleEvent event = load_of("dummy");
  event.outcome = ModuleOutcome::Refused;
  EXPECT_FALSE(inspector.look(event, {}));
  event = load_of("dummy");
  event.syscall = Syscall::DeleteModule;
  EXPECT_FALSE(inspector.look(event, {}));
  event = load_of("dummy");
  event.module = std::nullopt;
  EXPECT_FALSE(inspector.look(event, {}));
  EXPECT_EQ(inspector.listed().value(), std::vector<std::string>({"dummy"}));
  EXPECT_EQ(inspector.look("dummy", {}).file_known, Known::Later);
}

}  // namespace
}  // namespace modtrail
