#include "cli/kernel_account.h"

#include "cli/host_ids.h"

namespace modtrail {

namespace {

constexpr std::uint64_t kEvery = 1000;

}  // namespace

void KernelAccountant::tell(Ledger& ledger, Tick now) {
  if (now.steady < next_) return;
  next_ = now.steady + kEvery;
  if (!why_not_.empty()) return ledger.no_account(why_not_, now);
  if (!netlink_) {
    Result<AuditNetlink> opened = AuditNetlink::open();
    if (!opened) return ledger.no_account(opened.error().message, now);
    netlink_ = std::move(*opened);
  }
  const Result<AuditStatus> status = netlink_->status();
  if (!status) {
    netlink_.reset();
    return ledger.no_account(status.error().message, now);
  }
  ledger.account({status->lost, status->pid, status->enabled, boot_id()}, now);
}

}  // namespace modtrail
