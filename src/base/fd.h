#pragma once

#include <unistd.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "modtrail/base/file_tree.h"
#include "modtrail/base/result.h"

namespace modtrail {

// Owns a file descriptor.
class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  Fd(const Fd&) = delete;
  Fd& operator=(const Fd&) = delete;
  ~Fd() {
    if (fd_ >= 0) ::close(fd_);
  }

  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

// For reading.  Never waits on a FIFO: whatever is not a regular file is an error.
Result<Fd> open_regular(const std::string& path);

// Standard input, which its holder may close.
Result<Fd> duplicate_standard_input();

// "WHAT: permission denied", of errno as it stands.
tl::unexpected<Error> errno_error(const std::string& what);

// All of it, however often the kernel takes a part; where not, errno tells why.
bool write_all(int fd, std::string_view bytes);

// Everything from here to the end; an error past `limit` bytes.
Result<std::string> read_descriptor(int fd, const std::string& name, std::size_t limit);
// The same in pieces, each when it is read.
Result<> read_descriptor(int fd, const std::string& name, std::size_t limit, const PieceSink& sink);

}  // namespace modtrail
