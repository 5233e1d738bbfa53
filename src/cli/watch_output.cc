#include "cli/watch_output.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "cli/terminal.h"
#include "modtrail/trail/encode.h"
#include "modtrail/trail/encode_loss.h"

namespace modtrail {

namespace {

bool is_at(int file, const std::string& path) {
  struct stat here = {};
  struct stat there = {};
  return ::fstat(file, &here) == 0 && ::lstat(path.c_str(), &there) == 0 && here.st_dev == there.st_dev &&
         here.st_ino == there.st_ino;
}

Result<> write_at_end(int file, std::string_view text, const std::string& path) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno_error("cannot write " + path);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fdatasync(file) != 0) return errno_error("cannot write " + path);
  return {};
}

}  // namespace

Result<WatchOutput> WatchOutput::open(const WatchOptions& options, std::string_view version,
                                      const std::optional<OutputPlace>& stopped) {
  WatchOutput output(options.format, version, options.output);
  if (!output.path_) return output;
  TRY(output.open_file());
  const std::optional<OutputPlace> now = output.place();
  const bool same = stopped && now && now->device == stopped->device && now->inode == stopped->inode;
  if (!same || now->size <= stopped->size) return output;
  if (::ftruncate(output.file_.get(), static_cast<off_t>(stopped->size)) != 0) {
    return errno_error("cannot write " + *output.path_);
  }
  output.size_ = stopped->size;
  return output;
}

Result<> WatchOutput::open_file() {
  const int flags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC | O_NOCTTY;
  file_ = Fd(::open(path_->c_str(), flags, 0640));
  if (!file_) return errno_error("cannot write " + *path_);
  struct stat info = {};
  if (::fstat(file_.get(), &info) != 0) return errno_error("cannot write " + *path_);
  if (!S_ISREG(info.st_mode)) return fail("cannot write " + *path_ + ": not a regular file");
  size_ = static_cast<std::uint64_t>(info.st_size);
  return {};
}

std::optional<OutputPlace> WatchOutput::place() const {
  struct stat info = {};
  if (!path_ || ::fstat(file_.get(), &info) != 0) return std::nullopt;
  return OutputPlace{info.st_dev, info.st_ino, size_};
}

void WatchOutput::add(const ModuleEvent& event) {
  switch (format_) {
    case WatchFormat::Text:
      append_text(pending_, event);
      break;
    case WatchFormat::Json:
      append_json(pending_, event, Lines::Leave);
      break;
    case WatchFormat::JsonRaw:
      append_json(pending_, event, Lines::Include);
      break;
    case WatchFormat::Ecs:
      append_ecs(pending_, event, {"modtrail", version_});
      break;
    case WatchFormat::Ocsf:
      append_ocsf(pending_, event, {"modtrail", version_});
      break;
  }
}

void WatchOutput::add(const Loss& loss) {
  if (format_ == WatchFormat::Text) return append_text(pending_, loss);
  append_json(pending_, loss);
}

void WatchOutput::add(const TrailInterval& interval) {
  if (format_ == WatchFormat::Text) return append_text(pending_, interval);
  append_json(pending_, interval);
}

void WatchOutput::add(const Alert& alert) {
  if (format_ == WatchFormat::Text) return append_text(pending_, alert);
  append_json(pending_, alert);
}

Result<> WatchOutput::append() {
  if (!is_at(file_.get(), *path_)) TRY(open_file());
  const Result<> written = write_at_end(file_.get(), pending_, *path_);
  if (written) {
    size_ += pending_.size();
    return {};
  }
  // Whole or not at all: half a line would spoil the next.
  if (::ftruncate(file_.get(), static_cast<off_t>(size_)) != 0) TRY(open_file());
  return written;
}

Result<> WatchOutput::flush() {
  if (pending_.empty()) return {};
  TRY(path_ ? append() : write_standard_output(pending_));
  pending_.clear();
  return {};
}

}  // namespace modtrail
