#include "host/audit_netlink.h"

#include <linux/audit.h>
#include <linux/netlink.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <string>

#include "host/privileges.h"

// Requests carry a sequence number, and only answers with that number from the kernel itself (sender 0) count: anyone
// may send to a netlink socket.  A listing is made by a kernel thread and ends with NLMSG_DONE.
namespace modtrail {
namespace {

constexpr int kPatience_ms = 5000;
constexpr std::size_t kLargestDatagram = 32768;

std::string_view name_of(std::uint16_t type) {
  switch (type) {
    case AUDIT_GET:
      return "read the audit status";
    case AUDIT_GET_FEATURE:
      return "read the audit features";
    case AUDIT_LIST_RULES:
      return "read the audit rules";
    case AUDIT_ADD_RULE:
      return "add an audit rule";
    case AUDIT_DEL_RULE:
      return "remove an audit rule";
    case AUDIT_SET:
      return "change the audit settings";
    default:
      return "ask the audit subsystem";
  }
}

// audit_netlink_ok() refuses other namespaces and those without the capability; behind it a change is refused where the
// rules are locked, and a security module may refuse anything.
std::string why_not_permitted(std::uint16_t type) {
  if (own_namespace() == "process") return "this is a process namespace of its own: run it on the host";
  if (!has(Power::AuditControl)) return "CAP_AUDIT_CONTROL is missing: run it as root";
  const bool changes = type != AUDIT_GET && type != AUDIT_GET_FEATURE && type != AUDIT_LIST_RULES;
  return changes ? "the rules are locked (-e 2), until the machine is started again" : "a security module forbids it";
}

// In words that say what to do.
std::string meaning(std::uint16_t type, int error) {
  switch (error) {
    case EPERM:
      return why_not_permitted(type);
    case ECONNREFUSED:
      return "this is a user namespace of its own: the audit subsystem answers only the host's";
    case EEXIST:
      return "the rule is there already";
    case ENOENT:
      return type == AUDIT_DEL_RULE ? "there is no such rule" : "a directory on its path does not exist";
    default:
      return std::strerror(error);
  }
}

tl::unexpected<Error> refused(std::uint16_t type, int error) {
  return fail("cannot " + std::string(name_of(type)) + ": " + meaning(type, error));
}

template <class T>
T value_of(const std::vector<std::byte>& bytes) {
  T value;
  std::memcpy(&value, bytes.data(), std::min(bytes.size(), sizeof value));
  return value;
}

}  // namespace

Result<AuditNetlink> AuditNetlink::open() {
  Fd socket(::socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT));
  if (!socket && errno == EPROTONOSUPPORT) {
    return fail("the kernel has no audit subsystem, or was started with audit=0");
  }
  if (!socket) return errno_error("cannot open an audit socket");
  sockaddr_nl address = {};
  address.nl_family = AF_NETLINK;
  if (::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return errno_error("cannot bind an audit socket");
  }
  return AuditNetlink(std::move(socket));
}

Result<> AuditNetlink::send(std::uint16_t type, std::uint16_t flags, std::span<const std::byte> payload) {
  nlmsghdr header = {};
  header.nlmsg_len = static_cast<std::uint32_t>(NLMSG_SPACE(payload.size()));
  header.nlmsg_type = type;
  header.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
  header.nlmsg_seq = ++sequence_;
  const auto head = std::as_bytes(std::span(&header, 1));
  std::vector<std::byte> message(head.begin(), head.end());
  message.insert(message.end(), payload.begin(), payload.end());
  message.resize(header.nlmsg_len);
  sockaddr_nl kernel = {};
  kernel.nl_family = AF_NETLINK;
  const ssize_t sent = ::sendto(socket_.get(), message.data(), message.size(), 0,
                                reinterpret_cast<const sockaddr*>(&kernel), sizeof kernel);
  if (sent < 0) return refused(type, errno);
  return {};
}

// The next datagram that holds an answer to the last request.
Result<AuditNetlink::Reply> AuditNetlink::receive() {
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(kPatience_ms);
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    pollfd waiting{socket_.get(), POLLIN, 0};
    const int ready = left.count() > 0 ? ::poll(&waiting, 1, static_cast<int>(left.count())) : 0;
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return errno_error("cannot wait for the audit subsystem");
    if (ready == 0)
      return fail("the audit subsystem did not answer within " + std::to_string(kPatience_ms / 1000) + " s");
    Reply reply;
    reply.datagram.resize(kLargestDatagram);
    sockaddr_nl sender = {};
    socklen_t size = sizeof sender;
    const ssize_t got = ::recvfrom(socket_.get(), reply.datagram.data(), reply.datagram.size(), MSG_TRUNC,
                                   reinterpret_cast<sockaddr*>(&sender), &size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno_error("cannot read from the audit subsystem");
    if (sender.nl_pid != 0) continue;
    if (static_cast<std::size_t>(got) > reply.datagram.size())
      return fail("the audit subsystem sent too long an answer");
    reply.datagram.resize(static_cast<std::size_t>(got));
    reply.messages = TRY(split_datagram(reply.datagram));
    std::erase_if(reply.messages, [&](const NetlinkMessage& message) { return message.sequence != sequence_; });
    if (!reply.messages.empty()) return reply;
  }
}

Result<std::vector<std::byte>> AuditNetlink::ask(std::uint16_t type, std::size_t size) {
  TRY(send(type, 0, {}));
  for (;;) {
    const Reply reply = TRY(receive());
    for (const NetlinkMessage& message : reply.messages) {
      if (message.type == NLMSG_ERROR) {
        const int error = TRY(error_of(message));
        if (error != 0) return refused(type, error);
      }
      if (message.type != type) continue;
      std::vector<std::byte> out(message.payload.begin(), message.payload.end());
      out.resize(size);
      return out;
    }
  }
}

Result<AuditStatus> AuditNetlink::status() {
  return value_of<AuditStatus>(TRY(ask(AUDIT_GET, sizeof(AuditStatus))));
}

Result<AuditFeatures> AuditNetlink::features() {
  return value_of<AuditFeatures>(TRY(ask(AUDIT_GET_FEATURE, sizeof(AuditFeatures))));
}

Result<std::vector<WireRule>> AuditNetlink::rules() {
  TRY(send(AUDIT_LIST_RULES, 0, {}));
  std::vector<WireRule> out;
  for (;;) {
    const Reply reply = TRY(receive());
    for (const NetlinkMessage& message : reply.messages) {
      if (message.type == NLMSG_DONE) return out;
      if (message.type == NLMSG_ERROR) {
        const int error = TRY(error_of(message));
        if (error != 0) return refused(AUDIT_LIST_RULES, error);
      }
      if (message.type != AUDIT_LIST_RULES) continue;
      if (out.size() == kMostKernelRules) return fail("the kernel lists more rules than can be");
      out.emplace_back(message.payload.begin(), message.payload.end());
    }
  }
}

// Asks for an acknowledgement, which comes when the change is made.
Result<> AuditNetlink::order(std::uint16_t type, std::span<const std::byte> payload) {
  TRY(send(type, NLM_F_ACK, payload));
  for (;;) {
    const Reply reply = TRY(receive());
    for (const NetlinkMessage& message : reply.messages) {
      if (message.type != NLMSG_ERROR) continue;
      const int error = TRY(error_of(message));
      if (error != 0) return refused(type, error);
      return {};
    }
  }
}

Result<> AuditNetlink::add(std::span<const std::byte> rule) {
  return order(AUDIT_ADD_RULE, rule);
}

Result<> AuditNetlink::remove(std::span<const std::byte> rule) {
  return order(AUDIT_DEL_RULE, rule);
}

Result<> AuditNetlink::set(AuditSetting setting, std::uint32_t value) {
  AuditStatus status;
  switch (setting) {
    case AuditSetting::Enabled:
      status.mask = AUDIT_STATUS_ENABLED;
      status.enabled = value;
      break;
    case AuditSetting::RateLimit:
      status.mask = AUDIT_STATUS_RATE_LIMIT;
      status.rate_limit = value;
      break;
  }
  return order(AUDIT_SET, std::as_bytes(std::span(&status, 1)));
}

}  // namespace modtrail
