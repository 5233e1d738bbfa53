#pragma once

#include <string>

#include "cli/reconciler.h"
#include "modtrail/report/report.h"

// The answer of `reconcile`.
namespace modtrail {

void write_reconcile_text(const ReconcileReport& report, const TextStyle& style, std::string& out);
void write_reconcile_json(const ReconcileReport& report, std::string& out);  // modtrail.reconciliation/1
// "different: 2 differences; 64 modules: 12 accounted for, ...", without a line feed.
std::string reconcile_headline(const ReconcileReport& report);

}  // namespace modtrail
