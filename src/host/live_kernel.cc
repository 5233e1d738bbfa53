#include "host/live_kernel.h"

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <mutex>

#include "base/fd.h"
#include "modtrail/base/text.h"

namespace modtrail {
namespace {

constexpr std::size_t kNamesLimit = 100000;
constexpr std::string_view kLog = "/dev/kmsg";
constexpr int kReading = O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC | O_NOFOLLOW;

Error reason() {
  const int error = errno;
  return Error{lower(std::strerror(error)), error == ENOENT ? ErrorKind::Missing : ErrorKind::Other};
}

tl::unexpected<Error> cannot(std::string_view what, std::string_view path, const Error& error) {
  return fail("cannot " + std::string(what) + " " + std::string(path) + ": " + error.message, error.kind);
}

// One of the kernel's own file systems.
struct Place {
  std::string_view path;
  long magic;
  Fd root;
  std::uint64_t device = 0;
  bool genuine = false;
};

Place open_place(std::string_view path, long magic) {
  Place place{path, magic, Fd(::open(std::string(path).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)), 0, false};
  struct statfs system = {};
  struct stat info = {};
  if (!place.root || ::fstatfs(place.root.get(), &system) != 0 || ::fstat(place.root.get(), &info) != 0) return place;
  place.genuine = static_cast<long>(system.f_type) == magic;
  place.device = info.st_dev;
  return place;
}

// One record a read, until there is none; EPIPE says that some were overwritten meanwhile.
Result<std::string> read_kernel_log(std::size_t limit) {
  const Fd fd(::open(std::string(kLog).c_str(), kReading));
  struct stat info = {};
  if (!fd || ::fstat(fd.get(), &info) != 0) return tl::unexpected(reason());
  if (!S_ISCHR(info.st_mode) || info.st_rdev != makedev(1, 11)) return fail("it is not the kernel's log");
  std::string out;
  std::array<char, 8192> record = {};
  for (;;) {
    const ssize_t got = ::read(fd.get(), record.data(), record.size());
    if (got > 0) out.append(record.data(), static_cast<std::size_t>(got));
    if (out.size() > limit) return fail("larger than " + std::to_string(limit) + " bytes");
    if (got > 0 || (got < 0 && (errno == EPIPE || errno == EINTR))) continue;
    if (got < 0 && errno != EAGAIN) return tl::unexpected(reason());
    return out;
  }
}

}  // namespace

struct LiveKernel::State {
  std::unique_ptr<FileTree> disk;
  std::array<Place, 2> places;
  mutable std::mutex mutex;  // of what follows: views are read by two threads
  std::vector<DoctoredPlace> doctored;

  const Place* place_of(std::string_view path) const {
    for (const Place& place : places) {
      if (path.starts_with(place.path) && path.substr(place.path.size()).starts_with('/')) return &place;
    }
    return nullptr;
  }

  void note(std::string_view path, std::string_view why) {
    const std::scoped_lock lock(mutex);
    const auto is_it = [&](const DoctoredPlace& each) { return each.path == path; };
    if (std::any_of(doctored.begin(), doctored.end(), is_it)) return;
    doctored.push_back({std::string(path), std::string(why)});
  }

  Result<Fd> open(const Place& place, std::string_view path, int flags);
  Result<Fd> open_old(const Place& place, const std::string& below, int flags);
  Result<Fd> open_regular(const Place& place, std::string_view path);
};

Result<Fd> LiveKernel::State::open(const Place& place, std::string_view path, int flags) {
  if (!place.root) return fail("no such file or directory", ErrorKind::Missing);
  if (!place.genuine) {
    note(place.path, "another file system is mounted here");
    return fail("another file system is mounted at " + std::string(place.path));
  }
  const std::string below(path.substr(place.path.size() + 1));
  open_how how = {};
  how.flags = static_cast<unsigned>(flags);
  how.resolve = RESOLVE_NO_XDEV | RESOLVE_NO_SYMLINKS | RESOLVE_BENEATH;
  const long fd = ::syscall(SYS_openat2, place.root.get(), below.c_str(), &how, sizeof how);
  if (fd >= 0) return Fd(static_cast<int>(fd));
  if (errno == ENOSYS) return open_old(place, below, flags);
  const Error error = reason();
  if (errno == EXDEV) note(path, "something is mounted over it");
  return tl::unexpected(error);
}

Result<Fd> LiveKernel::State::open_old(const Place& place, const std::string& below, int flags) {
  Fd fd(::openat(place.root.get(), below.c_str(), flags));
  struct stat info = {};
  if (!fd || ::fstat(fd.get(), &info) != 0) return tl::unexpected(reason());
  if (info.st_dev == place.device) return fd;
  note(std::string(place.path) + "/" + below, "another file system is mounted over it");
  return fail("another file system is mounted over it");
}

Result<Fd> LiveKernel::State::open_regular(const Place& place, std::string_view path) {
  Fd fd = TRY(open(place, path, kReading));
  struct stat info = {};
  if (::fstat(fd.get(), &info) != 0) return tl::unexpected(reason());
  if (!S_ISREG(info.st_mode)) return fail("not a regular file");
  return fd;
}

LiveKernel::LiveKernel(std::unique_ptr<State> state) : state_(std::move(state)) {}
LiveKernel::~LiveKernel() = default;

Result<std::unique_ptr<LiveKernel>> LiveKernel::open() {
  auto state = std::make_unique<State>();
  state->disk = TRY(open_tree("/"));
  state->places = {open_place("/proc", PROC_SUPER_MAGIC), open_place("/sys", SYSFS_MAGIC)};
  return std::unique_ptr<LiveKernel>(new LiveKernel(std::move(state)));
}

Result<FileInfo> LiveKernel::lstat(std::string_view path) const {
  auto info = state_->disk->lstat(path);
  if (info && path == kLog && info->type == FileType::Character) info->type = FileType::Regular;
  return info;
}

Result<std::string> LiveKernel::readlink(std::string_view path) const {
  return state_->disk->readlink(path);
}

Result<std::vector<std::string>> LiveKernel::list(std::string_view path) const {
  const Place* place = state_->place_of(path);
  if (place == nullptr) return state_->disk->list(path);
  auto fd = state_->open(*place, path, kReading | O_DIRECTORY);
  if (!fd) return cannot("list", path, fd.error());
  const std::unique_ptr<DIR, int (*)(DIR*)> stream(::fdopendir(fd->get()), ::closedir);
  if (stream == nullptr) return cannot("list", path, reason());
  fd->release();  // the stream's now
  std::vector<std::string> names;
  while (const dirent* const entry = ::readdir(stream.get())) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (names.size() == kNamesLimit) return cannot("list", path, Error{"too many files"});
    names.emplace_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<std::string> LiveKernel::read(std::string_view path, std::size_t limit) const {
  if (path == kLog) {
    auto log = read_kernel_log(limit);
    if (!log) return cannot("read", path, log.error());
    return log;
  }
  const Place* place = state_->place_of(path);
  if (place == nullptr) return state_->disk->read(path, limit);
  const auto fd = state_->open_regular(*place, path);
  if (!fd) return cannot("read", path, fd.error());
  return read_descriptor(fd->get(), std::string(path), limit);
}

Result<> LiveKernel::read_pieces(std::string_view path, std::size_t limit, const PieceSink& sink) const {
  if (path == kLog) return FileTree::read_pieces(path, limit, sink);
  const Place* place = state_->place_of(path);
  if (place == nullptr) return state_->disk->read_pieces(path, limit, sink);
  const auto fd = state_->open_regular(*place, path);
  if (!fd) return cannot("read", path, fd.error());
  return read_descriptor(fd->get(), std::string(path), limit, sink);
}

Result<std::string> LiveKernel::walk(std::string_view path, Last last) const {
  return state_->disk->walk(path, last);
}

Result<std::unique_ptr<RandomFile>> LiveKernel::open_random(std::string_view path) const {
  if (state_->place_of(path) != nullptr) return cannot("read", path, Error{"it is the kernel's, and read whole"});
  return state_->disk->open_random(path);
}

std::vector<DoctoredPlace> LiveKernel::doctored() const {
  const std::scoped_lock lock(state_->mutex);
  return state_->doctored;
}

}  // namespace modtrail
