#include <algorithm>
#include <array>

#include "cli/host_status.h"
#include "modtrail/base/json_writer.h"
#include "modtrail/base/text.h"
#include "modtrail/base/timestamp.h"
#include "report/metrics.h"
#include "report/pen.h"
#include "report/words.h"

namespace modtrail {

namespace {

constexpr std::array kVerdicts = {CheckVerdict::Pass, CheckVerdict::Fail, CheckVerdict::NotApplicable,
                                  CheckVerdict::Undecided};
constexpr std::array kStandings = {Standing::Accounted, Standing::Boot, Standing::Unrecorded, Standing::Unplaced,
                                   Standing::Hidden};

std::string_view word_of(CheckVerdict verdict) {
  return verdict == CheckVerdict::NotApplicable ? "-" : name(verdict);
}

std::int64_t count_of(const ReconcileReport& report, Standing standing) {
  const auto& modules = report.result.modules;
  return std::count_if(modules.begin(), modules.end(),
                       [&](const JudgedModule& module) { return module.standing == standing; });
}

void put_number(JsonWriter& json, std::string_view key, std::uint32_t value) {
  json.key(key).number(std::uint64_t{value});
}

void put_delivery(JsonWriter& json, const std::optional<AuditStatus>& status) {
  json.key("delivery");
  if (!status) {
    json.null();
    return;
  }
  json.begin_object();
  put_number(json, "enabled", status->enabled);
  put_number(json, "daemon", status->pid);
  put_number(json, "lost", status->lost);
  put_number(json, "backlog", status->backlog);
  put_number(json, "backlog_limit", status->backlog_limit);
  put_number(json, "rate_limit", status->rate_limit);
  json.end_object();
}

void put_modules(JsonWriter& json, const std::optional<ReconcileReport>& report) {
  json.key("modules");
  if (!report) {
    json.null();
    return;
  }
  json.begin_object();
  for (const Standing standing : kStandings) json.key(name(standing)).number(count_of(*report, standing));
  json.key("differences").number(std::uint64_t{report->result.differences.size()}).end_object();
}

void put_delivery(std::string& out, const AuditStatus& status) {
  const std::array<std::tuple<std::string_view, std::string_view, std::uint32_t>, 4> kGauges = {{
      {"modtrail_audit_daemon", "The registered audit daemon's process id; 0: none.", status.pid},
      {"modtrail_audit_lost", "Records that the kernel counts as lost.", status.lost},
      {"modtrail_audit_backlog", "Records that wait.", status.backlog},
      {"modtrail_audit_backlog_limit", "How many may wait.", status.backlog_limit},
  }};
  for (const auto& [metric, help, value] : kGauges) {
    put_gauge(out, metric, help);
    put_sample(out, metric, {}, value);
  }
}

void put_modules(std::string& out, const ReconcileReport& report) {
  put_gauge(out, "modtrail_modules", "Loaded modules by how they stand to the records.");
  for (const Standing standing : kStandings) {
    put_sample(out, "modtrail_modules", {{"standing", std::string(name(standing))}}, count_of(report, standing));
  }
  put_gauge(out, "modtrail_module_differences", "Differences between views of the kernel, and to the records.");
  put_sample(out, "modtrail_module_differences", {}, static_cast<std::int64_t>(report.result.differences.size()));
}

}  // namespace

void write_status_text(const HostStatus& status, const TextStyle& style, std::string& out) {
  const Pen pen{style, out};
  put(pen, Ink::Bold, (status.target == "/" ? "this host" : status.target) + ": ");
  put_line(pen, ink_of(status.verdict), name(status.verdict));
  if (style.detail == Detail::Quiet) return;
  for (const StatusPart& part : status.parts) {
    put(pen, Ink::Plain, "  " + pad(part.name, 10));
    put(pen, ink_of(part.verdict), pad(word_of(part.verdict), 11));
    put_wrapped(pen, part.summary, 23);
  }
}

void write_status_json(const HostStatus& status, std::int64_t time, std::string& out) {
  JsonWriter json(out, JsonWriter::Layout::Indented);
  json.begin_object();
  json.key("schema").string("modtrail.status/1");
  json.key("verdict").string(name(status.verdict));
  json.key("time").string(timestamp(static_cast<std::uint64_t>(time) * 1000));
  json.key("target").string(status.target);
  json.key("parts").begin_array();
  for (const StatusPart& part : status.parts) {
    json.begin_object();
    json.key("name").string(part.name);
    json.key("verdict").string(name(part.verdict));
    json.key("summary").string(part.summary).end_object();
  }
  json.end_array();
  put_delivery(json, status.delivery);
  put_modules(json, status.modules);
  json.end_object();
  out += "\n";
}

void write_status_prometheus(const HostStatus& status, std::int64_t time, std::string& out) {
  put_gauge(out, "modtrail_status_time_seconds", "When the host was looked at, in seconds since 1970.");
  put_sample(out, "modtrail_status_time_seconds", {}, time);
  put_gauge(out, "modtrail_status_verdict", "1 for the verdict that holds of each part; of all: the worst.");
  const auto put_part = [&](std::string_view part, CheckVerdict held) {
    for (const CheckVerdict verdict : kVerdicts) {
      put_sample(out, "modtrail_status_verdict", {{"part", std::string(part)}, {"verdict", std::string(name(verdict))}},
                 verdict == held ? 1 : 0);
    }
  };
  put_part("all", status.verdict);
  for (const StatusPart& part : status.parts) put_part(part.name, part.verdict);
  if (status.delivery) put_delivery(out, *status.delivery);
  if (status.modules) put_modules(out, *status.modules);
}

}  // namespace modtrail
