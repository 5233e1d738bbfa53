#include "cli/commands.h"
#include "cli/terminal.h"
#include "modtrail/controls/assess.h"

namespace modtrail {

int run_profiles(const Program&, const Arguments&) {
  std::string text;
  for (const ProfileInfo& profile : profiles()) {
    text += profile.name + "\n  " + profile.title + "\n";
    for (const ProfileInfo::Control& control : profile.controls) {
      text += "    " + control.id + "  " + control.title + "\n";
    }
  }
  const Result<> written = write_standard_output(text);
  return written ? kPass : complain(written.error());
}

}  // namespace modtrail
