#include "cli/host_status.h"

#include "base/directory_store.h"
#include "cli/reconcile_report.h"
#include "cli/scene.h"
#include "cli/verify_options.h"
#include "modtrail/base/file.h"
#include "modtrail/base/json.h"
#include "report/words.h"

namespace modtrail {

namespace {

constexpr std::size_t kProbeLimit = std::size_t{16} << 20;

StatusPart undecided(std::string_view name, const Error& error) {
  return {name, CheckVerdict::Undecided, error.message};
}

// ---- rules and delivery ----

Result<Scene> open_machine(const StatusRequest& request) {
  SceneOptions options;
  options.root = request.root;
  std::vector<Scene> scenes = TRY(open_scenes(options, {}));
  return std::move(scenes.front());
}

StatusPart rules_part(const Result<Scene>& scene) {
  const Result<Assessment> assessment = scene ? assess_scene(*scene, {}) : tl::unexpected(scene.error());
  if (!assessment) return undecided("rules", assessment.error());
  return {"rules", assessment->verdict, summary_text(*assessment)};
}

Result<AuditStatus> ask_kernel() {
  AuditNetlink netlink = TRY(AuditNetlink::open());
  return netlink.status();
}

// A kernel that was not booted with audit=1 drops records while no daemon is there, and counts none
// (kernel/audit.c kauditd_hold_skb).
std::string caution(const Result<Scene>& scene) {
  const bool counts = scene && scene->world.machine.audit.value == AuditBoot::On;
  return counts ? "" : "; without audit=1 what is dropped while no daemon is there is not counted";
}

StatusPart delivery_part(const AuditStatus& status, const std::string& caution) {
  const std::string backlog =
      "backlog " + std::to_string(status.backlog) + " of " + std::to_string(status.backlog_limit) + caution;
  if (status.enabled == 0) return {"delivery", CheckVerdict::Fail, "auditing is switched off"};
  if (status.pid == 0) return {"delivery", CheckVerdict::Fail, "no audit daemon is registered; " + backlog};
  if (status.lost > 0) {
    return {"delivery", CheckVerdict::Fail,
            counted(status.lost, "record") + " lost since the kernel began to count; " + backlog};
  }
  return {"delivery", CheckVerdict::Pass,
          "the audit daemon is process " + std::to_string(status.pid) + ", no record is counted as lost; " + backlog};
}

void add_delivery(const StatusRequest& request, const Result<Scene>& scene, HostStatus& out) {
  if (request.root) {
    out.parts.push_back({"delivery", CheckVerdict::NotApplicable, "files do not tell"});
    return;
  }
  const Result<AuditStatus> status = ask_kernel();
  out.parts.push_back(status ? delivery_part(*status, caution(scene)) : undecided("delivery", status.error()));
  if (status) out.delivery = *status;
}

// ---- trail, modules, probe ----

CheckVerdict verdict_of(TrailVerdict verdict) {
  switch (verdict) {
    case TrailVerdict::Intact:
      return CheckVerdict::Pass;
    case TrailVerdict::Unproven:
      return CheckVerdict::Undecided;
    case TrailVerdict::Broken:
      return CheckVerdict::Fail;
  }
  return CheckVerdict::Undecided;
}

Result<TrailReport> verify_directory(const std::string& directory, const VerifyOptions& options) {
  const DirectoryStore store(TRY(directory_path(directory)));
  return verify_trail(store, options);
}

std::string place_below(const std::optional<std::string>& root, std::string_view path) {
  return root.value_or("") + std::string(path);
}

StatusPart trail_part(const StatusRequest& request) {
  const std::string directory = request.trail.value_or(place_below(request.root, kTrailPlace));
  const Result<TrailReport> report = verify_directory(directory, request.verify);
  if (!report && report.error().kind == ErrorKind::Missing && !request.trail) {
    return {"trail", CheckVerdict::NotApplicable, "there is none at " + directory};
  }
  if (!report) return undecided("trail", report.error());
  std::string summary = trail_headline(*report);
  if (!report->faults.empty()) summary += "; " + report->faults.front().message;
  if (report->faults.empty() && !report->unproven.empty()) summary += "; " + report->unproven.front();
  return {"trail", verdict_of(report->verdict), summary};
}

CheckVerdict verdict_of(ReconcileVerdict verdict) {
  switch (verdict) {
    case ReconcileVerdict::Consistent:
      return CheckVerdict::Pass;
    case ReconcileVerdict::Different:
      return CheckVerdict::Fail;
    case ReconcileVerdict::Undecided:
      return CheckVerdict::Undecided;
  }
  return CheckVerdict::Undecided;
}

void add_modules(const StatusRequest& request, HostStatus& out) {
  Result<ReconcileReport> report = run_reconciliation({request.root, {}, std::nullopt, FactScope::None});
  if (!report) {
    out.parts.push_back(undecided("modules", report.error()));
    return;
  }
  std::string summary = reconcile_headline(*report);
  for (const Difference& difference : report->result.differences) {
    summary += "; " + std::string(name(difference.kind)) + (difference.module.empty() ? "" : " " + difference.module);
  }
  if (report->result.differences.empty()) {
    for (const std::string& what : report->result.undecided) summary += "; " + what;
  }
  out.parts.push_back({"modules", verdict_of(report->result.verdict), summary});
  out.modules = std::move(*report);
}

const Json* member(const Json& object, std::string_view name) {
  for (const Json::Member& each : object.members) {
    if (each.name == name) return &each.value;
  }
  return nullptr;
}

std::string text_of(const Json& object, std::string_view name) {
  const Json* value = member(object, name);
  return value != nullptr ? value->text : "";
}

Result<StatusPart> read_probe(const std::string& file) {
  const std::string text = TRY(read_file(file, kProbeLimit));
  const Result<Json> json = parse_json(text);
  if (!json) return fail(file + ": " + json.error().message);
  const std::string verdict = text_of(*json, "verdict");
  const std::string time = text_of(*json, "time");
  if (text_of(*json, "schema") != "modtrail.probe/1" || time.empty()) return fail(file + ": no answer of probe");
  const CheckVerdict held = verdict == "pass"   ? CheckVerdict::Pass
                            : verdict == "fail" ? CheckVerdict::Fail
                                                : CheckVerdict::Undecided;
  return StatusPart{"probe", held, verdict + " at " + time};
}

StatusPart probe_part(const StatusRequest& request) {
  const std::string file = request.probe.value_or(place_below(request.root, kProbePlace));
  const Result<StatusPart> part = read_probe(file);
  if (part) return *part;
  if (part.error().kind == ErrorKind::Missing && !request.probe) {
    return {"probe", CheckVerdict::NotApplicable, "unknown: there is no record of one at " + file};
  }
  return undecided("probe", part.error());
}

}  // namespace

HostStatus read_host_status(const StatusRequest& request) {
  HostStatus out;
  out.target = request.root.value_or("/");
  const Result<Scene> scene = open_machine(request);
  out.parts.push_back(rules_part(scene));
  add_delivery(request, scene, out);
  out.parts.push_back(trail_part(request));
  add_modules(request, out);
  out.parts.push_back(probe_part(request));
  out.verdict = CheckVerdict::NotApplicable;
  for (const StatusPart& part : out.parts) out.verdict = worse(out.verdict, part.verdict);
  return out;
}

}  // namespace modtrail
