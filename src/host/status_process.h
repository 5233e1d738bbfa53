#pragma once

#include <cstdint>
#include <utility>

#include "base/fd.h"
#include "host/audit_netlink.h"
#include "modtrail/base/result.h"

namespace modtrail {

// Asks the kernel for its audit state in a process of its own: the only one of a watch that needs CAP_AUDIT_CONTROL,
// which could also change the rules.  It has no other capability, no file but its two sockets, and can make no call but
// those it speaks with.
class StatusProcess {
 public:
  // Errors: it cannot be started.
  static Result<StatusProcess> start();

  // Errors: those of AuditNetlink; the process has ended, or says nothing within 5 s.
  Result<AuditStatus> ask();

 private:
  explicit StatusProcess(Fd socket) : socket_(std::move(socket)) {}
  Result<AuditStatus> receive();

  Fd socket_;
  std::uint32_t sequence_ = 0;
};

}  // namespace modtrail
