#pragma once

#include "cli/watch_options.h"
#include "modtrail/base/result.h"

namespace modtrail {

// Once everything is open: gives up what capabilities the watch can do without, and closes it in to the directories it
// writes in and those it reads.  On its own host it may read every file its user may: what is loaded is looked into
// wherever it lies.  Errors: the kernel takes no filter of system calls.
Result<> enclose_watch(const WatchOptions& options);

}  // namespace modtrail
