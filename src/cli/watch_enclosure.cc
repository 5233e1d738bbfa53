#include "cli/watch_enclosure.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/fd.h"
#include "cli/terminal.h"
#include "host/enclosure.h"
#include "host/privileges.h"

namespace modtrail {

namespace {

constexpr const char* kBootId = "/proc/sys/kernel/random/boot_id";  // what a sealed trail notes

std::string directory_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return path.substr(0, std::max<std::size_t>(slash, 1));
}

bool is_own_host(const WatchOptions& options) {
  return options.from != WatchFrom::Log || options.own_log;
}

// ---- what it can do without ----

bool can_read(const std::string& log) {
  const Fd directory(::open(directory_of(log).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  const Fd file(::open(log.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  return directory && (file || errno == ENOENT);
}

// With the rights in force; false too where the kernel can't tell (before 5.8).
bool may_write(const std::string& path) {
#ifdef SYS_faccessat2
  return ::syscall(SYS_faccessat2, AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) == 0;
#else
  return path.empty();
#endif
}

bool is_mine(const std::string& path) {
  struct stat info = {};
  return ::stat(path.c_str(), &info) == 0 && info.st_uid == ::geteuid();
}

// In which it makes files anew, and keeps the owner of the one before.
bool can_replace(const std::string& file) {
  struct stat info = {};
  const bool there = ::stat(file.c_str(), &info) == 0;
  return may_write(directory_of(file)) && (!there || (may_write(file) && is_mine(file)));
}

bool can_write(const WatchOptions& options) {
  for (const auto& file : {options.state, options.output, options.learn}) {
    if (file && !can_replace(*file)) return false;
  }
  return !options.into || (is_mine(*options.into) && is_mine(*options.into + "/keys"));
}

// Tried with none.
Result<> keep_what_it_needs(const WatchOptions& options) {
  TRY(lay_down());
  std::vector<Power> powers;
  if (options.from == WatchFrom::Log && !can_read(options.log)) powers.push_back(Power::ReadFiles);
  if (!can_write(options)) powers.push_back(Power::WriteFiles);
  return keep_only(powers);
}

// ---- where it may go ----

Enclosure places_of(const WatchOptions& options) {
  Enclosure places;
  if (is_own_host(options)) {
    places.readable = {"/"};
  } else {
    places.readable = {directory_of(options.log), kBootId};
  }
  for (const auto& file : {options.state, options.output, options.learn}) {
    if (file) places.writable.push_back(directory_of(*file));
  }
  if (options.into) places.writable.push_back(*options.into);
  return places;
}

}  // namespace

Result<> enclose_watch(const WatchOptions& options) {
  TRY(keep_what_it_needs(options));
  switch (TRY(enclose(places_of(options)))) {
    case Enclosed::Whole:
      break;
    case Enclosed::NoLandlock:
      remark("this kernel has no Landlock: files are kept from the watch by their modes alone");
      break;
  }
  return {};
}

}  // namespace modtrail
