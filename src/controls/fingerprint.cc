#include "modtrail/controls/fingerprint.h"

#include <map>

#include "modtrail/base/sha256.h"
#include "modtrail/base/text.h"

namespace modtrail {

namespace {

constexpr std::size_t kDigits = 16;

std::string identity_of(const Finding& finding) {
  const std::string_view line = trim(finding.source);
  std::string out = finding.id + '\0' + finding.origin.file + '\0';
  out += line.empty() ? std::string_view(finding.message) : line;
  return out;
}

}  // namespace

std::vector<std::string> fingerprints(const std::vector<Finding>& findings) {
  std::vector<std::string> out;
  out.reserve(findings.size());
  std::map<std::string, std::size_t> seen;
  for (const Finding& finding : findings) {
    const std::string hash = sha256_hex(identity_of(finding)).substr(0, kDigits);
    out.push_back(hash + ":" + std::to_string(++seen[hash]));
  }
  return out;
}

}  // namespace modtrail
