#pragma once

#include <memory>
#include <string>
#include <vector>

#include "modtrail/controls/fix.h"

// The plan of `fix` in the words of the tools that carry files to machines.
namespace modtrail {

enum class Carrier : std::uint8_t { MachineConfig, Butane, Ansible };

struct CarrierOptions {
  Carrier carrier = Carrier::MachineConfig;
  std::vector<std::string> roles;  // of the cluster; for each its own document
  std::string butane;              // its version
  std::string scan;                // one MachineConfig for each check of this scan, as "rhcos4-e8"; "": one a role
};

// What is asked of the plan, so that its rules fit the carrier's files.
void ask_for_carrier(const CarrierOptions& options, FixRequest& request);

// A file of rules alone as it would lie in a machine's rules.d, which is where carriers put files.
struct LaidOut {
  std::unique_ptr<MemoryTree> tree;
  RuleInput input;
};
Result<LaidOut> lay_out(const RuleInput& file);

// Errors: a file that the carrier cannot hold.
Result<std::string> print_for_carrier(const FixPlan& plan, const RuleInput& input, const World& world,
                                      const CarrierOptions& options);

// What it costs to carry the document out, for standard error.
std::vector<std::string> carrier_notes(const CarrierOptions& options);

}  // namespace modtrail
