#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fd.h"
#include "modtrail/base/result.h"

namespace modtrail {

// As the kernel sends it: the number of its type, and "audit(1700000000.123:45): arch=..." (kernel/audit.c).
struct KernelRecord {
  int type = 0;
  std::string text;
};

// The kernel's multicast group (AUDIT_NLGRP_READLOG): all that the kernel sends, whether a daemon takes it or not.
class KernelRecords {
 public:
  enum class Which : std::uint8_t { Calls, All };  // Calls: SYSCALL records alone
  // Errors: no CAP_AUDIT_READ; no audit in this kernel or network namespace.
  static Result<KernelRecords> open(Which which);
  // Of a socket that another program opened and bound, and that is to be ours.  Errors: it is no audit socket.
  static Result<KernelRecords> adopt(int descriptor);
  // Of a socket that does not block and takes the kernel's messages, or in a test the like of them.
  explicit KernelRecords(Fd socket) : socket_(std::move(socket)) {}

  int descriptor() const { return socket_.get(); }
  // What has come since the last call, or the first of it; never waits.
  std::vector<KernelRecord> take();
  bool overrun() const { return overrun_; }  // more came at once than the socket holds, and some were dropped
  // How many messages that were, in all (SO_MEMINFO, since Linux 4.12); nothing where the kernel does not tell.
  std::optional<std::uint32_t> drops() const;
  // Messages that came and could not be read: longer than any that a kernel sends, or none (netlink(7)).
  std::uint64_t torn() const { return torn_; }

 private:
  Fd socket_;
  bool overrun_ = false;
  std::uint64_t torn_ = 0;
};

// The record as a line of auditd's log: "type=SYSCALL msg=audit(...): ...".
std::string log_line(const KernelRecord& record);

// A SYSCALL record's text holds "a3=NONCE".  (Its pid is that of the host's process namespace, which may not be ours.)
bool is_canary(std::string_view record, std::uint32_t nonce);

}  // namespace modtrail
