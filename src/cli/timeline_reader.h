#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "modtrail/base/result.h"
#include "modtrail/report/timeline.h"
#include "modtrail/trail/host_names.h"

namespace modtrail {

// Logs, directories of logs and sealed trails, read as `search` reads them; `now` in milliseconds since 1970.
// Errors: one of them cannot be read.
Result<Timeline> read_timeline(const std::vector<std::string>& operands, const HostNames& names, std::uint64_t now);

}  // namespace modtrail
