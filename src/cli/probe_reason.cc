#include "cli/probe_reason.h"

#include <unistd.h>

#include <algorithm>

#include "host/daemon_health.h"
#include "modtrail/base/file.h"
#include "modtrail/base/text.h"

// A record comes about in three stages: the call is made, the kernel makes the record, the daemon writes it.  Where the
// kernel's own multicast group was watched, the second and the third are told apart by what was seen; where it was not,
// by what explain says of the attempt.
namespace modtrail {
namespace {

constexpr std::size_t kConfigurationLimit = std::size_t{1} << 20;

std::string number(std::uint32_t value) {
  return std::to_string(value);
}

// ---- the call ----

ProbeFailure not_called(const CanaryCall& call, const ProbeEvidence& evidence) {
  std::string why = call.reason;
  if (call.outcome == CallOutcome::Stuck && evidence.after) {
    why += ": the kernel holds callers up, " + number(evidence.after->backlog) +
           " records wait for the audit daemon (" + number(evidence.after->backlog_limit) + " may)";
  }
  return {ProbeStage::Call, why};
}

// ---- the kernel ----

std::string thrown_away(const ProbeEvidence& evidence) {
  std::string out = "though by its rules it should be";
  if (!evidence.before || !evidence.after) return out;
  const std::uint32_t lost = evidence.after->lost - evidence.before->lost;
  if (lost > 0) out += ": the kernel threw " + number(lost) + " records away meanwhile";
  if (evidence.after->rate_limit > 0) out += ", it makes " + number(evidence.after->rate_limit) + " a second (-r)";
  return out;
}

// A record is sent to those who watch when its turn comes, which can take long where rules record every call.
ProbeFailure still_queued(const ProbeEvidence& evidence) {
  return {ProbeStage::Delivery, "by its rules the kernel should make the record, and " +
                                    number(evidence.after->backlog) + " records wait in its queue"};
}

ProbeFailure not_recorded(const SyscallEvent& event, const ProbeEvidence& evidence) {
  const auto failed = [](std::string why) { return ProbeFailure{ProbeStage::Kernel, std::move(why)}; };
  if (evidence.boot == AuditBoot::Off) return failed("it was started with audit=0, and records nothing");
  if (!evidence.explainer) return failed("why cannot be told: " + evidence.explainer.error().message);
  const Result<Explanation> explanation = explain(*evidence.explainer, event);
  if (!explanation) return failed(explanation.error().message);
  const Decision& decision = explanation->decision;
  if (decision.recorded == Tri::Yes && evidence.after && evidence.after->backlog > 0) return still_queued(evidence);
  if (decision.recorded == Tri::Yes) return failed(thrown_away(evidence));
  std::string why = decision.reason;
  if (decision.rule != nullptr) why += " (" + decision.rule->rule.text + ")";
  if (event.abi == Abi::X32 && decision.rule == nullptr) why += ": no exit rule can name a call of the x32 ABI";
  return failed(std::move(why));
}

bool kernel_should_record(const SyscallEvent& event, const ProbeEvidence& evidence) {
  if (evidence.boot == AuditBoot::Off) return false;
  if (!evidence.explainer) return true;
  const Result<Explanation> explanation = explain(*evidence.explainer, event);
  return !explanation || explanation->decision.recorded != Tri::No;
}

// ---- the daemon ----

std::string why_unwritten(const std::string& place, const ProbeEvidence& evidence) {
  const auto& status = evidence.after;
  if (status && status->pid == 0) return "no audit daemon is registered with the kernel";
  const std::string daemon = status ? "the audit daemon (process " + number(status->pid) + ")" : "the audit daemon";
  if (status && state_of(status->pid) == ProcessState::Stopped) return daemon + " is stopped";
  if (place == evidence.daemon.file && !evidence.daemon.written) return "auditd.conf says write_logs = no";
  const std::optional<std::uint64_t> room = room_for(place);
  if (room == std::uint64_t{0}) return "no room is left there";
  if (::access(place.c_str(), F_OK) != 0) return "there is no such file";
  std::string why = daemon + " did not write it in time";
  if (status && status->backlog > 0) why += "; " + number(status->backlog) + " records wait in the kernel's queue";
  if (room) why += "; " + std::to_string(*room >> 20U) + " MiB are free there";
  return why;
}

std::string first_missing(const ProbeCall& made, const ProbeResult& result) {
  for (std::size_t i = 1; i < made.seen.size(); ++i) {
    if (result.places[i].unwatched.empty() && !made.seen[i]) return result.places[i].name;
  }
  return "";
}

ProbeFailure not_delivered(const std::string& place, const ProbeEvidence& evidence) {
  const bool watched = evidence.result.places.front().unwatched.empty();
  const std::string made = watched ? "the kernel made the record" : "by its rules the kernel should make the record";
  return {ProbeStage::Delivery, made + ", and it did not reach " + place + ": " + why_unwritten(place, evidence)};
}

bool was_seen(const ProbeCall& made) {
  return std::any_of(made.seen.begin(), made.seen.end(), [](const auto& seen) { return seen.has_value(); });
}

}  // namespace

DaemonLog read_daemon_log(const std::string& configuration) {
  DaemonLog out;
  const Result<std::string> text = read_file(configuration, kConfigurationLimit);
  for (const std::string_view line : split(text ? std::string_view(*text) : std::string_view(), '\n')) {
    const std::size_t equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string name = lower(std::string(trim(line.substr(0, equals))));
    const std::string value(trim(line.substr(equals + 1)));
    if (name == "log_file") out.file = value;
    if (name == "write_logs") out.written = lower(value) != "no";
  }
  return out;
}

std::optional<ProbeFailure> failure_of(const ProbeCall& made, const ProbeEvidence& evidence) {
  if (made.call.outcome != CallOutcome::Made) return not_called(made.call, evidence);
  const std::string missing = first_missing(made, evidence.result);
  const bool watched = evidence.result.places.front().unwatched.empty();
  if (watched && !was_seen(made)) return not_recorded(*made.call.event, evidence);
  if (missing.empty()) return std::nullopt;
  if (!watched && !kernel_should_record(*made.call.event, evidence)) return not_recorded(*made.call.event, evidence);
  return not_delivered(missing, evidence);
}

}  // namespace modtrail
