#include <algorithm>

#include "modtrail/base/text.h"
#include "modtrail/report/document.h"
#include "report/metrics.h"
#include "report/words.h"

namespace modtrail {

namespace {

constexpr CheckVerdict kVerdicts[] = {CheckVerdict::Pass, CheckVerdict::Fail, CheckVerdict::NotApplicable,
                                      CheckVerdict::Undecided};

Labels labels_of(const Assessment& assessment, const Labels& more) {
  Labels out = {{"target", target_text(assessment.target)}};
  out.insert(out.end(), more.begin(), more.end());
  return out;
}

// One for each verdict there is, 1 for that which holds: an alert can ask for any of them.
void put_verdicts(std::string& out, std::string_view metric, const Labels& labels, CheckVerdict held) {
  for (const CheckVerdict verdict : kVerdicts) {
    Labels all = labels;
    all.emplace_back("verdict", name(verdict));
    put_sample(out, metric, all, verdict == held ? 1 : 0);
  }
}

void put_ways(std::string& out, const Report& report) {
  put_gauge(out, "modtrail_check_way_recorded", "1 where every attempt leaves a record, 0 where some or all do not.");
  for (const Judged& judged : report.targets) {
    for (const Row& row : judged.assessment.coverage) {
      if (row.recorded == Recorded::Unreachable || is_open(row)) continue;
      const Labels labels = {{"abi", std::string(name(row.abi))}, {"syscall", std::string(name(row.syscall))}};
      put_sample(out, "modtrail_check_way_recorded", labels_of(judged.assessment, labels), is_lost(row) ? 0 : 1);
    }
  }
}

void put_findings(std::string& out, const Report& report) {
  put_gauge(out, "modtrail_check_findings", "Findings by level.");
  for (const Judged& judged : report.targets) {
    for (const Level level : {Level::Error, Level::Warning, Level::Note}) {
      const auto count = static_cast<std::int64_t>(count_level(judged.assessment.findings, level));
      put_sample(out, "modtrail_check_findings", labels_of(judged.assessment, {{"level", std::string(name(level))}}),
                 count);
    }
  }
}

void put_accepted(std::string& out, const Report& report) {
  put_gauge(out, "modtrail_check_accepted", "What does not count, for it is excepted or in the baseline.");
  for (const Judged& judged : report.targets) {
    const std::size_t count = judged.assessment.accepted.size() + judged.assessment.known;
    put_sample(out, "modtrail_check_accepted", labels_of(judged.assessment, {}), static_cast<std::int64_t>(count));
  }
}

void put_controls(std::string& out, const Report& report) {
  const bool any = std::any_of(report.targets.begin(), report.targets.end(),
                               [](const Judged& judged) { return !judged.assessment.controls.empty(); });
  if (!any) return;
  put_gauge(out, "modtrail_check_control", "1 for the verdict of each control that was asked for.");
  for (const Judged& judged : report.targets) {
    for (const ControlResult& control : judged.assessment.controls) {
      const Labels labels = labels_of(judged.assessment, {{"profile", control.profile}, {"control", control.id}});
      put_verdicts(out, "modtrail_check_control", labels, control.verdict);
    }
  }
}

}  // namespace

void put_gauge(std::string& out, std::string_view name, std::string_view help) {
  out += "# HELP " + std::string(name) + " " + std::string(help) + "\n";
  out += "# TYPE " + std::string(name) + " gauge\n";
}

void put_sample(std::string& out, std::string_view name, const Labels& labels, std::int64_t value) {
  out += name;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    out += (i == 0 ? "{" : ",") + std::string(labels[i].first) + "=\"";
    for (const char c : printable(labels[i].second)) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += '"';
  }
  out += (labels.empty() ? " " : "} ") + std::to_string(value) + "\n";
}

void write_prometheus(const Report& report, std::string& out) {
  put_gauge(out, "modtrail_check_time_seconds", "When the rules were judged, in seconds since 1970.");
  put_sample(out, "modtrail_check_time_seconds", {}, report.time);
  put_gauge(out, "modtrail_check_verdict", "1 for the verdict that holds.");
  for (const Judged& judged : report.targets) {
    put_verdicts(out, "modtrail_check_verdict", labels_of(judged.assessment, {}), judged.assessment.verdict);
  }
  put_ways(out, report);
  put_findings(out, report);
  put_accepted(out, report);
  put_controls(out, report);
}

}  // namespace modtrail
