#include "cli/probe_report.h"

#include <algorithm>

#include "modtrail/base/json_writer.h"
#include "modtrail/base/text.h"
#include "modtrail/base/timestamp.h"
#include "report/metrics.h"
#include "report/pen.h"

namespace modtrail {
namespace {

using std::chrono::milliseconds;

const std::vector<std::string_view>& limits() {
  static const std::vector<std::string_view> kLimits = {
      "a canary fails, as it must: a rule that hides successful calls alone (-F success, -F exit) lets it pass; "
      "modtrail check decides that",
      "it is made by this user in this login: whether other people's loads are recorded, modtrail check decides",
      "it tells that a record arrived, not that it stays",
  };
  return kLimits;
}

std::string call_name(const Canary& canary) {
  return std::string(name(canary.abi)) + " " + std::string(name(canary.syscall));
}

std::string padded(std::string text, std::size_t width) {
  text.resize(std::max(width, text.size()), ' ');
  return text;
}

std::string seen_text(const std::optional<milliseconds>& after, const ProbePlace& place) {
  if (!place.unwatched.empty()) return "not watched";
  return after ? std::to_string(after->count()) + " ms" : "missing";
}

std::string_view headline(CheckVerdict verdict) {
  switch (verdict) {
    case CheckVerdict::Pass:
      return "pass: every canary's record arrived";
    case CheckVerdict::Fail:
      return "fail: records are missing";
    case CheckVerdict::NotApplicable:
    case CheckVerdict::Undecided:
      break;
  }
  return "undecided: nothing could be watched";
}

std::string_view name(ProbeStage stage) {
  switch (stage) {
    case ProbeStage::Call:
      return "call";
    case ProbeStage::Kernel:
      return "kernel";
    case ProbeStage::Delivery:
      break;
  }
  return "delivery";
}

std::string failure_text(const ProbeFailure& failure) {
  switch (failure.stage) {
    case ProbeStage::Call:
      return "not called: " + failure.why;
    case ProbeStage::Kernel:
      return "not recorded by the kernel: " + failure.why;
    case ProbeStage::Delivery:
      break;
  }
  return "not delivered: " + failure.why;
}

void write_places(const ProbeReport& report, std::string& out) {
  for (const ProbePlace& place : report.places) {
    if (!place.unwatched.empty())
      out += "  " + printable(place.name) + ": not watched: " + printable(place.unwatched) + "\n";
  }
}

void write_call(const ProbedCall& call, const std::vector<ProbePlace>& places, std::string& out) {
  out += "  " + padded(call_name(call.made.call.canary), 20);
  if (call.made.call.event) {
    for (std::size_t i = 0; i < places.size(); ++i) {
      out += "  " + printable(places[i].name) + " " + seen_text(call.made.seen[i], places[i]);
    }
  }
  out += "\n";
  if (call.failure) out += "    " + printable(failure_text(*call.failure)) + "\n";
}

void write_seen(const ProbedCall& call, const std::vector<ProbePlace>& places, JsonWriter& json) {
  json.key("seen").begin_array();
  for (std::size_t i = 0; i < places.size() && i < call.made.seen.size(); ++i) {
    json.begin_object();
    json.key("place").string(places[i].name);
    json.key("after_ms");
    if (call.made.seen[i]) {
      json.number(std::int64_t{call.made.seen[i]->count()});
    } else {
      json.null();
    }
    json.end_object();
  }
  json.end_array();
}

void write_call(const ProbedCall& call, const std::vector<ProbePlace>& places, JsonWriter& json) {
  const CanaryCall& made = call.made.call;
  json.begin_object();
  json.key("abi").string(name(made.canary.abi));
  json.key("syscall").string(name(made.canary.syscall));
  json.key("called").boolean(made.event.has_value());
  json.key("arrived").boolean(has_arrived(call.made, places));
  if (made.event) write_seen(call, places, json);
  json.key("failed");
  call.failure ? json.string(name(call.failure->stage)) : json.null();
  json.key("reason").string(call.failure ? call.failure->why : "");
  json.key("attempt");
  if (made.event) {
    write_attempt(*made.event, json);
  } else {
    json.null();
  }
  json.end_object();
}

Labels labels_of(const Canary& canary, const std::string& place) {
  Labels out = {{"abi", std::string(name(canary.abi))}, {"syscall", std::string(name(canary.syscall))}};
  if (!place.empty()) out.emplace_back("place", place);
  return out;
}

}  // namespace

bool has_arrived(const ProbeCall& made, const std::vector<ProbePlace>& places) {
  if (!made.call.event) return false;
  bool watched = false;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (!places[i].unwatched.empty()) continue;
    watched = true;
    if (!made.seen[i]) return false;
  }
  return watched;
}

void write_probe_text(const ProbeReport& report, const TextStyle& style, std::string& out) {
  out += "probe: " + std::string(headline(report.verdict)) + "\n";
  if (style.detail == Detail::Quiet) return;
  out += "\n";
  for (const ProbedCall& call : report.calls) write_call(call, report.places, out);
  write_places(report, out);
  out += "\nWhat a canary cannot prove:\n";
  for (const std::string_view limit : limits()) out += "  - " + std::string(limit) + "\n";
}

void write_probe_json(const ProbeReport& report, std::int64_t time, std::string& out) {
  JsonWriter json(out, JsonWriter::Layout::Indented);
  json.begin_object();
  json.key("schema").string("modtrail.probe/1");
  json.key("verdict").string(name(report.verdict));
  json.key("time").string(timestamp(static_cast<std::uint64_t>(time) * 1000));
  json.key("places").begin_array();
  for (const ProbePlace& place : report.places) {
    json.begin_object();
    json.key("name").string(place.name);
    json.key("watched").boolean(place.unwatched.empty());
    json.key("reason").string(place.unwatched);
    json.end_object();
  }
  json.end_array();
  json.key("calls").begin_array();
  for (const ProbedCall& call : report.calls) write_call(call, report.places, json);
  json.end_array();
  json.key("limits").begin_array();
  for (const std::string_view limit : limits()) json.string(limit);
  json.end_array();
  json.end_object();
  out += "\n";
}

void write_probe_prometheus(const ProbeReport& report, std::int64_t time, std::string& out) {
  put_gauge(out, "modtrail_probe_time_seconds", "When the canaries were sent, in seconds since 1970.");
  put_sample(out, "modtrail_probe_time_seconds", {}, time);
  put_gauge(out, "modtrail_probe_verdict", "1 for the verdict that holds.");
  for (const CheckVerdict verdict : {CheckVerdict::Pass, CheckVerdict::Fail, CheckVerdict::Undecided}) {
    put_sample(out, "modtrail_probe_verdict", {{"verdict", std::string(name(verdict))}},
               verdict == report.verdict ? 1 : 0);
  }
  put_gauge(out, "modtrail_probe_arrived", "1 where the canary's record was seen wherever it could be watched for.");
  for (const ProbedCall& call : report.calls) {
    const Canary& canary = call.made.call.canary;
    if (!call.made.call.event) continue;
    put_sample(out, "modtrail_probe_arrived", labels_of(canary, ""), has_arrived(call.made, report.places) ? 1 : 0);
  }
  put_gauge(out, "modtrail_probe_delay_milliseconds", "From the call to its record, by place.");
  for (const ProbedCall& call : report.calls) {
    for (std::size_t i = 0; i < call.made.seen.size() && i < report.places.size(); ++i) {
      if (!call.made.seen[i]) continue;
      put_sample(out, "modtrail_probe_delay_milliseconds", labels_of(call.made.call.canary, report.places[i].name),
                 call.made.seen[i]->count());
    }
  }
}

std::string heartbeat_line(const ProbeReport& report) {
  std::size_t made = 0;
  std::size_t arrived = 0;
  milliseconds slowest{0};
  std::string first;
  for (const ProbedCall& call : report.calls) {
    if (call.made.call.outcome == CallOutcome::Impossible) continue;
    ++made;
    if (has_arrived(call.made, report.places)) ++arrived;
    if (first.empty() && call.failure)
      first = "; " + call_name(call.made.call.canary) + " " + failure_text(*call.failure);
    for (const auto& after : call.made.seen) slowest = std::max(slowest, after.value_or(milliseconds(0)));
  }
  return std::string(name(report.verdict)) + ": " + std::to_string(arrived) + " of " + std::to_string(made) +
         " records arrived, the last after " + std::to_string(slowest.count()) + " ms" + printable(first) + "\n";
}

}  // namespace modtrail
