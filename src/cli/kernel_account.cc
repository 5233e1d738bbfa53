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

Result<> KernelAccountant::start() {
  if (!why_not_.empty()) return {};
  boot_ = boot_id();
  process_ = TRY(StatusProcess::start());
  return {};
}

void KernelAccountant::tell(Ledger& ledger, Tick now) {
  if (now.steady < next_) return;
  next_ = now.steady + kEvery;
  if (!process_) return ledger.no_account(why_not_, now);
  const Result<AuditStatus> status = process_->ask();
  if (!status) return ledger.no_account(status.error().message, now);
  ledger.account({status->lost, status->pid, status->enabled, boot_}, now);
  ledger.daemon_hangs(daemon_trouble(status->pid), now);
}

}  // namespace modtrail
