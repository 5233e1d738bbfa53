#include "host/confine.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>
#include <vector>

#include "host/privileges.h"
#include "host/system_calls.h"

namespace modtrail {
namespace {

constexpr unsigned kMostDescriptors = 1024;  // of a kernel without close_range (before 5.9)

void close_all_but(unsigned kept) {
#if defined(SYS_close_range)
  const bool below = kept == 0 || ::syscall(SYS_close_range, 0U, kept - 1, 0U) == 0;
  if (below && ::syscall(SYS_close_range, kept + 1, ~0U, 0U) == 0) return;
#endif
  for (unsigned fd = 0; fd < kMostDescriptors; ++fd) {
    if (fd != kept) ::close(static_cast<int>(fd));
  }
}

sock_filter statement(std::uint16_t code, std::uint32_t value) {
  return {code, 0, 0, value};
}

// Skips so many statements unless what was loaded is the value.
sock_filter unless(std::uint32_t value, std::uint8_t skipped) {
  return {BPF_JMP | BPF_JEQ | BPF_K, 0, skipped, value};
}

void admit(const Entry& call, std::vector<sock_filter>& program) {
  program.push_back(statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, arch)));
  program.push_back(unless(call.audit_arch, 3));
  program.push_back(statement(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)));
  program.push_back(unless(call.number, 1));
  program.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
}

void admit_only(std::span<const Entry> calls) {
  std::vector<sock_filter> program;
  for (const Entry& call : calls) admit(call, program);
  admit({kOwnArch, SYS_write}, program);
  admit({kOwnArch, SYS_exit_group}, program);
  program.push_back(statement(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
  const sock_fprog filter{static_cast<unsigned short>(program.size()), program.data()};
  ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter);
}

}  // namespace

bool confine(int kept, std::span<const Entry> calls) {
  close_all_but(static_cast<unsigned>(kept));
  if (!keep_only({})) return false;
  admit_only(calls);
  return true;
}

void close_from(int first) {
#if defined(SYS_close_range)
  if (::syscall(SYS_close_range, static_cast<unsigned>(first), ~0U, 0U) == 0) return;
#endif
  for (int fd = first; fd < static_cast<int>(kMostDescriptors); ++fd) ::close(fd);
}

void leave(int code) {
  for (;;) ::syscall(SYS_exit_group, code);
}

}  // namespace modtrail
