#include "cli/commands.h"
#include "cli/terminal.h"
#include "modtrail/base/text.h"
#include "modtrail/controls/profile.h"

namespace modtrail {

int run_profiles(const Program&, const Arguments&) {
  const Result<std::vector<Profile>> all = profiles();
  if (!all) return complain(all.error());
  std::string text;
  for (const Profile& profile : *all) {
    text += profile.name + "\n  " + printable(profile.title) + "\n  " + printable(profile.source) + "\n";
    for (const Control& control : profile.controls)
      text += "    " + control.id + "  " + printable(control.title) + "\n";
  }
  const Result<> written = write_standard_output(text);
  return written ? kPass : complain(written.error());
}

}  // namespace modtrail
