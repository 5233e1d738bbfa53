#include "host/canary.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
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
#include "host/confine.h"
#include "modtrail/base/file.h"
#include "modtrail/base/text.h"

namespace modtrail {
namespace {

constexpr std::string_view kNoModule = "modtrail-canary";  // the kernel's names have underscores instead
constexpr std::size_t kNumberLimit = 64;

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;
constexpr milliseconds kGrace{500};  // for a child that has said all, to end

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

[[noreturn]] void serve(Arch arch, const std::vector<Canary>& canaries, int pipe) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const long name = low_copy(kNoModule);
  std::vector<Entry> ways;
  for (const Canary& canary : canaries) ways.push_back(entry(arch, canary.abi, canary.syscall).value_or(Entry()));
  if (!confine(pipe, ways)) leave(1);
  for (std::size_t i = 0; i < canaries.size(); ++i) {
    const Args args = arguments_of(canaries[i], name);
    Report report;
    report.exit = static_cast<std::int32_t>(call(arch, canaries[i].abi, ways[i].number, args));
    report.args = seen(args, canaries[i].abi == Abi::B32);
    if (::write(pipe, &report, sizeof report) != static_cast<ssize_t>(sizeof report)) leave(1);
  }
  for (;;) leave(0);
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

// What the child says until it is through, or its time is over.
std::vector<Report> read_reports(int pipe, milliseconds patience) {
  const auto end = Clock::now() + patience;
  std::vector<Report> out;
  for (;;) {
    const auto left = std::chrono::duration_cast<milliseconds>(end - Clock::now());
    pollfd waiting{pipe, POLLIN, 0};
    const int ready = ::poll(&waiting, 1, std::max(0, static_cast<int>(left.count())));
    if (ready < 0 && errno == EINTR) continue;
    if (ready <= 0) return out;
    Report report;
    if (::read(pipe, &report, sizeof report) != static_cast<ssize_t>(sizeof report)) return out;
    out.push_back(report);
  }
}

// How the child ended; nothing: it has not, and will not before the kernel lets it go.
std::optional<int> end_child(pid_t child) {
  const auto end = Clock::now() + kGrace;
  for (int status = 0; Clock::now() < end; ::usleep(1000)) {
    if (::waitpid(child, &status, WNOHANG) == child) return status;
  }
  ::kill(child, SIGKILL);
  return std::nullopt;
}

void explain_missing(CanaryCall& call, const std::optional<int>& status) {
  call.outcome = status ? CallOutcome::Impossible : CallOutcome::Stuck;
  if (!status) {
    call.reason = "it did not come back";
  } else if (WIFSIGNALED(*status)) {
    call.reason = "the kernel does not take calls of this ABI (" + std::string(::strsignal(WTERMSIG(*status))) + ")";
  } else {
    call.reason = "the child that was to make the call ended early";
  }
}

Result<std::vector<CanaryCall>> call_in_child(Arch arch, const std::vector<Canary>& canaries, milliseconds patience) {
  std::array<int, 2> ends = {};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return errno_error("cannot make a pipe");
  const Fd reader(ends[0]);
  Fd writer(ends[1]);
  const pid_t child = ::fork();
  if (child < 0) return errno_error("cannot make a child");
  if (child == 0) serve(arch, canaries, writer.get());
  writer = Fd();
  const std::vector<Report> reports = read_reports(reader.get(), patience);
  const std::optional<int> status = end_child(child);
  std::vector<CanaryCall> out;
  for (std::size_t i = 0; i < canaries.size(); ++i) {
    CanaryCall call{canaries[i], CallOutcome::Made, std::nullopt, ""};
    if (i < reports.size()) call.event = event_of(canaries[i], reports[i], child);
    if (i >= reports.size()) explain_missing(call, status);
    out.push_back(std::move(call));
  }
  return out;
}

}  // namespace

Result<std::vector<CanaryCall>> call_canaries(Arch arch, const std::vector<Canary>& canaries, milliseconds patience) {
  std::vector<CanaryCall> out;
  for (const Abi abi : abis(arch)) {
    std::vector<Canary> some;
    std::copy_if(canaries.begin(), canaries.end(), std::back_inserter(some),
                 [&](const Canary& canary) { return canary.abi == abi; });
    if (some.empty()) continue;
    if (!can_call(arch, abi)) {
      for (const Canary& canary : some) {
        out.push_back({canary, CallOutcome::Impossible, std::nullopt, "it takes a program of that ABI"});
      }
      continue;
    }
    std::vector<CanaryCall> made = TRY(call_in_child(arch, some, patience));
    out.insert(out.end(), std::make_move_iterator(made.begin()), std::make_move_iterator(made.end()));
  }
  return out;
}

}  // namespace modtrail
