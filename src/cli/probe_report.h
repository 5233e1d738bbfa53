#pragma once

#include <optional>
#include <string>
#include <vector>

#include "host/probe.h"
#include "modtrail/controls/assessment.h"
#include "modtrail/report/report.h"

// The answer of `probe`.
namespace modtrail {

struct ProbedCall {
  ProbeCall made;
  std::string reason;  // why a record is missing, or why the call could not be made; "" else
};

struct ProbeReport {
  CheckVerdict verdict = CheckVerdict::Undecided;
  std::vector<ProbePlace> places;
  std::vector<ProbedCall> calls;
};

// Was the record seen wherever it could be watched for?
bool has_arrived(const ProbeCall& made, const std::vector<ProbePlace>& places);

void write_probe_text(const ProbeReport& report, const TextStyle& style, std::string& out);
void write_probe_json(const ProbeReport& report, std::string& out);  // modtrail.probe/1
// One line: the verdict, how many arrived, the slowest.
std::string heartbeat_line(const ProbeReport& report);

}  // namespace modtrail
