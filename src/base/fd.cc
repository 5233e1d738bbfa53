#include "base/fd.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "modtrail/base/text.h"

namespace modtrail {
namespace {

constexpr std::size_t kBlock = std::size_t{64} << 10;

// The size a file says it has; /proc's say 0.
std::size_t told_size(int fd) {
  struct stat info = {};
  if (::fstat(fd, &info) != 0 || info.st_size <= 0) return 0;
  return static_cast<std::size_t>(info.st_size);
}

tl::unexpected<Error> too_large(const std::string& name, std::size_t limit) {
  return fail("cannot read " + name + ": larger than " + std::to_string(limit) + " bytes");
}

}  // namespace

Result<Fd> open_regular(const std::string& path) {
  // Without waiting: a FIFO opens at once, and is refused.
  Fd fd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  if (!fd) return errno_error("cannot read " + path);
  struct stat info = {};
  if (::fstat(fd.get(), &info) != 0) return errno_error("cannot read " + path);
  if (!S_ISREG(info.st_mode)) return fail("cannot read " + path + ": not a regular file");
  return fd;
}

Result<Fd> duplicate_standard_input() {
  Fd fd(::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0));
  if (!fd) return errno_error("cannot read standard input");
  return fd;
}

tl::unexpected<Error> errno_error(const std::string& what) {
  const int error = errno;
  const ErrorKind kind = error == ENOENT ? ErrorKind::Missing : ErrorKind::Other;
  return fail(what + ": " + lower(std::strerror(error)), kind);
}

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

Result<std::string> read_descriptor(int fd, const std::string& name, std::size_t limit) {
  std::string content;
  std::size_t room = std::min(told_size(fd) + 1, limit + 1);
  std::size_t filled = 0;
  for (;;) {
    content.resize(std::max(room, filled));
    const ssize_t got = ::read(fd, content.data() + filled, content.size() - filled);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno_error("cannot read " + name);
    if (got == 0) break;
    filled += static_cast<std::size_t>(got);
    if (filled > limit) return too_large(name, limit);
    if (filled == content.size()) room = std::min(filled + std::max(filled, kBlock), limit + 1);
  }
  content.resize(filled);
  return content;
}

Result<> read_descriptor(int fd, const std::string& name, std::size_t limit, const PieceSink& sink) {
  std::string piece(kBlock, '\0');
  for (std::size_t total = 0;;) {
    const ssize_t got = ::read(fd, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno_error("cannot read " + name);
    if (got == 0) return {};
    total += static_cast<std::size_t>(got);
    if (total > limit) return too_large(name, limit);
    sink(std::string_view(piece).substr(0, static_cast<std::size_t>(got)));
  }
}

}  // namespace modtrail
