#pragma once

#include <string>

#include "cli/reconciler.h"
#include "modtrail/report/report.h"

// The answer of `reconcile`.
namespace modtrail {

// Each view with the place it was read from, in the order they are told.
template <class Visit>
void for_each_view(const KernelViews& views, const Visit& visit) {
  visit("/proc/modules", views.list);
  visit("/sys/module", views.sys);
  visit("/proc/kallsyms", views.symbols);
  visit("/proc/vmallocinfo", views.memory);
  visit("/sys/kernel/btf", views.types);
  visit("/proc/sys/kernel/tainted", views.taint);
  visit("/dev/kmsg", views.log);
}

void write_reconcile_text(const ReconcileReport& report, const TextStyle& style, std::string& out);
void write_reconcile_json(const ReconcileReport& report, std::string& out);  // modtrail.reconciliation/1
// "different: 2 differences; 64 modules: 12 accounted for, ...", without a line feed.
std::string reconcile_headline(const ReconcileReport& report);

}  // namespace modtrail
