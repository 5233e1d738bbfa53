#pragma once

#include <string>
#include <vector>

#include "modtrail/trail/sealed_line.h"

namespace modtrail {

// Puts checkpoints where `verify --anchor-to` says: file:PATH (added to its end and synced), syslog[:SOCKET],
// journald[:SOCKET], command:PROGRAM ARGUMENTS (on its standard input).  Errors: a place of another kind; one that has
// not taken all of them.
Result<> put_anchors(const std::vector<Anchor>& anchors, const std::string& place);

}  // namespace modtrail
