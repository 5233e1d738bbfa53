#include "host/stamped_file.h"

#include <sys/stat.h>

#include <algorithm>

#include "base/fd.h"

namespace modtrail {

namespace {

constexpr std::int64_t kSecond = 1000000000;
constexpr std::int64_t kMillisecond = 1000000;

FileStamp stamp(const struct stat& info) {
  return {info.st_dev, info.st_ino, static_cast<std::uint64_t>(info.st_size),
          info.st_mtim.tv_sec * kSecond + info.st_mtim.tv_nsec, info.st_ctim.tv_sec * kSecond + info.st_ctim.tv_nsec};
}

Result<FileStamp> stamp_of(int fd, const std::string& path) {
  struct stat info = {};
  if (::fstat(fd, &info) != 0) return errno_error("cannot read " + path);
  return stamp(info);
}

}  // namespace

bool is_older(const FileStamp& stamp, std::uint64_t time) {
  return std::max(stamp.modified, stamp.changed) / kMillisecond < static_cast<std::int64_t>(time);
}

std::optional<FileStamp> stamp_of(const std::string& path) {
  struct stat info = {};
  if (::stat(path.c_str(), &info) != 0) return std::nullopt;
  return stamp(info);
}

Result<StampedFile> read_stamped(const std::string& path, std::size_t limit) {
  const Fd file = TRY(open_regular(path));
  const FileStamp before = TRY(stamp_of(file.get(), path));
  StampedFile out;
  out.bytes = TRY(read_descriptor(file.get(), path, limit));
  out.stamp = TRY(stamp_of(file.get(), path));
  if (out.stamp != before) return fail(path + " changed while it was read");
  return out;
}

}  // namespace modtrail
