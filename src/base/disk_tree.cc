#include "base/disk_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/descriptor_file.h"
#include "base/fd.h"
#include "base/path_walk.h"
#include "modtrail/base/text.h"

// A root on disk may be hostile: an image whose /etc is a link to /host/etc, a FIFO in the place of
// a rules file, a link that is swapped while we look.  So no path is ever resolved by the kernel
// against our own root: openat2 with RESOLVE_IN_ROOT takes the root's descriptor as "/".  Files are
// opened as paths first (O_PATH), which touches nothing, and opened for reading only if they are
// regular.
namespace modtrail {
namespace {

constexpr int kPathOnly = O_PATH | O_NOFOLLOW | O_CLOEXEC;
constexpr int kReading = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
constexpr std::size_t kNamesLimit = 100000;
constexpr int kRaces = 100;  // openat2 says EAGAIN when a rename went by

Error reason() {
  const int error = errno;
  return Error{lower(std::strerror(error)), error == ENOENT ? ErrorKind::Missing : ErrorKind::Other};
}

int openat2(int root, const std::string& path, int flags) {
  open_how how = {};
  how.flags = static_cast<unsigned>(flags);
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  for (int race = 0; race < kRaces; ++race) {
    const long fd = ::syscall(SYS_openat2, root, path.c_str(), &how, sizeof how);
    if (fd >= 0 || errno != EAGAIN) return static_cast<int>(fd);
  }
  return -1;
}

FileType type_of(mode_t mode) {
  switch (mode & S_IFMT) {
    case S_IFDIR:
      return FileType::Directory;
    case S_IFLNK:
      return FileType::Symlink;
    case S_IFIFO:
      return FileType::Fifo;
    case S_IFSOCK:
      return FileType::Socket;
    case S_IFCHR:
      return FileType::Character;
    case S_IFBLK:
      return FileType::Block;
    default:
      return FileType::Regular;
  }
}

Result<FileInfo> info_of(const Fd& fd) {
  struct stat from = {};
  if (::fstat(fd.get(), &from) != 0) return tl::unexpected(reason());
  FileInfo info;
  info.type = type_of(from.st_mode);
  info.mode = from.st_mode & 07777U;
  info.uid = from.st_uid;
  info.gid = from.st_gid;
  info.device = from.st_dev;
  info.inode = from.st_ino;
  info.size = static_cast<std::uint64_t>(std::max<off_t>(from.st_size, 0));
  info.special = from.st_rdev;
  return info;
}

Result<std::string> target_of(const Fd& fd) {
  std::string target(kPathLimit + 1, '\0');
  const ssize_t size = ::readlinkat(fd.get(), "", target.data(), target.size());
  if (size < 0) return tl::unexpected(reason());
  target.resize(static_cast<std::size_t>(size));
  return target;
}

// A canonical path, opened one component after the other without following any.
Result<Fd> open_canonical(int root, std::string_view canonical, int flags) {
  Fd at(::openat(root, ".", O_PATH | O_DIRECTORY | O_CLOEXEC));
  canonical.remove_prefix(1);
  while (at) {
    const std::size_t slash = canonical.find('/');
    const bool is_last = slash == std::string_view::npos;
    const std::string name(canonical.empty() ? "." : canonical.substr(0, slash));
    const int step = is_last ? flags | O_NOFOLLOW : kPathOnly | O_DIRECTORY;
    at = Fd(::openat(at.get(), name.c_str(), step));
    if (is_last) break;
    canonical.remove_prefix(slash + 1);
  }
  if (!at) return tl::unexpected(reason());
  return at;
}

class DiskLookup final : public PathLookup {
 public:
  explicit DiskLookup(int root) : root_(root) {}
  Result<FileType> type(const std::string& canonical) const override {
    const Fd fd = TRY(open_canonical(root_, canonical, kPathOnly));
    return TRY(info_of(fd)).type;
  }
  Result<std::string> target(const std::string& canonical) const override {
    const Fd fd = TRY(open_canonical(root_, canonical, kPathOnly));
    return target_of(fd);
  }

 private:
  int root_;
};

class DiskTree final : public FileTree {
 public:
  DiskTree(Fd root, Resolver resolver) : root_(std::move(root)), resolver_(resolver) {}

  Result<FileInfo> lstat(std::string_view path) const override {
    const auto info = try_lstat(path);
    if (!info.has_value()) return explain("stat", path, info.error());
    return info;
  }

  Result<std::string> readlink(std::string_view path) const override {
    auto target = try_readlink(path);
    if (!target.has_value()) return explain("read the link", path, target.error());
    return target;
  }

  Result<std::vector<std::string>> list(std::string_view path) const override {
    auto names = try_list(path);
    if (!names.has_value()) return explain("list", path, names.error());
    return names;
  }

  Result<std::string> read(std::string_view path, std::size_t limit) const override {
    const auto fd = try_open_regular(path);
    if (!fd.has_value()) return explain("read", path, fd.error());
    return read_descriptor(fd->get(), std::string(path), limit);
  }

  Result<std::unique_ptr<RandomFile>> open_random(std::string_view path) const override {
    auto fd = try_open_regular(path);
    if (!fd.has_value()) return explain("read", path, fd.error());
    return random_file(std::move(*fd));
  }

  Result<> read_pieces(std::string_view path, std::size_t limit, const PieceSink& sink) const override {
    const auto fd = try_open_regular(path);
    if (!fd.has_value()) return explain("read", path, fd.error());
    return read_descriptor(fd->get(), std::string(path), limit, sink);
  }

 private:
  Result<Fd> open(std::string_view path, int flags) const {
    if (path.empty() || path.find('\0') != std::string_view::npos) return missing_file();
    if (resolver_ == Resolver::Walk) return open_by_walk(path, flags);
    Fd fd(openat2(root_.get(), std::string(path), flags));
    if (!fd) return tl::unexpected(reason());
    return fd;
  }

  Result<Fd> open_by_walk(std::string_view path, int flags) const {
    const bool keep = (flags & O_NOFOLLOW) != 0;
    const auto canonical = walk_path(DiskLookup(root_.get()), path, keep ? Last::Keep : Last::Follow);
    if (!canonical.has_value()) return tl::unexpected(canonical.error());
    return open_canonical(root_.get(), *canonical, flags);
  }

  Result<FileInfo> try_lstat(std::string_view path) const {
    const Fd fd = TRY(open(path, kPathOnly));
    return info_of(fd);
  }

  Result<std::string> try_readlink(std::string_view path) const {
    const Fd fd = TRY(open(path, kPathOnly));
    const FileInfo info = TRY(info_of(fd));
    if (info.type != FileType::Symlink) return fail("not a symbolic link");
    return target_of(fd);
  }

  Result<Fd> try_open_regular(std::string_view path) const {
    const Fd found = TRY(open(path, O_PATH | O_CLOEXEC));
    const FileInfo before = TRY(info_of(found));
    if (before.type != FileType::Regular) return fail("not a regular file");
    Fd fd = TRY(open(path, kReading));
    const FileInfo info = TRY(info_of(fd));
    if (info.type != FileType::Regular) return fail("not a regular file");
    return fd;
  }

  Result<std::vector<std::string>> try_list(std::string_view path) const {
    Fd fd = TRY(open(path, kReading | O_DIRECTORY));
    const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(fd.get()), ::closedir);
    if (stream == nullptr) return tl::unexpected(reason());
    fd.release();  // the stream's now
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* const entry = ::readdir(stream.get())) {
      const std::string_view name = entry->d_name;
      if (name == "." || name == "..") continue;
      if (names.size() == kNamesLimit) return fail("too many files");
      names.emplace_back(name);
    }
    if (errno != 0) return tl::unexpected(reason());
    std::sort(names.begin(), names.end());
    return names;
  }

  Fd root_;
  Resolver resolver_;
};

// Sandboxes refuse what they do not know in different ways.
Resolver best_resolver(const Fd& root) {
  const Fd fd(openat2(root.get(), "/", O_PATH | O_CLOEXEC));
  return fd ? Resolver::Kernel : Resolver::Walk;
}

Result<Fd> open_root_directory(const std::string& root) {
  Fd fd(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!fd) return errno_error("cannot open " + root);
  return fd;
}

}  // namespace

Result<std::unique_ptr<FileTree>> open_tree(const std::string& root, Resolver resolver) {
  return std::unique_ptr<FileTree>(std::make_unique<DiskTree>(TRY(open_root_directory(root)), resolver));
}

Result<std::unique_ptr<FileTree>> open_tree(const std::string& root) {
  Fd fd = TRY(open_root_directory(root));
  const Resolver resolver = best_resolver(fd);
  return std::unique_ptr<FileTree>(std::make_unique<DiskTree>(std::move(fd), resolver));
}

}  // namespace modtrail
