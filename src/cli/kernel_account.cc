#include "cli/kernel_account.h"

#include "cli/host_ids.h"
#include "host/daemon_health.h"

namespace modtrail {

namespace {

constexpr std::uint64_t kEvery = 1000;

}  // namespace

std::string KernelAccountant::daemon_trouble(std::uint32_t daemon) const {
  const ProcessState state = daemon == 0 ? ProcessState::Runs : state_of(daemon);
  const std::string who = "the audit daemon (process " + std::to_string(daemon) + ")";
  if (state == ProcessState::Stopped) return who + " is stopped";
  if (state == ProcessState::Gone) return who + " is gone, and the kernel has not noticed yet";
  if (!log_.empty() && room_for(log_) == std::uint64_t{0}) return "no room is left for " + log_;
  return "";
}

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
  ledger.daemon_hangs(daemon_trouble(status->pid), now);
}

}  // namespace modtrail
