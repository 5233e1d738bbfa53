#include "host/netlink_message.h"

#include <linux/netlink.h>

#include <cstring>
#include <string>

namespace modtrail {
namespace {

constexpr std::uint16_t kFirstRecord = 1100;  // AUDIT_FIRST_USER_MSG
constexpr int kMostErrno = 4095;

std::size_t aligned(std::size_t length) {
  return (length + NLMSG_ALIGNTO - 1) & ~std::size_t{NLMSG_ALIGNTO - 1};
}

}  // namespace

Result<std::vector<NetlinkMessage>> split_datagram(std::span<const std::byte> datagram) {
  std::vector<NetlinkMessage> out;
  while (!datagram.empty()) {
    nlmsghdr header;
    if (datagram.size() < sizeof header) return fail("a netlink message ends within its header");
    std::memcpy(&header, datagram.data(), sizeof header);
    NetlinkMessage message{header.nlmsg_type, header.nlmsg_flags, header.nlmsg_seq, datagram.subspan(sizeof header)};
    if (message.type >= kFirstRecord) {
      out.push_back(message);
      return out;
    }
    if (header.nlmsg_len < sizeof header || header.nlmsg_len > datagram.size()) {
      return fail("a netlink message says it is " + std::to_string(header.nlmsg_len) + " bytes long; " +
                  std::to_string(datagram.size()) + " are there");
    }
    message.payload = message.payload.first(header.nlmsg_len - sizeof header);
    out.push_back(message);
    datagram = datagram.subspan(std::min(aligned(header.nlmsg_len), datagram.size()));
  }
  return out;
}

Result<int> error_of(const NetlinkMessage& message) {
  std::int32_t error = 0;
  if (message.payload.size() < sizeof error) return fail("a netlink error ends within its number");
  std::memcpy(&error, message.payload.data(), sizeof error);
  if (error > 0 || error < -kMostErrno) return fail("a netlink error says " + std::to_string(error));
  return -error;
}

}  // namespace modtrail
