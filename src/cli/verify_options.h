#pragma once

#include <string>
#include <string_view>

#include "cli/args.h"
#include "modtrail/trail/verify.h"

// What `verify` and `status` share: the keys and anchors named, and a trail in one line.
namespace modtrail {

inline constexpr std::string_view kTrailPlace = "/var/lib/modtrail/trail";

// Of --key and --anchor.  Errors: files that cannot be read, or with lines that are none.
Result<VerifyOptions> read_verify_options(const Arguments& arguments);

std::string_view name(TrailVerdict verdict);
std::string trail_headline(const TrailReport& report);  // "intact: 16 lines under 3 checkpoints of 1 chain"

}  // namespace modtrail
