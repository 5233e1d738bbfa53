#include "modtrail/modules/reconcile.h"

namespace modtrail {

std::string_view name(Standing standing) {
  switch (standing) {
    case Standing::Accounted:
      return "accounted";
    case Standing::Boot:
      return "boot";
    case Standing::Unrecorded:
      return "unrecorded";
    case Standing::Unplaced:
      return "unplaced";
    case Standing::Hidden:
      return "hidden";
  }
  return "";
}

std::string_view name(UnloadStanding standing) {
  switch (standing) {
    case UnloadStanding::Gone:
      return "gone";
    case UnloadStanding::Reloaded:
      return "reloaded";
    case UnloadStanding::Contradicted:
      return "contradicted";
  }
  return "";
}

std::string_view name(Discrepancy discrepancy) {
  switch (discrepancy) {
    case Discrepancy::HiddenFromList:
      return "hidden-from-list";
    case Discrepancy::HiddenFromSys:
      return "hidden-from-sys";
    case Discrepancy::HiddenHolder:
      return "hidden-holder";
    case Discrepancy::HiddenTypes:
      return "hidden-types";
    case Discrepancy::HiddenMemory:
      return "hidden-memory";
    case Discrepancy::TaintOrphan:
      return "taint-orphan";
    case Discrepancy::UnrecordedForce:
      return "unrecorded-force";
    case Discrepancy::Unrecorded:
      return "unrecorded";
    case Discrepancy::Contradiction:
      return "contradiction";
    case Discrepancy::Vanished:
      return "vanished";
    case Discrepancy::DepartedUnrecorded:
      return "departed-unrecorded";
    case Discrepancy::NamedAsBuiltIn:
      return "named-as-built-in";
    case Discrepancy::Doctored:
      return "doctored";
  }
  return "";
}

std::string_view name(Certainty certainty) {
  switch (certainty) {
    case Certainty::Indication:
      return "indication";
    case Certainty::Strong:
      return "strong";
    case Certainty::Certain:
      return "certain";
  }
  return "";
}

Certainty certainty_of(Discrepancy discrepancy) {
  switch (discrepancy) {
    case Discrepancy::HiddenMemory:
    case Discrepancy::NamedAsBuiltIn:
      return Certainty::Indication;
    case Discrepancy::HiddenFromList:
    case Discrepancy::HiddenFromSys:
    case Discrepancy::HiddenHolder:
    case Discrepancy::HiddenTypes:
    case Discrepancy::Vanished:
    case Discrepancy::DepartedUnrecorded:
      return Certainty::Strong;
    case Discrepancy::TaintOrphan:
    case Discrepancy::UnrecordedForce:
    case Discrepancy::Unrecorded:
    case Discrepancy::Contradiction:
    case Discrepancy::Doctored:
      return Certainty::Certain;
  }
  return Certainty::Indication;
}

std::string_view name(ReconcileVerdict verdict) {
  switch (verdict) {
    case ReconcileVerdict::Consistent:
      return "consistent";
    case ReconcileVerdict::Different:
      return "different";
    case ReconcileVerdict::Undecided:
      return "undecided";
  }
  return "";
}

}  // namespace modtrail
