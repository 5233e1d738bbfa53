#pragma once

#include <optional>
#include <string>
#include <utility>

#include "host/status_process.h"
#include "modtrail/trail/ledger.h"

namespace modtrail {

// The kernel's own account, and how its daemon is, asked about once a second.
class KernelAccountant {
 public:
  // `why_not`: the stream is not this host's, so it is not asked; "" if it is.  `log`: the daemon's; "" where it is not
  // read.
  KernelAccountant(std::string why_not, std::string log) : why_not_(std::move(why_not)), log_(std::move(log)) {}
  // Starts the process that asks.  To be called before anything is opened, while CAP_AUDIT_CONTROL is held.
  Result<> start();
  // Tells the ledger, if it is time to.
  void tell(Ledger& ledger, Tick now);

 private:
  std::string daemon_trouble(std::uint32_t daemon) const;

  std::string why_not_;
  std::string log_;
  std::string boot_;
  std::optional<StatusProcess> process_;
  std::uint64_t next_ = 0;
};

}  // namespace modtrail
