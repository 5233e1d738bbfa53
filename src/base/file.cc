#include "modtrail/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <utility>

#include "base/fd.h"

// Writing is all or nothing: the content goes to a temporary file in the same directory, is flushed
// to the disk, and takes the place of the old file by rename(2).  Whatever fails before the rename
// leaves the old file as it was.
namespace modtrail {
namespace {

constexpr int kAttempts = 100;
constexpr const char* kLabel = "security.selinux";

// Where a file is written: the directory, opened, and the name in it.
struct Target {
  Fd directory;
  std::string path;
  std::string name;
};

Result<Target> open_target(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  Target target;
  target.path = path;
  target.name = slash == std::string::npos ? path : path.substr(slash + 1);
  if (target.name.empty() || target.name == "." || target.name == "..") {
    return fail("cannot write " + path + ": not the name of a file");
  }
  const std::string directory = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  target.directory = Fd(::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!target.directory) return errno_error("cannot write " + path);
  return target;
}

struct Ownership {
  unsigned mode = 0;
  uid_t uid = 0;
  gid_t gid = 0;
};

// The mode and owner the new file is to have.
Result<Ownership> ownership(const Target& target, unsigned mode) {
  struct stat info = {};
  if (::fstatat(target.directory.get(), target.name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno != ENOENT) return errno_error("cannot write " + target.path);
    return Ownership{mode, ::geteuid(), ::getegid()};
  }
  if (S_ISLNK(info.st_mode)) return fail("cannot write " + target.path + ": it is a symbolic link");
  if (!S_ISREG(info.st_mode)) return fail("cannot write " + target.path + ": not a regular file");
  return Ownership{info.st_mode & 07777U, info.st_uid, info.st_gid};
}

// A new file in the target's directory, removed again unless it took the target's name.
class Temporary {
 public:
  static Result<Temporary> create(const Target& target) {
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      std::string name = ".modtrail-" + std::to_string(::getpid()) + "-" + std::to_string(attempt) + ".tmp";
      const int flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC;
      Fd fd(::openat(target.directory.get(), name.c_str(), flags, 0600));
      if (fd) return Temporary(target.directory.get(), std::move(name), std::move(fd));
      if (errno != EEXIST) return errno_error("cannot write " + target.path);
    }
    return fail("cannot write " + target.path + ": too many temporary files beside it");
  }

  Temporary(Temporary&& other) noexcept
      : directory_(other.directory_), name_(std::exchange(other.name_, {})), fd_(std::move(other.fd_)) {}
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  Temporary& operator=(Temporary&&) = delete;
  ~Temporary() {
    if (!name_.empty()) ::unlinkat(directory_, name_.c_str(), 0);
  }

  bool fill(std::string_view content) const { return write_all(fd_.get(), content); }

  bool own(const Ownership& wanted) const {
    struct stat info = {};
    if (::fstat(fd_.get(), &info) != 0) return false;
    const bool same = info.st_uid == wanted.uid && info.st_gid == wanted.gid;
    if (!same && ::fchown(fd_.get(), wanted.uid, wanted.gid) != 0) return false;
    return ::fchmod(fd_.get(), wanted.mode) == 0;
  }

  // The label of the file it takes the place of; a new file has that of its directory.
  bool keep_label(const std::string& name) const {
    const Fd old(::openat(directory_, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    std::array<char, 1024> label = {};
    const ssize_t size = old ? ::fgetxattr(old.get(), kLabel, label.data(), label.size()) : -1;
    if (size <= 0) return true;
    return ::fsetxattr(fd_.get(), kLabel, label.data(), static_cast<std::size_t>(size), 0) == 0 || errno == EOPNOTSUPP;
  }

  bool flush() const { return ::fsync(fd_.get()) == 0; }

  bool take_name(const std::string& name) {
    if (::renameat(directory_, name_.c_str(), directory_, name.c_str()) != 0) return false;
    name_.clear();
    return true;
  }

 private:
  Temporary(int directory, std::string name, Fd fd)
      : directory_(directory), name_(std::move(name)), fd_(std::move(fd)) {}

  int directory_;
  std::string name_;
  Fd fd_;
};

}  // namespace

Result<std::string> read_file(const std::string& path, std::size_t limit) {
  if (path == "-") return read_descriptor(STDIN_FILENO, "standard input", limit);
  const Fd fd = TRY(open_regular(path));
  return read_descriptor(fd.get(), path, limit);
}

Result<> write_file(const std::string& path, std::string_view content, unsigned mode) {
  const Target target = TRY(open_target(path));
  const Ownership wanted = TRY(ownership(target, mode));
  Temporary file = TRY(Temporary::create(target));
  const bool done = file.fill(content) && file.own(wanted) && file.keep_label(target.name) && file.flush() &&
                    file.take_name(target.name) && ::fsync(target.directory.get()) == 0;
  if (!done) return errno_error("cannot write " + path);
  return {};
}

Result<std::string> directory_path(const std::string& path) {
  struct stat info = {};
  if (::stat(path.c_str(), &info) != 0) return errno_error("cannot open " + path);
  if (!S_ISDIR(info.st_mode)) return fail("cannot open " + path + ": not a directory");
  const std::unique_ptr<char, void (*)(void*)> absolute(::realpath(path.c_str(), nullptr), ::free);
  if (absolute == nullptr) return errno_error("cannot open " + path);
  return std::string(absolute.get());
}

}  // namespace modtrail
