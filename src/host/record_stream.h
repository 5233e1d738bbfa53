#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/fd.h"
#include "modtrail/base/result.h"

// Where records can be seen to arrive: beside the daemon, and behind it.
namespace modtrail {

// The kernel's multicast group (AUDIT_NLGRP_READLOG): all that the kernel sends, whether a daemon takes it or not.
class KernelRecords {
 public:
  // Errors: no CAP_AUDIT_READ; no audit in this kernel or network namespace.
  static Result<KernelRecords> open();
  int descriptor() const { return socket_.get(); }
  // The texts of the SYSCALL records that have come since the last call, or of the first of them; never waits.
  std::vector<std::string> take();
  bool overrun() const { return overrun_; }  // more came at once than the socket holds, and some were dropped

 private:
  explicit KernelRecords(Fd socket) : socket_(std::move(socket)) {}
  Fd socket_;
  bool overrun_ = false;
};

// A file that records are appended to; it may be moved away and made anew.
class LogTail {
 public:
  // From its end on; a file that is not there yet is read from its beginning.  Errors: it cannot be read.
  static Result<LogTail> open(const std::string& path);
  const std::string& path() const { return path_; }
  // The whole lines that have come since the last call, or the first of them; never waits.
  std::vector<std::string> take();

 private:
  explicit LogTail(std::string path) : path_(std::move(path)) {}
  void read_on();
  void reopen();

  std::string path_;
  Fd file_;
  std::string rest_;  // of a line whose newline has not come
};

// A SYSCALL record's text holds "a3=NONCE".  (Its pid is that of the host's process namespace, which may not be ours.)
bool is_canary(std::string_view record, std::uint32_t nonce);

}  // namespace modtrail
