#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/reconciler.h"
#include "host/audit_netlink.h"
#include "modtrail/controls/assessment.h"
#include "modtrail/report/report.h"
#include "modtrail/trail/verify.h"

// The state of a machine in one page: what `check`, `verify` and `reconcile` say of it, what the kernel says of the
// delivery, and what the last probe said.
namespace modtrail {

inline constexpr std::string_view kProbePlace = "/var/lib/modtrail/probe.json";

struct StatusRequest {
  std::optional<std::string> root;   // nothing: the running host
  std::optional<std::string> trail;  // its directory; nothing: kTrailPlace, if it is there
  VerifyOptions verify;
  std::optional<std::string>
      probe;  // a file with an answer of `probe --format json`; nothing: kProbePlace, if it is there
};

// NotApplicable: there is nothing to judge, and it does not count.
struct StatusPart {
  std::string_view name;
  CheckVerdict verdict = CheckVerdict::NotApplicable;
  std::string summary;
};

struct HostStatus {
  std::string target;
  CheckVerdict verdict = CheckVerdict::Undecided;  // the worst of its parts
  std::vector<StatusPart> parts;                   // rules, delivery, trail, modules, probe
  std::optional<AuditStatus> delivery;
  std::optional<ReconcileReport> modules;
};

// What cannot be read is a part that is undecided.
HostStatus read_host_status(const StatusRequest& request);

void write_status_text(const HostStatus& status, const TextStyle& style, std::string& out);
void write_status_json(const HostStatus& status, std::int64_t time, std::string& out);  // modtrail.status/1
// `time` in seconds since 1970.
void write_status_prometheus(const HostStatus& status, std::int64_t time, std::string& out);

}  // namespace modtrail
