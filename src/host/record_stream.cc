#include "host/record_stream.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <optional>
#include <span>

#include "host/netlink_message.h"
#include "host/privileges.h"
#include "modtrail/uapi/record_types.h"

namespace modtrail {
namespace {

constexpr std::size_t kLargestDatagram = 32768;
constexpr std::size_t kMostRecords = 1024;
constexpr std::uint16_t kFirstRecord = 1100;  // below stand answers and requests
constexpr int kReceiveBuffer = 4 << 20;
constexpr int kForcedBuffer = 64 << 20;

// The value of " name=value" in a record's text.
std::string_view value_of(std::string_view record, std::string_view name) {
  const std::string wanted = " " + std::string(name) + "=";
  const std::size_t at = record.find(wanted);
  if (at == std::string_view::npos) return {};
  const std::string_view value = record.substr(at + wanted.size());
  return value.substr(0, value.find_first_of(" \n"));
}

std::optional<std::uint64_t> hexadecimal(std::string_view text) {
  std::uint64_t out = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), out, 16);
  if (text.empty() || read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return out;
}

// The kernel asks for the capability in the host's user namespace (audit_multicast_bind).
std::string what_is_missing() {
  return own_namespace() == "user" ? "this is a user namespace of its own, and they take CAP_AUDIT_READ in the host's"
                                   : "CAP_AUDIT_READ is missing";
}

// Only SYSCALL records come to us: each has others beside it, which would fill the buffer.  A filter reads big-endian,
// and a message's type (struct nlmsghdr) is in the machine's own order.  Where it cannot be set, all come.
void take_only_calls(int socket) {
  constexpr std::uint32_t kWhole = 0xffffffff;
  std::array<sock_filter, 4> program = {{
      BPF_STMT(BPF_LD | BPF_H | BPF_ABS, offsetof(nlmsghdr, nlmsg_type)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htons(AUDIT_SYSCALL), 0, 1),
      BPF_STMT(BPF_RET | BPF_K, kWhole),
      BPF_STMT(BPF_RET | BPF_K, 0),
  }};
  const sock_fprog filter{program.size(), program.data()};
  ::setsockopt(socket, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter);
}

// Past the system's limit (net.core.rmem_max) with CAP_NET_ADMIN.
void widen(int socket) {
  if (::setsockopt(socket, SOL_SOCKET, SO_RCVBUFFORCE, &kForcedBuffer, sizeof kForcedBuffer) == 0) return;
  ::setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &kReceiveBuffer, sizeof kReceiveBuffer);
}

bool is_audit(int socket) {
  int domain = 0;
  int protocol = 0;
  socklen_t size = sizeof domain;
  if (::getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &domain, &size) != 0) return false;
  size = sizeof protocol;
  if (::getsockopt(socket, SOL_SOCKET, SO_PROTOCOL, &protocol, &size) != 0) return false;
  return domain == AF_NETLINK && protocol == NETLINK_AUDIT;
}

}  // namespace

bool is_canary(std::string_view record, std::uint32_t nonce) {
  return hexadecimal(value_of(record, "a3")) == nonce;
}

Result<KernelRecords> KernelRecords::open(Which which) {
  if (own_namespace() == "network")
    return fail("this is a network namespace of its own: the kernel sends its records to the host's alone");
  Fd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_AUDIT));
  if (!socket && errno == EPROTONOSUPPORT)
    return fail("the kernel has no audit subsystem, or was started with audit=0");
  if (!socket) return errno_error("cannot open an audit socket");
  widen(socket.get());
  if (which == Which::Calls) take_only_calls(socket.get());
  sockaddr_nl address = {};
  address.nl_family = AF_NETLINK;
  address.nl_groups = 1U << (AUDIT_NLGRP_READLOG - 1);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    if (errno == EPERM) return fail("cannot listen to the kernel's records: " + what_is_missing());
    return errno_error("cannot listen to the kernel's records");
  }
  return KernelRecords(std::move(socket));
}

Result<KernelRecords> KernelRecords::adopt(int descriptor) {
  if (!is_audit(descriptor)) return fail("descriptor " + std::to_string(descriptor) + " is no audit socket");
  const int flags = ::fcntl(descriptor, F_GETFL);
  const bool set = flags >= 0 && ::fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0 &&
                   ::fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0;
  if (!set) return errno_error("cannot use the audit socket");
  return KernelRecords(Fd(descriptor));
}

std::vector<KernelRecord> KernelRecords::take() {
  std::vector<KernelRecord> out;
  std::vector<std::byte> datagram(kLargestDatagram);
  // Where rules record every call of ours, reading a record makes more: it would never end by itself.
  for (std::size_t taken = 0; taken < kMostRecords; ++taken) {
    sockaddr_nl sender = {};
    socklen_t size = sizeof sender;
    const ssize_t got = ::recvfrom(socket_.get(), datagram.data(), datagram.size(), MSG_TRUNC,
                                   reinterpret_cast<sockaddr*>(&sender), &size);
    if (got < 0 && errno == ENOBUFS) overrun_ = true;
    if (got < 0 && (errno == EINTR || errno == ENOBUFS)) continue;
    if (got <= 0) break;
    if (sender.nl_pid != 0) continue;
    const auto whole = static_cast<std::size_t>(got);  // with MSG_TRUNC the length that it had
    const auto messages = split_datagram(std::span(datagram).first(std::min(whole, datagram.size())));
    if (!messages || whole > datagram.size()) {
      ++torn_;
      continue;
    }
    for (const NetlinkMessage& message : *messages) {
      if (message.type < kFirstRecord) continue;
      const std::string_view text(reinterpret_cast<const char*>(message.payload.data()), message.payload.size());
      out.push_back({message.type, std::string(text.substr(0, text.find('\0')))});
    }
  }
  return out;
}

std::optional<std::uint32_t> KernelRecords::drops() const {
  std::array<std::uint32_t, SK_MEMINFO_VARS> info = {};
  socklen_t size = sizeof info;
  if (::getsockopt(socket_.get(), SOL_SOCKET, SO_MEMINFO, info.data(), &size) != 0) return std::nullopt;
  if (size <= SK_MEMINFO_DROPS * sizeof info[0]) return std::nullopt;
  return info[SK_MEMINFO_DROPS];
}

std::string log_line(const KernelRecord& record) {
  const std::string_view known = record_type_name(record.type);
  std::string line = "type=";
  line += known.empty() ? "UNKNOWN[" + std::to_string(record.type) + "]" : std::string(known);
  line += " msg=" + record.text;
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

}  // namespace modtrail
