#pragma once

#include <optional>

#include "host/audit_netlink.h"
#include "modtrail/trail/ledger.h"

namespace modtrail {

// The kernel's own account, asked about once a second.
class KernelAccountant {
 public:
  // `why_not`: the stream is not this host's, so it is not asked; "" if it is.
  explicit KernelAccountant(std::string why_not) : why_not_(std::move(why_not)) {}
  // Tells the ledger, if it is time to.
  void tell(Ledger& ledger, Tick now);

 private:
  std::string why_not_;
  std::optional<AuditNetlink> netlink_;
  std::uint64_t next_ = 0;
};

}  // namespace modtrail
