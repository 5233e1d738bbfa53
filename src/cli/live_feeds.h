#pragma once

#include <memory>

#include "cli/watch_feed.h"
#include "host/record_stream.h"

namespace modtrail {

// The kernel's multicast group; of a socket that systemd passes (LISTEN_FDS, sd_listen_fds(3)), or one of our own.
Result<std::unique_ptr<WatchFeed>> open_netlink_feed();
std::unique_ptr<WatchFeed> netlink_feed(KernelRecords records);

// Standard input, as auditd fills it for a plugin (auditd-plugins(5), format = string).
Result<std::unique_ptr<WatchFeed>> open_plugin_feed();

}  // namespace modtrail
