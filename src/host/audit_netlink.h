#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/fd.h"
#include "host/netlink_message.h"
#include "modtrail/base/result.h"

// The running kernel's audit state, asked and changed over NETLINK_AUDIT (kernel/audit.c audit_receive_msg).
namespace modtrail {

// struct audit_status (uapi/linux/audit.h); what an older kernel leaves out is 0.
struct AuditStatus {
  std::uint32_t mask = 0;
  std::uint32_t enabled = 0;  // 0, 1, 2 (locked)
  std::uint32_t failure = 0;  // 0 silent, 1 printk, 2 panic
  std::uint32_t pid = 0;      // of the registered daemon; 0: none
  std::uint32_t rate_limit = 0;
  std::uint32_t backlog_limit = 0;
  std::uint32_t lost = 0;
  std::uint32_t backlog = 0;
  std::uint32_t features = 0;  // AUDIT_FEATURE_BITMAP_*
  std::uint32_t backlog_wait_time = 0;
  std::uint32_t backlog_wait_time_actual = 0;
};

enum class AuditSetting : std::uint8_t { Enabled, RateLimit };

// struct audit_features: which are on, and which are locked.
struct AuditFeatures {
  std::uint32_t version = 0;
  std::uint32_t mask = 0;
  std::uint32_t features = 0;  // bit 0: only_unset_loginuid, bit 1: loginuid_immutable
  std::uint32_t lock = 0;
};

// A rule as the kernel lists it: struct audit_rule_data with its strings (rules/wire reads it).
using WireRule = std::vector<std::byte>;
inline constexpr std::size_t kMostKernelRules = std::size_t{1} << 17;

class AuditNetlink {
 public:
  // Errors: the kernel has no audit, or was started with audit=0.
  static Result<AuditNetlink> open();

  // Errors of all: no CAP_AUDIT_CONTROL, another user or process namespace, no answer within 5 s, one that is none.
  Result<AuditStatus> status();
  Result<AuditFeatures> features();
  // In the order of the listing.  Errors also: more than kMostKernelRules.
  Result<std::vector<WireRule>> rules();
  // Errors also: the rules are locked; the rule is there already (add) or is not there (remove); the kernel refuses it.
  Result<> add(std::span<const std::byte> rule);
  Result<> remove(std::span<const std::byte> rule);
  Result<> set(AuditSetting setting, std::uint32_t value);

 private:
  struct Reply {
    std::vector<std::byte> datagram;
    std::vector<NetlinkMessage> messages;  // of our request, within `datagram`
  };

  explicit AuditNetlink(Fd socket) : socket_(std::move(socket)) {}
  Result<> send(std::uint16_t type, std::uint16_t flags, std::span<const std::byte> payload);
  Result<Reply> receive();
  Result<std::vector<std::byte>> ask(std::uint16_t type, std::size_t size);
  Result<> order(std::uint16_t type, std::span<const std::byte> payload);

  Fd socket_;
  std::uint32_t sequence_ = 0;
};

}  // namespace modtrail
