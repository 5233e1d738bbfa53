#include "host/system_calls.h"

#include <endian.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <vector>

#include "base/fd.h"

namespace modtrail {
namespace {

constexpr std::uint32_t kRefuse = SECCOMP_RET_ERRNO | EPERM;
// A filter reads 32 bits: of the third argument those that matter.
constexpr std::uint32_t kProtection =
    offsetof(seccomp_data, args) + 2 * sizeof(std::uint64_t) + (BYTE_ORDER == BIG_ENDIAN ? 4 : 0);

// Some calls have a number only on older architectures.
constexpr int kRuntime[] = {
#ifdef SYS_time
    SYS_time,
#endif
#ifdef SYS_mmap
    SYS_mmap,
#endif
#ifdef SYS_mmap2
    SYS_mmap2,
#endif
    SYS_mprotect,
    SYS_munmap,
    SYS_mremap,
    SYS_madvise,
    SYS_brk,
    SYS_futex,
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_sigaltstack,
    SYS_restart_syscall,
    SYS_clock_gettime,
    SYS_clock_nanosleep,
    SYS_nanosleep,
    SYS_gettimeofday,
    SYS_getrandom,
    SYS_sched_yield,
    SYS_getpid,
    SYS_gettid,
    SYS_tgkill,
    SYS_capget,
    SYS_exit,
    SYS_exit_group,
    SYS_read,
    SYS_write,
    SYS_close,
#ifdef SYS_poll
    SYS_poll,
#endif
    SYS_ppoll,
#ifdef __SANITIZE_ADDRESS__
    SYS_pipe2,  // it sees by one whether memory can be read
#endif
};

constexpr int kFiles[] = {
#ifdef SYS_open
    SYS_open,       SYS_stat,      SYS_lstat,     SYS_access,    SYS_readlink,  SYS_unlink,
    SYS_rename,     SYS_mkdir,
#endif
#ifdef SYS_newfstatat
    SYS_newfstatat,
#endif
#ifdef SYS_fstatat64
    SYS_fstatat64,
#endif
#ifdef SYS_openat2
    SYS_openat2,
#endif
#ifdef SYS_faccessat2
    SYS_faccessat2,
#endif
#ifdef SYS_renameat
    SYS_renameat,
#endif
    SYS_openat,     SYS_fstat,     SYS_statx,     SYS_fstatfs,   SYS_statfs,    SYS_getdents64,
    SYS_readlinkat, SYS_faccessat, SYS_renameat2, SYS_unlinkat,  SYS_mkdirat,   SYS_lseek,
    SYS_pread64,    SYS_pwrite64,  SYS_readv,     SYS_writev,    SYS_ftruncate, SYS_fsync,
    SYS_fdatasync,  SYS_fchmod,    SYS_fchown,    SYS_fgetxattr, SYS_fsetxattr, SYS_flock,
    SYS_fcntl,      SYS_fadvise64, SYS_getuid,    SYS_geteuid,   SYS_getegid,   SYS_umask,
};

constexpr int kSockets[] = {SYS_sendto, SYS_sendmsg, SYS_recvfrom, SYS_recvmsg, SYS_getsockopt, SYS_memfd_create};

sock_filter statement(std::uint16_t code, std::uint32_t value) {
  return {code, 0, 0, value};
}

bool makes_memory(int call) {
#ifdef SYS_mmap2
  if (call == SYS_mmap2) return true;
#endif
#ifdef SYS_mmap
  if (call == SYS_mmap) return true;
#endif
  return call == SYS_mprotect;
}

// The number of the call is loaded; it still is behind this, unless that decided.
void admit(int call, std::vector<sock_filter>& program) {
  const auto number = static_cast<std::uint32_t>(call);
  if (!makes_memory(call)) {
    program.push_back({BPF_JMP | BPF_JEQ | BPF_K, 0, 1, number});
  } else {
    program.push_back({BPF_JMP | BPF_JEQ | BPF_K, 0, 4, number});
    program.push_back(statement(BPF_LD | BPF_W | BPF_ABS, kProtection));
    program.push_back({BPF_JMP | BPF_JSET | BPF_K, 0, 1, PROT_EXEC});
    program.push_back(statement(BPF_RET | BPF_K, kRefuse));
  }
  program.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
}

}  // namespace

std::span<const int> calls_of_runtime() {
  return kRuntime;
}

std::span<const int> calls_of_files() {
  return kFiles;
}

std::span<const int> calls_of_sockets() {
  return kSockets;
}

Result<> admit_calls(std::span<const int> calls) {
  std::vector<sock_filter> program;
  program.push_back(statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)));
  program.push_back({BPF_JMP | BPF_JEQ | BPF_K, 1, 0, kOwnArch});
  program.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
  program.push_back(statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)));
  for (const int call : calls) admit(call, program);
  program.push_back(statement(BPF_RET | BPF_K, kRefuse));
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) return errno_error("cannot restrict system calls");
  return {};
}

}  // namespace modtrail
