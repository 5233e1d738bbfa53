#include "base/directory_store.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "modtrail/base/file.h"

namespace modtrail {
namespace {

Result<> write_all(int fd, std::uint64_t offset, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t written = ::pwrite(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno_error("cannot write " + path);
    offset += static_cast<std::uint64_t>(written);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

Result<> sync_directory(const std::string& path) {
  const Fd directory(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory || ::fsync(directory.get()) != 0) return errno_error("cannot sync " + path);
  return {};
}

}  // namespace

Result<std::vector<std::string>> DirectoryStore::list() const {
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(path_.c_str()), ::closedir);
  if (directory == nullptr) return errno_error("cannot list " + path_);
  std::vector<std::string> names;
  errno = 0;
  while (const dirent* entry = ::readdir(directory.get())) {
    struct stat info = {};
    const bool regular =
        ::fstatat(::dirfd(directory.get()), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(info.st_mode);
    if (regular) names.emplace_back(entry->d_name);
    errno = 0;
  }
  if (errno != 0) return errno_error("cannot list " + path_);
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::string> DirectoryStore::read(const std::string& name, std::size_t limit) const {
  return read_file(where(name), limit);
}

Result<std::unique_ptr<ByteSource>> DirectoryStore::open(const std::string& name) const {
  return open_source(where(name));
}

Result<std::uint64_t> DirectoryStore::size(const std::string& name) const {
  struct stat info = {};
  if (::lstat(where(name).c_str(), &info) != 0) return errno_error("cannot read " + where(name));
  return static_cast<std::uint64_t>(info.st_size);
}

Result<int> DirectoryStore::opened(const std::string& name) {
  if (open_ && open_name_ == name) return open_.get();
  constexpr int kFlags = O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  Fd fd(::open(where(name).c_str(), kFlags));
  is_new_ = !fd && errno == ENOENT;
  if (is_new_) fd = Fd(::open(where(name).c_str(), kFlags | O_CREAT | O_EXCL, 0600));
  if (!fd) return errno_error("cannot write " + where(name));
  struct stat info = {};
  if (::fstat(fd.get(), &info) != 0) return errno_error("cannot write " + where(name));
  if (!S_ISREG(info.st_mode)) return fail("cannot write " + where(name) + ": not a regular file");
  open_ = std::move(fd);
  open_name_ = name;
  return open_.get();
}

Result<> DirectoryStore::write(const std::string& name, std::uint64_t offset, std::string_view bytes) {
  const int fd = TRY(opened(name));
  return write_all(fd, offset, bytes, where(name));
}

Result<> DirectoryStore::truncate(const std::string& name, std::uint64_t size) {
  const int fd = TRY(opened(name));
  if (::ftruncate(fd, static_cast<off_t>(size)) != 0) return errno_error("cannot write " + where(name));
  return {};
}

Result<> DirectoryStore::sync(const std::string& name) {
  const int fd = TRY(opened(name));
  if (::fdatasync(fd) != 0) return errno_error("cannot sync " + where(name));
  if (is_new_) TRY(sync_directory(path_));
  is_new_ = false;
  return {};
}

Result<> DirectoryStore::replace(const std::string& name, std::string_view content) {
  if (open_name_ == name) open_ = Fd();
  return write_file(where(name), content, 0600);
}

Result<> DirectoryStore::remove(const std::string& name) {
  if (open_name_ == name) open_ = Fd();
  if (::unlink(where(name).c_str()) != 0) return errno_error("cannot remove " + where(name));
  return sync_directory(path_);
}

}  // namespace modtrail
