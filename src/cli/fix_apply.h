#pragma once

#include "cli/scene.h"
#include "modtrail/base/result.h"
#include "modtrail/controls/fix.h"
#include "modtrail/controls/load_plan.h"

// A plan carried out on the running host, or on the files below --root.
namespace modtrail {

enum class Changes : std::uint8_t { Refuse, Allow };  // to lines that stand there: guilty ones are commented out

// Into the files; says what it did on standard error.  Errors: the plan changes lines and may not; the files are not as
// the plan found them, or cannot be written.
Result<> install_plan(const FixPlan& plan, const Scene& scene, Changes changes);

// Takes the last installation below `root` ("" for the running host) back, and says of which files.
Result<> undo_plan(const std::string& root);

// Into the running kernel: rules are added, the first of them before all others where a rule is in the way, and only
// then what is in the way of them all is taken out, so that no record is lost meanwhile.  Says what it did.  Errors:
// the rules are locked, or the kernel refuses.
Result<> carry_out(const LoadPlan& plan, const Scene& scene);

}  // namespace modtrail
