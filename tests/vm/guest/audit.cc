// All records of a ruleset's attempts are collected at once: kauditd sends what it queued in order, so a message of
// our own, sent after the rules are gone (no exclude or user rule can drop it then), comes after them all. Only a
// locked ruleset, whose rules cannot be removed, may eat the marker; a time-out ends the wait then.

#include "audit.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/netlink.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <string_view>
#include <utility>

namespace guest {
namespace {

constexpr int kPatience_ms = 5000;  // an idle guest under emulation answers within a few
constexpr int kLockedPatience_ms = 300;
constexpr int kReceiveBuffer = 64 << 20;

template <typename T>
std::string bytes(const T& value) {
  return std::string(reinterpret_cast<const char*>(&value), sizeof value);
}

int audit_socket(uint32_t groups) {
  const int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_AUDIT);
  if (fd < 0) return -1;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &kReceiveBuffer, sizeof kReceiveBuffer);
  const timeval patience = {5, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  sockaddr_nl address = {};
  address.nl_family = AF_NETLINK;
  address.nl_groups = groups;
  return bind(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 ? fd : -1;
}

// The value of " name=value" in a record's text.
std::string_view field(std::string_view text, std::string_view name) {
  const size_t at = text.find(std::string(" ").append(name).append("="));
  if (at == std::string_view::npos) return {};
  const size_t begin = at + name.size() + 2;
  return text.substr(begin, text.find_first_of(" \n", begin) - begin);
}

int64_t number(std::string_view text, int base) {
  return strtoll(std::string(text).c_str(), nullptr, base);
}

// A key is quoted, or hexadecimal if it holds a quote, a blank or a byte that cannot be printed, or (null).
std::string decoded_key(std::string_view key) {
  if (key.empty() || key == "(null)") return {};
  if (key.front() == '"') return std::string(key.substr(1, key.size() - 2));
  std::string out;
  for (size_t i = 0; i + 1 < key.size(); i += 2) out += static_cast<char>(number(key.substr(i, 2), 16));
  return out;
}

Recorded parsed(std::string_view text) {
  return Recorded{static_cast<int>(number(field(text, "pid"), 10)),
                  static_cast<uint32_t>(number(field(text, "arch"), 16)),
                  static_cast<uint32_t>(number(field(text, "syscall"), 10)), number(field(text, "exit"), 10),
                  decoded_key(field(text, "key"))};
}

}  // namespace

Audit::Audit() : control_(audit_socket(0)), listener_(audit_socket(1U << (AUDIT_NLGRP_READLOG - 1))) {}

// Sends and waits for the acknowledgement; what else comes on the control socket is not ours.
int Audit::request(uint16_t type, const std::string& payload) {
  nlmsghdr header = {};
  header.nlmsg_len = static_cast<uint32_t>(NLMSG_SPACE(payload.size()));
  header.nlmsg_type = type;
  header.nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK;
  header.nlmsg_seq = ++sequence_;
  std::string message = bytes(header) + payload;
  message.resize(header.nlmsg_len);
  sockaddr_nl kernel = {};
  kernel.nl_family = AF_NETLINK;
  if (sendto(control_, message.data(), message.size(), 0, reinterpret_cast<sockaddr*>(&kernel), sizeof kernel) < 0)
    return -errno;
  alignas(nlmsghdr) char buffer[16384];
  while (recv(control_, buffer, sizeof buffer, 0) > 0) {
    const auto* reply = reinterpret_cast<const nlmsghdr*>(buffer);
    if (reply->nlmsg_seq == sequence_ && reply->nlmsg_type == NLMSG_ERROR)
      return static_cast<const nlmsgerr*>(NLMSG_DATA(reply))->error;
  }
  return -errno;
}

bool Audit::locked() {
  audit_status status = {};
  status.mask = AUDIT_STATUS_RATE_LIMIT;
  return available() && request(AUDIT_SET, bytes(status)) == -EPERM;
}

bool Audit::reset() {
  audit_status status = {};
  status.mask = AUDIT_STATUS_ENABLED | AUDIT_STATUS_FAILURE | AUDIT_STATUS_RATE_LIMIT | AUDIT_STATUS_BACKLOG_LIMIT |
                AUDIT_STATUS_BACKLOG_WAIT_TIME;
  status.enabled = 1;
  status.backlog_wait_time = 15000;
  if (request(AUDIT_SET, bytes(status)) == -EPERM) return false;
  audit_features features = {};
  features.vers = AUDIT_FEATURE_VERSION;
  features.mask = AUDIT_FEATURE_TO_MASK(AUDIT_FEATURE_ONLY_UNSET_LOGINUID) |
                  AUDIT_FEATURE_TO_MASK(AUDIT_FEATURE_LOGINUID_IMMUTABLE);
  request(AUDIT_SET_FEATURE, bytes(features));
  for (const std::string& rule : rules()) delete_rule(rule);
  return true;
}

int Audit::add_rule(const std::string& wire) {
  return request(AUDIT_ADD_RULE, wire);
}

int Audit::delete_rule(const std::string& wire) {
  return request(AUDIT_DEL_RULE, wire);
}

std::vector<std::string> Audit::rules() {
  std::vector<std::string> out;
  const int fd = audit_socket(0);
  nlmsghdr header = {};
  header.nlmsg_len = NLMSG_HDRLEN;
  header.nlmsg_type = AUDIT_LIST_RULES;
  header.nlmsg_flags = NLM_F_REQUEST;
  alignas(nlmsghdr) char buffer[16384];
  if (send(fd, &header, sizeof header, 0) > 0)
    for (;;) {
      const ssize_t size = recv(fd, buffer, sizeof buffer, 0);
      const auto* reply = reinterpret_cast<const nlmsghdr*>(buffer);
      if (size <= 0 || reply->nlmsg_type == NLMSG_DONE || reply->nlmsg_type == NLMSG_ERROR) break;
      if (reply->nlmsg_type != AUDIT_LIST_RULES) continue;
      const auto* rule = static_cast<const audit_rule_data*>(NLMSG_DATA(reply));
      out.emplace_back(reinterpret_cast<const char*>(rule), sizeof *rule + rule->buflen);
    }
  close(fd);
  return out;
}

uint32_t Audit::daemon() {
  const int fd = audit_socket(0);
  nlmsghdr header = {};
  header.nlmsg_len = NLMSG_HDRLEN;
  header.nlmsg_type = AUDIT_GET;
  header.nlmsg_flags = NLM_F_REQUEST;
  alignas(nlmsghdr) char buffer[4096] = {};
  const bool answered = send(fd, &header, sizeof header, 0) > 0 && recv(fd, buffer, sizeof buffer, 0) > 0;
  close(fd);
  const auto* reply = reinterpret_cast<const nlmsghdr*>(buffer);
  if (!answered || reply->nlmsg_type != AUDIT_GET) return 0;
  return static_cast<const audit_status*>(NLMSG_DATA(reply))->pid;
}

// One record, if one comes in time. A record is "audit(TIME:SERIAL): name=value ...".
bool Audit::receive(int timeout_ms) {
  pollfd ready = {listener_, POLLIN, 0};
  if (poll(&ready, 1, timeout_ms) <= 0) return false;
  alignas(nlmsghdr) char buffer[20000];
  const ssize_t size = recv(listener_, buffer, sizeof buffer, 0);
  if (size <= static_cast<ssize_t>(NLMSG_HDRLEN)) return true;
  const auto* header = reinterpret_cast<const nlmsghdr*>(buffer);
  const std::string_view text(buffer + NLMSG_HDRLEN, static_cast<size_t>(size) - NLMSG_HDRLEN);
  if (header->nlmsg_type == AUDIT_SYSCALL) records_.push_back(parsed(text));
  if (header->nlmsg_type == AUDIT_USER_AVC && text.find(expected_marker_) != std::string_view::npos)
    marker_seen_ = true;
  return true;
}

Settle Audit::settle() {
  if (!available()) return Settle::Done;
  expected_marker_ = "marker-" + std::to_string(++markers_) + "-";
  marker_seen_ = false;
  const bool removable = reset();
  request(AUDIT_USER_AVC, expected_marker_ + '\0');
  while (!marker_seen_)
    if (!receive(removable ? kPatience_ms : kLockedPatience_ms)) return removable ? Settle::TimedOut : Settle::Done;
  return Settle::Done;
}

std::vector<Recorded> Audit::take_records() {
  while (available() && receive(0)) {
  }
  return std::exchange(records_, {});
}

}  // namespace guest
