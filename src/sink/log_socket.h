#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/fd.h"
#include "modtrail/base/result.h"

namespace modtrail {

// Datagrams to a socket in the file system, which may be made anew between two of them.
class LogSocket {
 public:
  // Errors: the path is too long for a socket's.
  static Result<LogSocket> open(const std::string& path);

  enum class Sent : std::uint8_t { Yes, NoRoom };  // NoRoom: not now
  // Never waits.  Errors: nobody listens there, or it is too large for a datagram.
  Result<Sent> send(std::string_view datagram) const;
  // The same; what is too large goes as a sealed file that is passed, as systemd's journal takes it.
  Result<Sent> send_or_pass(std::string_view datagram) const;
  const std::string& path() const { return path_; }

 private:
  LogSocket(std::string path, Fd socket) : path_(std::move(path)), socket_(std::move(socket)) {}
  Result<Sent> pass(std::string_view content) const;
  ssize_t send_bytes(std::string_view datagram) const;
  Result<Sent> result_of(ssize_t sent) const;

  std::string path_;
  Fd socket_;
};

}  // namespace modtrail
