#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace modtrail {

// Of the names in a directory those of an audit log and its rotated parts, oldest first: auditd's audit.log.4 to
// audit.log.1 and audit.log, logrotate's dated ones (audit.log-20231114, with more digits for hours and seconds), each
// perhaps packed (.gz, .zst, .xz).  Dated ones are taken to be older than numbered ones, which one host hardly has both
// of. Where a part stands there twice, packed and not, both are named.  Another name is no log of auditd's.
std::vector<std::string> oldest_first(const std::vector<std::string>& names);

// "audit.log.2.gz" was made of "audit.log.2"; the name itself where it is no packed file's.
std::string_view without_packing(std::string_view name);

}  // namespace modtrail
