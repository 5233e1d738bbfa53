#pragma once

#include <string>
#include <vector>

#include "modtrail/controls/assessment.h"
#include "modtrail/controls/profile.h"
#include "modtrail/filter/pipeline.h"
#include "modtrail/filter/watch.h"

// Controls judged by what the kernel would do, not by what the files look like.
namespace modtrail {

struct ToolEvidence {
  std::string tool;
  Scope scope = Scope::Everyone;
  ToolRow found;
};
struct SettingEvidence {
  SettingDemand setting = SettingDemand::Locked;
  CheckVerdict verdict = CheckVerdict::Undecided;
  std::string reason;
};

// What controls are judged by.
struct ControlEvidence {
  Arch arch = Arch::X86_64;
  std::vector<Row> everyone;  // the rows of coverage, and those of calls that are gone where a control asks for them
  std::vector<Row> logins;
  std::vector<ToolEvidence> tools;
  std::vector<SettingEvidence> settings;
  std::string pool;  // of the nodes judged; "" where they are no pool's
};

// The evidence these controls need.  `coverage`: rows of `scope` that are known already; none: they are found here.
struct Inquest {
  const RuleInput& input;
  const Reading& reading;
  const World& world;
};
ControlEvidence gather(const std::vector<const Control*>& controls, const Inquest& inquest,
                       const std::vector<Row>& coverage, Scope scope);

// Every requirement holds: pass.  One does not: fail.  One cannot be decided: undecided.  The machine has none of what
// it speaks of: not applicable.  A pass is blind to the first attempt of anyone that leaves no record.
ControlResult judge_control(const Profile& profile, const Control& control, const ControlEvidence& evidence);

// The results of these controls, each with the assumed facts that would make its verdict another: "..., assuming lsm
// unknown".
std::vector<ControlResult> with_assumptions(std::vector<ControlResult> results,
                                            const std::vector<const Control*>& controls, const Inquest& inquest,
                                            const std::string& pool);

}  // namespace modtrail
