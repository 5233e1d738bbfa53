#include "filter/people.h"

#include <array>
#include <string>

namespace modtrail {

namespace {

struct Person {
  const char* exe;
  const char* comm;
  std::uint32_t auid;
  std::uint32_t session;
  std::uint32_t id;  // uid and gid, all of them
  std::uint32_t pid;
  std::uint32_t ppid;
};

constexpr std::uint32_t kUser = 1000;
constexpr std::array kPeople = {
    Person{"/usr/bin/kmod", "modprobe", kUnset, kUnset, 0, 4211, 57},  // the kernel's own modprobe -q, from a kworker
    Person{"/usr/lib/systemd/systemd-modules-load", "systemd-modules", kUnset, kUnset, 0, 288, 1},
    Person{"/usr/bin/kmod", "modprobe", kUser, 3, 0, 2417, 2402},       // sudo modprobe over ssh
    Person{"/usr/bin/kmod", "insmod", 0, 1, 0, 1933, 1920},             // root logged in as root
    Person{"/usr/bin/python3.11", "python3", kUser, 3, 0, 2519, 2402},  // root, but not by kmod
    Person{"/usr/bin/kmod", "modprobe", kUser, 4, kUser, 2633, 2600},   // an unprivileged user, refused
};

// Through an ABI that is not the machine's own.
constexpr std::array kForeigners = {
    Person{"/usr/local/sbin/loader", "loader", kUser, 3, 0, 2417, 2402},     // root over ssh
    Person{"/usr/local/sbin/loader", "loader", kUnset, kUnset, 0, 4211, 1},  // a service
    Person{"/usr/local/sbin/loader", "loader", 0, 1, 0, 1933, 1920},         // root logged in as root
    Person{"/usr/bin/kmod", "modprobe", kUnset, kUnset, 0, 4212, 57},        // an image whose tools are of 32 bits
    Person{"/usr/bin/kmod", "modprobe", kUser, 3, 0, 2418, 2402},
    Person{"/usr/local/bin/loader", "loader", kUser, 4, kUser, 2633, 2600},  // an unprivileged user, refused
};

constexpr std::array<std::int32_t, 4> kExits = {0, -1, -2, -9};  // done; EPERM, ENOENT, EBADF
constexpr std::int32_t kNoSuchCall = -38;                        // ENOSYS

std::array<std::uint64_t, 4> arguments(Syscall syscall) {
  switch (syscall) {
    case Syscall::InitModule:
      return {0x7f3a10000000, 0x5000, 0x55d0c0a01260, 0};  // image, length, parameters
    case Syscall::FinitModule:
      return {3, 0x55d0c0a01260, 0, 0};  // descriptor, parameters, flags
    case Syscall::DeleteModule:
      return {0x55d0c0a01260, 0x800, 0, 0};  // name, O_NONBLOCK
    case Syscall::CreateModule:
      return {0x55d0c0a01260, 0x5000, 0, 0};  // name, size
    case Syscall::QueryModule:
      return {0, 1, 0x7f3a10000000, 0x1000};  // no name, QM_MODULES, buffer, size
    case Syscall::Execve:
    case Syscall::Execveat:
      break;
  }
  return {};
}

SyscallEvent attempt_of(const Person& person, Abi abi, Syscall syscall, std::int32_t exit) {
  SyscallEvent event;
  event.abi = abi;
  event.syscall = syscall;
  event.who = {.auid = person.auid,
               .uid = person.id,
               .euid = person.id,
               .suid = person.id,
               .fsuid = person.id,
               .gid = person.id,
               .egid = person.id,
               .sgid = person.id,
               .fsgid = person.id,
               .groups = {},
               .sessionid = person.session,
               .pers = 0,
               .subj = {}};
  event.pid = person.pid;
  event.ppid = person.ppid;
  event.exit = exit;
  event.args = arguments(syscall);
  event.exe = person.exe;
  event.comm = person.comm;
  return event;
}

}  // namespace

std::vector<SyscallEvent> ordinary_attempts(Arch arch, Abi abi, Syscall syscall) {
  const auto& people = abi == abis(arch).front() ? kPeople : kForeigners;
  std::vector<SyscallEvent> attempts;
  if (operation_of(syscall) == Operation::Gone) {
    for (const Person& person : people) attempts.push_back(attempt_of(person, abi, syscall, kNoSuchCall));
    return attempts;
  }
  for (const std::int32_t exit : kExits) {
    for (const Person& person : people) {
      const bool refused = person.id != 0;  // what CAP_SYS_MODULE denies
      if (refused != (exit == -1)) continue;
      attempts.push_back(attempt_of(person, abi, syscall, exit));
    }
  }
  return attempts;
}

std::vector<SyscallEvent> ordinary_runs(Arch arch, Abi abi, const std::string& path, const std::string& exe) {
  std::vector<SyscallEvent> runs = ordinary_attempts(arch, abi, Syscall::Execve);
  for (SyscallEvent& run : runs) {
    run.path = path;
    run.exe = exe;
    run.comm = path.substr(path.rfind('/') + 1);
  }
  return runs;
}

}  // namespace modtrail
