#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/origin.h"
#include "modtrail/rules/input.h"
#include "modtrail/uapi/machine.h"

// What oscap would say of the same files with ComplianceAsCode's content.  It looks at text only: no rule is parsed, no
// order heeded, no kernel asked.  Nothing of the core rests on it.
namespace modtrail {

enum class ScannerVerdict : std::uint8_t { Pass, Fail, NotApplicable, Error };
std::string_view name(ScannerVerdict verdict);  // "pass", "fail", "notapplicable", "error"

enum class ContentVersion : std::uint8_t {
  V0_1_65,  // Debian 12's
  V0_1_83,
};
std::string_view name(ContentVersion version);  // "0.1.83"

// The rules of ComplianceAsCode that stand for a control, as ids without their XCCDF prefix, and the product whose
// content has them.
struct ScannerChecks {
  std::string product;             // "rhel9"
  std::vector<std::string> rules;  // "audit_rules_kernel_module_loading_init"
};

struct ScannerPrediction {
  ContentVersion content = ContentVersion::V0_1_83;
  ScannerVerdict verdict = ScannerVerdict::Fail;
  std::optional<Origin> because;  // the line that made it so, where there is one
  bool verified = false;          // held against real content with the same patterns
};

// One answer for each of `checks`: the worst of its rules (error, fail, pass, notapplicable).  Nothing where the
// content has no such rule for the product, or the input is no files (a listing), or too large to be walked.
//
// A root is taken as oscap takes it: "" and "/" is the machine it runs on, any other is OSCAP_PROBE_ROOT.  A directory
// stands for /etc/audit/rules.d with augenrules as the loader, a file for the one file in it.
std::vector<std::optional<ScannerPrediction>> predict_scanner(const RuleInput& input, const Machine& machine,
                                                              const std::vector<ScannerChecks>& checks,
                                                              ContentVersion content = ContentVersion::V0_1_83);

}  // namespace modtrail
