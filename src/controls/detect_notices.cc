#include "controls/finding.h"

namespace modtrail {

// What the reader of the input had to say: the documents' own faults.
std::vector<Finding> detect_notices(const Inquiry& inquiry) {
  std::vector<Finding> out;
  for (const Diagnostic& notice : inquiry.in.input.notices) {
    Finding found = finding(notice.id, notice.message);
    found.level = notice.level;
    found.origin = notice.origin;
    found.width = notice.width;
    found.source = notice.source;
    found.hint = notice.hint;
    out.push_back(std::move(found));
  }
  return out;
}

}  // namespace modtrail
