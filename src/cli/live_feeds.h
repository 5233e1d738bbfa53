#pragma once

#include <memory>

#include "cli/watch_feed.h"

namespace modtrail {

// The kernel's multicast group; of a socket that systemd passes (LISTEN_FDS, sd_listen_fds(3)), or one of our own.
Result<std::unique_ptr<WatchFeed>> open_netlink_feed();

// Standard input, as auditd fills it for a plugin (auditd-plugins(5), format = string).
Result<std::unique_ptr<WatchFeed>> open_plugin_feed();

}  // namespace modtrail
