#include "host/canary.h"

#include <fcntl.h>
#include <linux/capability.h>
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "base/fd.h"
#include "modtrail/base/file.h"
#include "modtrail/base/text.h"

namespace modtrail {
namespace {

constexpr std::string_view kNoModule = "modtrail-canary";  // the kernel's names have underscores instead
constexpr std::size_t kNumberLimit = 64;

using Args = std::array<long, 4>;

// The child's report of one call.
struct Report {
  std::int32_t exit = 0;
  std::array<std::uint64_t, 4> args = {};
};

#if defined(__x86_64__)
// The 32-bit way into the kernel, which every 64-bit program has too.
long call_compat(std::uint32_t number, const Args& args) {
  long result = 0;
  asm volatile("int $0x80"
               : "=a"(result)
               : "a"(static_cast<long>(number)), "b"(args[0]), "c"(args[1]), "d"(args[2]), "S"(args[3])
               : "memory", "r8", "r9", "r10", "r11");
  return static_cast<std::int32_t>(result);
}
#endif

long call_native(std::uint32_t number, const Args& args) {
  const long result = ::syscall(static_cast<long>(number), args[0], args[1], args[2], args[3]);
  return result < 0 ? -errno : result;
}

bool can_call(Arch arch, Abi abi) {
#if defined(__x86_64__)
  return arch == Arch::X86_64 || (arch == Arch::I386 && abi == Abi::B32);
#else
  return abi == abis(arch).front();
#endif
}

long call(Arch arch, Abi abi, std::uint32_t number, const Args& args) {
#if defined(__x86_64__)
  if (arch == Arch::I386 || abi == Abi::B32) return call_compat(number, args);
#else
  static_cast<void>(arch), static_cast<void>(abi);
#endif
  return call_native(number, args);
}

// A pointer to the name that 32 bits can hold.
long low_copy(std::string_view text) {
#if defined(__x86_64__)
  constexpr int kWhere = MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT;
#else
  constexpr int kWhere = MAP_PRIVATE | MAP_ANONYMOUS;
#endif
  void* place = ::mmap(nullptr, 4096, PROT_READ | PROT_WRITE, kWhere, -1, 0);
  if (place == MAP_FAILED) return 0;
  std::memcpy(place, text.data(), text.size());
  return reinterpret_cast<long>(place);
}

Args arguments_of(const Canary& canary, long name) {
  const long nonce = canary.nonce;
  switch (canary.syscall) {
    case Syscall::FinitModule:
      return {-1, 0, 0, nonce};
    case Syscall::DeleteModule:
      return {name, O_NONBLOCK, 0, nonce};
    case Syscall::InitModule:
    case Syscall::CreateModule:
    case Syscall::QueryModule:
    case Syscall::Execve:
    case Syscall::Execveat:
      break;
  }
  return {0, 0, 0, nonce};
}

// What the filter sees of them: 32-bit calls have 32-bit arguments.
std::array<std::uint64_t, 4> seen(const Args& args, bool narrow) {
  std::array<std::uint64_t, 4> out = {};
  for (std::size_t i = 0; i < args.size(); ++i) {
    out[i] = static_cast<std::uint64_t>(args[i]) & (narrow ? 0xffffffffULL : ~0ULL);
  }
  return out;
}

void give_up_privileges() {
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  __user_cap_header_struct header = {_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<__user_cap_data_struct, 2> none = {};
  if (::syscall(SYS_capset, &header, none.data()) != 0) ::_exit(1);
}

[[noreturn]] void serve(Arch arch, const std::vector<Canary>& canaries, int pipe) {
  give_up_privileges();
  const long name = low_copy(kNoModule);
  for (const Canary& canary : canaries) {
    const Args args = arguments_of(canary, name);
    const auto way = entry(arch, canary.abi, canary.syscall);
    Report report;
    report.exit = static_cast<std::int32_t>(call(arch, canary.abi, way ? way->number : 0, args));
    report.args = seen(args, canary.abi == Abi::B32);
    if (::write(pipe, &report, sizeof report) != static_cast<ssize_t>(sizeof report)) ::_exit(1);
  }
  ::_exit(0);
}

std::uint32_t number_in(const char* path) {
  const Result<std::string> text = read_file(path, kNumberLimit);
  const auto number = text ? parse_number(trim(*text)) : std::nullopt;
  return number ? static_cast<std::uint32_t>(*number) : kUnset;
}

// The child has our own identity.
Identity own_identity() {
  Identity who;
  ::uid_t uid = 0, euid = 0, suid = 0;
  ::gid_t gid = 0, egid = 0, sgid = 0;
  if (::getresuid(&uid, &euid, &suid) == 0) who.uid = uid, who.euid = euid, who.suid = suid, who.fsuid = euid;
  if (::getresgid(&gid, &egid, &sgid) == 0) who.gid = gid, who.egid = egid, who.sgid = sgid, who.fsgid = egid;
  const int count = ::getgroups(0, nullptr);
  std::vector<::gid_t> groups(count > 0 ? static_cast<std::size_t>(count) : 0);
  if (count > 0 && ::getgroups(count, groups.data()) == count) who.groups.assign(groups.begin(), groups.end());
  who.auid = number_in("/proc/self/loginuid");
  who.sessionid = number_in("/proc/self/sessionid");
  who.pers = static_cast<std::uint32_t>(::personality(0xffffffff));
  const Result<std::string> label = read_file("/proc/self/attr/current", 4096);
  if (label) who.subj = std::string(label->substr(0, label->find_first_of(std::string_view("\n\0", 2))));
  return who;
}

std::string own_program() {
  std::array<char, 4096> path = {};
  const ssize_t size = ::readlink("/proc/self/exe", path.data(), path.size());
  return size > 0 ? std::string(path.data(), static_cast<std::size_t>(size)) : std::string();
}

SyscallEvent event_of(const Canary& canary, const Report& report, pid_t pid) {
  SyscallEvent event;
  event.abi = canary.abi;
  event.syscall = canary.syscall;
  event.who = own_identity();
  event.pid = static_cast<std::uint32_t>(pid);
  event.ppid = static_cast<std::uint32_t>(::getpid());
  event.exit = report.exit;
  event.args = report.args;
  event.exe = own_program();
  event.comm = "modtrail";
  return event;
}

std::string how_it_ended(int status) {
  if (WIFSIGNALED(status))
    return "the kernel does not take calls of this ABI (" + std::string(::strsignal(WTERMSIG(status))) + ")";
  return "the child that was to make the call ended early";
}

Result<std::vector<CanaryCall>> call_in_child(Arch arch, const std::vector<Canary>& canaries) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return errno_error("cannot make a pipe");
  const Fd reader(ends[0]);
  Fd writer(ends[1]);
  const pid_t child = ::fork();
  if (child < 0) return errno_error("cannot make a child");
  if (child == 0) serve(arch, canaries, writer.get());
  writer = Fd();
  std::vector<Report> reports;
  for (Report report; ::read(reader.get(), &report, sizeof report) == static_cast<ssize_t>(sizeof report);) {
    reports.push_back(report);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  std::vector<CanaryCall> out;
  for (std::size_t i = 0; i < canaries.size(); ++i) {
    CanaryCall call{canaries[i], std::nullopt, ""};
    if (i < reports.size()) call.event = event_of(canaries[i], reports[i], child);
    if (i >= reports.size()) call.reason = how_it_ended(status);
    out.push_back(std::move(call));
  }
  return out;
}

}  // namespace

Result<std::vector<CanaryCall>> call_canaries(Arch arch, const std::vector<Canary>& canaries) {
  std::vector<CanaryCall> out;
  for (const Abi abi : abis(arch)) {
    std::vector<Canary> some;
    std::copy_if(canaries.begin(), canaries.end(), std::back_inserter(some),
                 [&](const Canary& canary) { return canary.abi == abi; });
    if (some.empty()) continue;
    if (!can_call(arch, abi)) {
      for (const Canary& canary : some) out.push_back({canary, std::nullopt, "it takes a program of that ABI"});
      continue;
    }
    std::vector<CanaryCall> made = TRY(call_in_child(arch, some));
    out.insert(out.end(), std::make_move_iterator(made.begin()), std::make_move_iterator(made.end()));
  }
  return out;
}

}  // namespace modtrail
