#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/probe.h"
#include "modtrail/controls/assessment.h"
#include "modtrail/report/report.h"

// The answer of `probe`.
namespace modtrail {

enum class ProbeStage : std::uint8_t {
  Call,      // it was not made, or did not come back
  Kernel,    // the kernel did not make the record
  Delivery,  // it did not reach the place where it is to arrive
};

struct ProbeFailure {
  ProbeStage stage = ProbeStage::Call;
  std::string why;
};

struct ProbedCall {
  ProbeCall made;
  std::optional<ProbeFailure> failure;
};

struct ProbeReport {
  CheckVerdict verdict = CheckVerdict::Undecided;
  std::vector<ProbePlace> places;
  std::vector<ProbedCall> calls;
};

// Was the record seen wherever it could be watched for?
bool has_arrived(const ProbeCall& made, const std::vector<ProbePlace>& places);

void write_probe_text(const ProbeReport& report, const TextStyle& style, std::string& out);
// `time` in seconds since 1970.
void write_probe_json(const ProbeReport& report, std::int64_t time, std::string& out);  // modtrail.probe/1
// For node_exporter's textfile collector.
void write_probe_prometheus(const ProbeReport& report, std::int64_t time, std::string& out);
// One line: the verdict, how many arrived, the slowest, and why the first that did not.
std::string heartbeat_line(const ProbeReport& report);

}  // namespace modtrail
