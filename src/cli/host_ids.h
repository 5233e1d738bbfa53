#pragma once

#include <string>

namespace modtrail {

// Of the running host, "-" where it keeps none: /proc/sys/kernel/random/boot_id, /etc/machine-id.
std::string boot_id();
std::string machine_id();

}  // namespace modtrail
