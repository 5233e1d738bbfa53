#include "host/directory_watch.h"

#include <sys/inotify.h>

#include <array>

namespace modtrail {

DirectoryWatch::DirectoryWatch(const std::string& directory) {
  Fd changes(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
  if (!changes) return;
  if (::inotify_add_watch(changes.get(), directory.c_str(), IN_MODIFY | IN_CREATE | IN_MOVED_TO) < 0) return;
  changes_ = std::move(changes);
}

// What is left is only another time to look: a loop would not end where files are written faster than it reads.
void DirectoryWatch::clear() const {
  if (!changes_) return;
  alignas(inotify_event) std::array<char, 4096> events = {};
  [[maybe_unused]] const ssize_t got = ::read(changes_.get(), events.data(), events.size());
}

}  // namespace modtrail
