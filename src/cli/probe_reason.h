#pragma once

#include <optional>
#include <string>

#include "cli/explainer.h"
#include "cli/probe_report.h"
#include "host/audit_netlink.h"
#include "host/probe.h"

// Why a canary's record did not arrive.
namespace modtrail {

// What auditd's own configuration says of its log.
struct DaemonLog {
  std::string file = "/var/log/audit/audit.log";
  bool written = true;  // write_logs
};
DaemonLog read_daemon_log(const std::string& configuration);

struct ProbeEvidence {
  const ProbeResult& result;
  const Result<Explainer>& explainer;  // by the rules that the kernel holds
  std::optional<AuditStatus> before;   // the calls
  std::optional<AuditStatus> after;
  DaemonLog daemon;
  AuditBoot boot = AuditBoot::Absent;
};

// The stage that failed, and why; nothing where the record arrived.
std::optional<ProbeFailure> failure_of(const ProbeCall& made, const ProbeEvidence& evidence);

}  // namespace modtrail
