#include "host/privileges.h"

#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>

#include "base/fd.h"

namespace modtrail {
namespace {

using Set = std::uint64_t;

constexpr Set set_of(unsigned capability) {
  return Set{1} << capability;
}

bool selinux_runs() {
  return ::access("/sys/fs/selinux/enforce", F_OK) == 0;
}

Set capabilities(Power power) {
  switch (power) {
    case Power::AuditControl:
      return set_of(CAP_AUDIT_CONTROL);
    case Power::AuditRead:
      return set_of(CAP_AUDIT_READ);
    case Power::KernelLog:
      return set_of(CAP_SYSLOG);
    case Power::LargeBuffer:
      return set_of(CAP_NET_ADMIN);
    case Power::ReadFiles:
      return set_of(CAP_DAC_READ_SEARCH);
    case Power::WriteFiles:
      return set_of(CAP_DAC_OVERRIDE) | set_of(CAP_CHOWN) | set_of(CAP_FOWNER);
    case Power::ChangeUser:
      return set_of(CAP_SETUID) | set_of(CAP_SETGID);
    case Power::WriteLabels:  // security/commoncap.c cap_inode_setxattr; selinux_inode_setxattr
      return set_of(CAP_MAC_ADMIN) | (selinux_runs() ? 0 : set_of(CAP_SYS_ADMIN));
  }
  return 0;
}

using Words = std::array<__user_cap_data_struct, 2>;

__user_cap_header_struct header_of_self() {
  return {_LINUX_CAPABILITY_VERSION_3, 0};
}

Result<Set> permitted() {
  __user_cap_header_struct header = header_of_self();
  Words words = {};
  if (::syscall(SYS_capget, &header, words.data()) != 0) return errno_error("cannot read the capabilities");
  return words[0].permitted | Set{words[1].permitted} << 32U;
}

Result<> set_to(Set effective, Set permitted) {
  __user_cap_header_struct header = header_of_self();
  Words words = {};
  for (std::size_t i = 0; i < words.size(); ++i) {
    words[i] = {static_cast<std::uint32_t>(effective >> (32U * i)), static_cast<std::uint32_t>(permitted >> (32U * i)),
                0};
  }
  if (::syscall(SYS_capset, &header, words.data()) != 0) return errno_error("cannot give up capabilities");
  return {};
}

// "pid:[4026531836]"
std::string namespace_link(const char* name) {
  std::array<char, 64> link = {};
  const ssize_t size = ::readlink((std::string("/proc/self/ns/") + name).c_str(), link.data(), link.size());
  return size > 0 ? std::string(link.data(), static_cast<std::size_t>(size)) : std::string();
}

// The first namespaces have fixed numbers (include/linux/proc_ns.h).
bool is_own(const char* name, const char* first) {
  const std::string link = namespace_link(name);
  return !link.empty() && link != first;
}

// That of networks has none; but some of its settings stand only in the first one's /proc (net/core/sysctl_net_core.c).
bool is_own_network() {
  const char* const everywhere = "/proc/sys/net/core/somaxconn";
  const char* const first_alone = "/proc/sys/net/core/netdev_max_backlog";
  return ::access(everywhere, F_OK) == 0 && ::access(first_alone, F_OK) != 0;
}

}  // namespace

std::string_view capability_names(Power power) {
  switch (power) {
    case Power::AuditControl:
      return "CAP_AUDIT_CONTROL";
    case Power::AuditRead:
      return "CAP_AUDIT_READ";
    case Power::KernelLog:
      return "CAP_SYSLOG";
    case Power::LargeBuffer:
      return "CAP_NET_ADMIN";
    case Power::ReadFiles:
      return "CAP_DAC_READ_SEARCH";
    case Power::WriteFiles:
      return "CAP_DAC_OVERRIDE, CAP_CHOWN, CAP_FOWNER";
    case Power::ChangeUser:
      return "CAP_SETUID, CAP_SETGID";
    case Power::WriteLabels:
      return "CAP_MAC_ADMIN; CAP_SYS_ADMIN where SELinux does not run";
  }
  return "";
}

bool has(Power power) {
  const Set wanted = capabilities(power);
  return (permitted().value_or(0) & wanted) == wanted;
}

Result<> keep_only(std::span<const Power> powers) {
  Set wanted = 0;
  for (const Power power : powers) wanted |= capabilities(power);
  const Set held = TRY(permitted());
  ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return errno_error("cannot give up getting privileges");
  return set_to(held & wanted, held & wanted);
}

Result<> lay_down() {
  return set_to(0, TRY(permitted()));
}

Result<> take_up() {
  const Set held = TRY(permitted());
  return set_to(held, held);
}

std::optional<std::string_view> own_namespace() {
  if (is_own("user", "user:[4026531837]")) return "user";
  if (is_own("pid", "pid:[4026531836]")) return "process";
  if (is_own_network()) return "network";
  return std::nullopt;
}

}  // namespace modtrail
