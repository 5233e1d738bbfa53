#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/log_inputs.h"
#include "modtrail/modules/module_facts.h"
#include "modtrail/modules/reconcile.h"

// The modules of a machine held against its logs: looked at until what differs stays.
namespace modtrail {

// Of which modules their files are looked into, which takes half of the time.
enum class FactScope : std::uint8_t { None, Differing, All };

struct ReconcileRequest {
  std::optional<std::string> root;        // nothing: the running host
  std::vector<std::string> logs;          // as named; none: the machine's own
  std::optional<std::string> kernel_log;  // a file instead of the machine's
  FactScope facts = FactScope::All;
};

struct ReconcileReport {
  std::string target;  // "/", or the root as named
  Reconciliation result;
  KernelViews views;
  FactsByName facts;
  std::vector<std::string> logs;  // that were read
  RecordedCalls recorded;
  int rounds = 0;  // of looking
};

// Errors: no modules to judge (no /proc/modules), logs that were named and cannot be read.
Result<ReconcileReport> run_reconciliation(const ReconcileRequest& request);

}  // namespace modtrail
