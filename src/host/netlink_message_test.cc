#include "host/netlink_message.h"

#include <gtest/gtest.h>
#include <linux/netlink.h>

#include <cerrno>
#include <span>
#include <string>

namespace modtrail {
namespace {

std::vector<std::byte> message(std::uint16_t type, const std::string& payload, std::uint32_t length) {
  nlmsghdr header = {};
  header.nlmsg_len = length;
  header.nlmsg_type = type;
  header.nlmsg_seq = 7;
  const auto head = std::as_bytes(std::span(&header, 1));
  const auto rest = std::as_bytes(std::span(payload));
  std::vector<std::byte> out(head.begin(), head.end());
  out.insert(out.end(), rest.begin(), rest.end());
  return out;
}

std::vector<std::byte> message(std::uint16_t type, const std::string& payload) {
  return message(type, payload, static_cast<std::uint32_t>(sizeof(nlmsghdr) + payload.size()));
}

TEST(Netlink, SeveralMessagesOfADatagramAreEachAligned) {
  std::vector<std::byte> datagram = message(1013, "abc");
  datagram.resize(20);
  const std::vector<std::byte> second = message(NLMSG_DONE, "");
  datagram.insert(datagram.end(), second.begin(), second.end());
  const auto messages = split_datagram(datagram);
  ASSERT_TRUE(messages.has_value()) << messages.error().message;
  ASSERT_EQ(messages->size(), 2U);
  EXPECT_EQ(messages->at(0).payload.size(), 3U);
  EXPECT_EQ(messages->at(0).sequence, 7U);
  EXPECT_EQ(messages->at(1).type, NLMSG_DONE);
}

TEST(Netlink, ARecordMayLeaveItsHeaderOutOfItsLength) {
  const std::string text = "audit(1.000:1): arch=c000003e";
  const auto messages = split_datagram(message(1300, text, static_cast<std::uint32_t>(text.size())));
  ASSERT_TRUE(messages.has_value()) << messages.error().message;
  ASSERT_EQ(messages->size(), 1U);
  EXPECT_EQ(messages->front().payload.size(), text.size());
}

TEST(Netlink, LengthsThatLieAreRefused) {
  EXPECT_FALSE(split_datagram(message(1013, "abc", 15)).has_value());
  EXPECT_FALSE(split_datagram(message(1013, "abc", 4096)).has_value());
  EXPECT_FALSE(split_datagram(std::vector<std::byte>(7)).has_value());
  EXPECT_EQ(split_datagram({}).value().size(), 0U);
}

std::vector<std::byte> error_message(std::int32_t error) {
  return message(NLMSG_ERROR, std::string(reinterpret_cast<const char*>(&error), sizeof error));
}

TEST(Netlink, AnErrorHoldsAnErrno) {
  const auto read = [](const std::vector<std::byte>& datagram) {
    return error_of(split_datagram(datagram).value().front());
  };
  EXPECT_EQ(read(error_message(0)).value(), 0);
  EXPECT_EQ(read(error_message(-EPERM)).value(), EPERM);
  EXPECT_FALSE(read(error_message(5)).has_value());
  EXPECT_FALSE(read(error_message(-100000)).has_value());
  EXPECT_FALSE(read(message(NLMSG_ERROR, "ab")).has_value());
}

}  // namespace
}  // namespace modtrail
