#include <array>
#include <cstdlib>

#include "modtrail/base/file_tree.h"
#include "modtrail/source/source.h"

// Whatever lies in the files that tell facts, every fact keeps a value that it can be set to.  The input is parted at
// NUL bytes into those files.
namespace modtrail {
namespace {

constexpr std::array kFiles = {"/etc/os-release",
                               "/var/lib/dpkg/status",
                               "/boot/config-6.1.0-9-amd64",
                               "/proc/cmdline",
                               "/boot/grub/grub.cfg",
                               "/etc/default/grub",
                               "/etc/login.defs",
                               "/usr/lib/systemd/system/auditd.service",
                               "/usr/lib/modules/6.1.0-9-amd64/modules.dep",
                               "/sys/kernel/security/lsm",
                               "/proc/sys/kernel/osrelease",
                               "/proc/mounts",
                               "/usr/bin/true"};

void check(std::string_view text) {
  MemoryTree tree;
  for (const char* file : kFiles) {
    const std::size_t end = text.find('\0');
    tree.add_file(file, std::string(text.substr(0, end)));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  Machine machine = read_running_machine(tree, read_machine(tree, Machine{}));
  for (const std::string_view name : fact_names()) {
    const FactText told = fact(machine, name);
    if (!set_fact(machine, name, told.value, told.source)) std::abort();
    for (const std::string& other : alternatives(machine, name)) {
      Machine changed = machine;
      if (!set_fact(changed, name, other, told.source)) std::abort();
    }
  }
}

}  // namespace
}  // namespace modtrail

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  modtrail::check({reinterpret_cast<const char*>(data), size});
  return 0;
}
