#include "host/enclosure.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <functional>
#include <vector>

#include "base/fd.h"
#include "base/temporary_directory.h"
#include "host/confine.h"
#include "host/privileges.h"
#include "modtrail/base/file.h"
#include "modtrail/base/text.h"

namespace modtrail {
namespace {

// What a child says that is enclosed and then does `work`.
std::string said_by(const Enclosure& places, const std::function<std::string()>& work) {
  std::array<int, 2> ends = {};
  EXPECT_EQ(::pipe(ends.data()), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const bool ready = keep_only({}).has_value() && enclose(places).has_value();
    const std::string said = ready ? work() : "not enclosed";
    static_cast<void>(::write(ends[1], said.data(), said.size()));
    leave(0);
  }
  ::close(ends[1]);
  const Fd reader(ends[0]);
  const auto said = read_descriptor(reader.get(), "the child", 1 << 16);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFEXITED(status)) << status;
  return said.value_or("");
}

bool has_landlock() {
  return ::syscall(SYS_landlock_create_ruleset, nullptr, 0, 1) > 0;
}

struct Attempt {
  const char* name;
  std::function<long()> call;
};

// Each "name: errno" of those that were not denied.
std::string not_denied(const std::vector<Attempt>& attempts) {
  std::string out;
  for (const Attempt& attempt : attempts) {
    errno = 0;
    const long result = attempt.call();
    const bool denied = result == -1 && (errno == EPERM || errno == EACCES);
    if (!denied) out += std::string(attempt.name) + ": " + std::to_string(result) + " " + std::to_string(errno) + "\n";
  }
  return out;
}

// As root each of these would work, or fail of its arguments alone.
std::vector<Attempt> system_attempts() {
  return {
      {"execve",
       [] {
         char* const none[] = {nullptr};
         return long{::execve("/bin/true", none, none)};
       }},
      {"execveat", [] { return ::syscall(SYS_execveat, -1, "/bin/true", nullptr, nullptr, 0); }},
      {"fork", [] { return long{::fork()}; }},
      {"socket of the internet", [] { return long{::socket(AF_INET, SOCK_STREAM, 0)}; }},
      {"socket of netlink", [] { return long{::socket(AF_NETLINK, SOCK_RAW, 9)}; }},
      {"socket of packets", [] { return long{::socket(AF_PACKET, SOCK_RAW, 0)}; }},
      {"connect", [] { return long{::connect(-1, nullptr, 0)}; }},
      {"bind", [] { return long{::bind(-1, nullptr, 0)}; }},
      {"ptrace", [] { return long{::ptrace(PTRACE_ATTACH, 1, nullptr, nullptr)}; }},
      {"process_vm_readv", [] { return ::syscall(SYS_process_vm_readv, 1, nullptr, 0, nullptr, 0, 0); }},
      {"init_module", [] { return ::syscall(SYS_init_module, nullptr, 0, ""); }},
      {"finit_module", [] { return ::syscall(SYS_finit_module, -1, "", 0); }},
      {"delete_module", [] { return ::syscall(SYS_delete_module, "no-such-module", O_NONBLOCK); }},
      {"mount", [] { return long{::mount("none", "/proc", "tmpfs", 0, nullptr)}; }},
      {"umount", [] { return long{::umount2("/nowhere", 0)}; }},
      {"unshare", [] { return long{::unshare(CLONE_NEWUSER)}; }},
      {"setuid", [] { return ::syscall(SYS_setuid, 0); }},
      {"capset", [] { return ::syscall(SYS_capset, nullptr, nullptr); }},
      {"bpf", [] { return ::syscall(SYS_bpf, 0, nullptr, 0); }},
      {"perf_event_open", [] { return ::syscall(SYS_perf_event_open, nullptr, 0, -1, -1, 0); }},
      {"io_uring_setup", [] { return ::syscall(SYS_io_uring_setup, 1, nullptr); }},
      {"userfaultfd", [] { return ::syscall(SYS_userfaultfd, 0); }},
      {"keyctl", [] { return ::syscall(SYS_keyctl, 0, 0, 0, 0, 0); }},
      {"kexec_load", [] { return ::syscall(SYS_kexec_load, 0, 0, nullptr, 0); }},
      {"chroot", [] { return long{::chroot("/")}; }},
      {"reboot", [] { return ::syscall(SYS_reboot, 0, 0, 0, nullptr); }},
      {"kill", [] { return ::syscall(SYS_kill, 1, 0); }},
      {"symlink", [] { return long{::symlink("/etc/passwd", "link")}; }},
      {"memory to execute",
       [] { return ::syscall(SYS_mmap, nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0); }},
      {"prctl", [] { return ::syscall(SYS_prctl, 38, 0, 0, 0, 0); }},
  };
}

TEST(Enclosure, NoSystemCallLeadsOut) {
  ASSERT_GE(system_attempts().size(), 20U);
  const TemporaryDirectory home;
  EXPECT_EQ(said_by({{home.path()}, {home.path()}}, [] { return not_denied(system_attempts()); }), "");
}

TEST(Enclosure, NoFileElsewhereCanBeReadOrChanged) {
  if (!has_landlock()) GTEST_SKIP() << "this kernel has no Landlock";
  const TemporaryDirectory home;
  for (const char* name : {"read", "write", "else"}) std::filesystem::create_directory(home / name);
  for (const char* name : {"read/file", "write/file", "else/file"}) ASSERT_TRUE(write_file(home / name, "text"));
  const auto open_as = [&](const char* name, int flags) {
    return [path = home / name, flags] { return long{::open(path.c_str(), flags | O_CLOEXEC, 0600)}; };
  };
  const std::vector<Attempt> attempts = {
      {"read elsewhere", open_as("else/file", O_RDONLY)},
      {"list elsewhere", open_as("else", O_RDONLY | O_DIRECTORY)},
      {"read /etc/passwd", [] { return long{::open("/etc/passwd", O_RDONLY)}; }},
      {"write elsewhere", open_as("else/file", O_WRONLY)},
      {"make elsewhere", open_as("else/new", O_WRONLY | O_CREAT)},
      {"write what is to be read", open_as("read/file", O_WRONLY)},
      {"make where it is to read", open_as("read/new", O_WRONLY | O_CREAT)},
      {"remove elsewhere", [path = home / "else/file"] { return long{::unlink(path.c_str())}; }},
      {"remove what is to be read", [path = home / "read/file"] { return long{::unlink(path.c_str())}; }},
      {"make a directory", [path = home / "write/new"] { return long{::mkdir(path.c_str(), 0700)}; }},
      {"move away",
       [from = home / "write/file", to = home / "else/moved"] {
         return long{::rename(from.c_str(), to.c_str()) == 0 || errno == EXDEV ? (errno = EACCES, -1) : -1};
       }},
  };
  EXPECT_EQ(said_by({{home / "read"}, {home / "write"}}, [&] { return not_denied(attempts); }), "");
  for (const char* name : {"read/file", "write/file", "else/file"}) {
    EXPECT_EQ(read_file(home / name, 100).value_or("gone"), "text") << name;
  }
}

TEST(Enclosure, WhatAWatchDoesIsLeftToIt) {
  const TemporaryDirectory home;
  for (const char* name : {"read", "write"}) std::filesystem::create_directory(home / name);
  ASSERT_TRUE(write_file(home / "read/file", "text"));
  const std::string said = said_by({{home / "read"}, {home / "write"}}, [&]() -> std::string {
    if (read_file(home / "read/file", 100).value_or("") != "text") return "cannot read";
    for (const char* content : {"one", "two"}) {
      if (const auto written = write_file(home / "write/file", content); !written) return written.error().message;
    }
    return "fine";
  });
  EXPECT_EQ(said, "fine");
  EXPECT_EQ(read_file(home / "write/file", 100).value_or(""), "two");
}

}  // namespace
}  // namespace modtrail
