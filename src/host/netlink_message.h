#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "modtrail/base/result.h"

// Netlink datagrams taken apart (uapi/linux/netlink.h).
namespace modtrail {

struct NetlinkMessage {
  std::uint16_t type = 0;
  std::uint16_t flags = 0;
  std::uint32_t sequence = 0;
  std::span<const std::byte> payload;  // within the datagram
};

// Errors: a message shorter than its header, or longer than what is left of the datagram.
//
// An audit record (types from 1100 on) is alone in its datagram, and its length may leave the header out
// (kernel/audit.c audit_log_end): its payload is what follows the header, whatever it says.
Result<std::vector<NetlinkMessage>> split_datagram(std::span<const std::byte> datagram);

// The errno of an NLMSG_ERROR, 0 for an acknowledgement.  Errors: too short, or no errno.
Result<int> error_of(const NetlinkMessage& message);

}  // namespace modtrail
