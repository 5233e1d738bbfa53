#pragma once

#include <optional>
#include <string>

namespace modtrail {

// The last word of the first line that a program of this machine prints when asked for its version ("auditctl version
// 3.0.9").  It is run without any capability or environment, and has two seconds.  Nothing: there is no such program,
// someone other than root could have written it, or it says nothing of the kind.
std::optional<std::string> tool_version(const std::string& program, const std::string& question);

}  // namespace modtrail
