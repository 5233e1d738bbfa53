#include <algorithm>
#include <cstdlib>
#include <string>

#include "controls/scanner/content.h"
#include "modtrail/controls/scanner.h"

// A rules file of any bytes: the scanner's aggregate passes where its three rules do, the line blamed is one of the
// file's, and nothing but a listing or a costly search goes without a prediction.
namespace modtrail {
namespace {

constexpr std::size_t kLongest = 4096;  // longer lines only take longer

std::vector<ScannerChecks> all_rules(std::string_view product) {
  std::vector<ScannerChecks> out;
  for (const std::string_view rule : scanner::rules_of(product, ContentVersion::V0_1_83)) {
    out.push_back({std::string(product), {std::string(rule)}});
  }
  const std::string call = "audit_rules_kernel_module_loading_";
  out.push_back({std::string(product), {call + "init", call + "delete", call + "finit"}});
  out.push_back({std::string(product), {"audit_rules_kernel_module_loading"}});
  return out;
}

void check(std::string_view bytes) {
  MemoryTree tree;
  tree.add_file("/usr/lib/systemd/system/auditd.service", "ExecStartPost=-/sbin/augenrules --load\n");
  tree.add_file("/etc/audit/rules.d/a.rules", std::string(bytes));
  const auto lines = static_cast<std::uint32_t>(std::count(bytes.begin(), bytes.end(), '\n') + 1);
  const RuleInput input{InputKind::Root, "/image", &tree, ""};
  for (const std::string_view product : {"rhcos4", "rhel9"}) {
    const auto predictions = predict_scanner(input, Machine(), all_rules(product));
    const auto& three = predictions[predictions.size() - 2];
    const auto& aggregate = predictions.back();
    if (!three || !aggregate) continue;
    const bool all = three->verdict == ScannerVerdict::Pass;
    if (all != (aggregate->verdict == ScannerVerdict::Pass)) std::abort();
    for (const auto& prediction : predictions) {
      if (prediction && prediction->because && prediction->because->line > lines) std::abort();
    }
  }
}

}  // namespace
}  // namespace modtrail

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  modtrail::check({reinterpret_cast<const char*>(data), std::min(size, modtrail::kLongest)});
  return 0;
}
