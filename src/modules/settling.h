#pragma once

#include "modtrail/modules/reconcile.h"

namespace modtrail {

ReconcileVerdict verdict_of(const Reconciliation& reconciliation);

// For a module of which nothing is told after all, since it came or went: Unrecorded becomes Unplaced.
void leave_unjudged(JudgedModule& module);

}  // namespace modtrail
