#include "host/record_stream.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstddef>
#include <optional>
#include <span>

#include "host/netlink_message.h"
#include "host/privileges.h"

namespace modtrail {
namespace {

constexpr std::size_t kLargestDatagram = 32768;
constexpr std::size_t kLongestLine = std::size_t{1} << 20;
constexpr std::size_t kMostAtOnce = std::size_t{16} << 20;
constexpr std::size_t kMostRecords = 1024;
constexpr int kReceiveBuffer = 4 << 20;

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

}  // namespace

bool is_canary(std::string_view record, std::uint32_t nonce) {
  return hexadecimal(value_of(record, "a3")) == nonce;
}

Result<KernelRecords> KernelRecords::open() {
  if (own_namespace() == "network")
    return fail("this is a network namespace of its own: the kernel sends its records to the host's alone");
  Fd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_AUDIT));
  if (!socket && errno == EPROTONOSUPPORT)
    return fail("the kernel has no audit subsystem, or was started with audit=0");
  if (!socket) return errno_error("cannot open an audit socket");
  ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVBUF, &kReceiveBuffer, sizeof kReceiveBuffer);
  take_only_calls(socket.get());
  sockaddr_nl address = {};
  address.nl_family = AF_NETLINK;
  address.nl_groups = 1U << (AUDIT_NLGRP_READLOG - 1);
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    if (errno == EPERM) return fail("cannot listen to the kernel's records: " + what_is_missing());
    return errno_error("cannot listen to the kernel's records");
  }
  return KernelRecords(std::move(socket));
}

std::vector<std::string> KernelRecords::take() {
  std::vector<std::string> out;
  std::vector<std::byte> datagram(kLargestDatagram);
  // Where rules record every call of ours, reading a record makes more: it would never end by itself.
  for (std::size_t taken = 0; taken < kMostRecords; ++taken) {
    sockaddr_nl sender = {};
    socklen_t size = sizeof sender;
    const ssize_t got =
        ::recvfrom(socket_.get(), datagram.data(), datagram.size(), 0, reinterpret_cast<sockaddr*>(&sender), &size);
    if (got < 0 && errno == ENOBUFS) overrun_ = true;
    if (got < 0 && (errno == EINTR || errno == ENOBUFS)) continue;
    if (got <= 0) break;
    if (sender.nl_pid != 0) continue;
    const auto messages = split_datagram(std::span(datagram).first(static_cast<std::size_t>(got)));
    if (!messages) continue;
    for (const NetlinkMessage& message : *messages) {
      if (message.type != AUDIT_SYSCALL) continue;
      out.emplace_back(reinterpret_cast<const char*>(message.payload.data()), message.payload.size());
    }
  }
  return out;
}

Result<LogTail> LogTail::open(const std::string& path) {
  LogTail tail(path);
  tail.file_ = Fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!tail.file_ && errno == ENOENT) return tail;
  if (!tail.file_) return errno_error("cannot read " + path);
  struct stat info = {};
  if (::fstat(tail.file_.get(), &info) != 0 || !S_ISREG(info.st_mode)) return fail(path + " is not a regular file");
  if (::lseek(tail.file_.get(), 0, SEEK_END) < 0) return errno_error("cannot read " + path);
  return tail;
}

void LogTail::read_on() {
  std::array<char, 65536> piece;
  while (rest_.size() < kMostAtOnce) {
    const ssize_t got = file_ ? ::read(file_.get(), piece.data(), piece.size()) : 0;
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return;
    rest_.append(piece.data(), static_cast<std::size_t>(got));
  }
}

// Another file of that name: the one we have was moved away.
void LogTail::reopen() {
  struct stat now = {};
  struct stat had = {};
  if (::stat(path_.c_str(), &now) != 0 || !S_ISREG(now.st_mode)) return;
  if (file_ && ::fstat(file_.get(), &had) == 0 && had.st_ino == now.st_ino && had.st_dev == now.st_dev) return;
  file_ = Fd(::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
}

std::vector<std::string> LogTail::take() {
  read_on();
  reopen();
  read_on();
  std::vector<std::string> out;
  std::size_t begin = 0;
  for (std::size_t end = rest_.find('\n'); end != std::string::npos; end = rest_.find('\n', begin)) {
    out.push_back(rest_.substr(begin, end - begin));
    begin = end + 1;
  }
  rest_.erase(0, begin);
  if (rest_.size() > kLongestLine) rest_.clear();
  return out;
}

}  // namespace modtrail
