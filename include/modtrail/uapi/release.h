#pragma once

#include <optional>
#include <string_view>

#include "modtrail/uapi/machine.h"

namespace modtrail {

// What a release of a distribution ships, as far as verdicts can rest on it.
struct Release {
  std::string_view id;       // os-release's ID
  std::string_view version;  // os-release's VERSION_ID up to where it tells releases apart: "12", "9", "22.04"
  Version kernel;
  Version auditctl;
  Version kmod;
  Awk awk = Awk::Gawk;
  Compression module_compression = Compression::None;
};

// Kin of RHEL (centos, rocky, almalinux, rhcos ...) are found under "rhel".
std::optional<Release> find_release(std::string_view id, std::string_view version);
// By the short name that --assume takes: "rhel9", "debian12", "ubuntu22.04".
std::optional<Release> find_release(std::string_view short_name);

}  // namespace modtrail
