#include "cli/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

namespace modtrail {

namespace {

constexpr unsigned kMostLooked = 999;  // files that somebody else moved away may have higher numbers than ours

bool is_at(int file, const std::string& path) {
  struct stat here = {};
  struct stat there = {};
  return ::fstat(file, &here) == 0 && ::lstat(path.c_str(), &there) == 0 && here.st_dev == there.st_dev &&
         here.st_ino == there.st_ino;
}

Result<> write_at_end(int file, std::string_view text, const std::string& path) {
  if (!write_all(file, text) || ::fdatasync(file) != 0) return errno_error("cannot write " + path);
  return {};
}

Result<> cut(const std::string& path, std::uint64_t size) {
  const Fd file(::open(path.c_str(), O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY));
  if (!file || ::ftruncate(file.get(), static_cast<off_t>(size)) != 0) return errno_error("cannot write " + path);
  return {};
}

}  // namespace

std::string OutputFile::moved(unsigned number) const {
  return number == 0 ? path_ : path_ + "." + std::to_string(number);
}

Result<OutputFile> OutputFile::open(const std::string& path, Rotation rotation,
                                    const std::optional<OutputPlace>& stopped) {
  OutputFile output(path, rotation);
  if (stopped) TRY(output.go_back_to(*stopped));
  TRY(output.open_file());
  return output;
}

// The number of the file that it is of.
std::optional<unsigned> OutputFile::find(const OutputPlace& stopped) const {
  for (unsigned number = 0; number <= kMostLooked; ++number) {
    struct stat info = {};
    if (::lstat(moved(number).c_str(), &info) != 0) {
      if (number > 0) break;
      continue;  // moved away and not made anew yet
    }
    const bool same = S_ISREG(info.st_mode) && info.st_dev == stopped.device && info.st_ino == stopped.inode;
    if (same) return static_cast<std::uint64_t>(info.st_size) >= stopped.size ? std::optional(number) : std::nullopt;
  }
  return std::nullopt;
}

Result<> OutputFile::go_back_to(const OutputPlace& stopped) {
  const std::optional<unsigned> number = find(stopped);
  if (!number) return {};
  TRY(cut(moved(*number), stopped.size));
  for (unsigned newer = 0; newer < *number; ++newer) {
    const Result<> emptied = cut(moved(newer), 0);
    if (!emptied && emptied.error().kind != ErrorKind::Missing) return emptied;
  }
  return {};
}

Result<> OutputFile::open_file() {
  const int flags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
  file_ = Fd(::open(path_.c_str(), flags, 0640));
  if (!file_) return errno_error("cannot write " + path_);
  struct stat info = {};
  if (::fstat(file_.get(), &info) != 0) return errno_error("cannot write " + path_);
  if (!S_ISREG(info.st_mode)) return fail("cannot write " + path_ + ": not a regular file");
  size_ = static_cast<std::uint64_t>(info.st_size);
  return {};
}

// The oldest is overwritten.
Result<> OutputFile::rotate() {
  for (unsigned number = rotation_.keep; number > 0; --number) {
    const bool done = std::rename(moved(number - 1).c_str(), moved(number).c_str()) == 0;
    if (!done && errno != ENOENT) return errno_error("cannot move " + moved(number - 1) + " away");
  }
  return open_file();
}

Result<> OutputFile::append(std::string_view lines) {
  if (!is_at(file_.get(), path_)) TRY(open_file());
  if (rotation_.most > 0 && size_ > 0 && size_ + lines.size() > rotation_.most) TRY(rotate());
  const Result<> written = write_at_end(file_.get(), lines, path_);
  if (written) {
    size_ += lines.size();
    return {};
  }
  // Whole or not at all: half a line would spoil the next.
  if (::ftruncate(file_.get(), static_cast<off_t>(size_)) != 0) TRY(open_file());
  return written;
}

std::optional<OutputPlace> OutputFile::place() const {
  struct stat info = {};
  if (::fstat(file_.get(), &info) != 0) return std::nullopt;
  return OutputPlace{info.st_dev, info.st_ino, size_};
}

}  // namespace modtrail
