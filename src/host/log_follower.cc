#include "host/log_follower.h"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <utility>

#include "modtrail/trail/log_files.h"

// A file that has been opened stays the same file whatever becomes of its name.  So the file that is read is left only
// at its end, when a newer one holds something: who writes the log has gone on to that one.  What lies between is found
// by listing the directory, and all of it is opened at once, before it can be renamed again; a listing that changed
// meanwhile is made anew.
//
// A log that is copied and cut off (logrotate's copytruncate) is known by its beginning: if the file no longer has it,
// or is shorter than what was read, the rest is in a copy, if there is one.  What was written between copy and cut is
// in neither, and nothing tells: that is always a Cut.
namespace modtrail {
namespace {

constexpr std::size_t kAtOnce = std::size_t{128} << 10;
constexpr int kListings = 10;
constexpr std::string_view kUsualName = "audit.log";

// A packed file beside what it is made of is not done yet: who packs takes the other one away afterwards.
bool is_being_packed(const std::string& name, const std::vector<std::string>& names) {
  const std::string_view unpacked = without_packing(name);
  return unpacked != name && std::find(names.begin(), names.end(), unpacked) != names.end();
}

// Names in a directory that are the log's or its rotated parts', oldest first.
Result<std::vector<std::string>> names_of(const std::string& directory, const std::string& name) {
  const std::unique_ptr<DIR, int (*)(DIR*)> listing(::opendir(directory.c_str()), ::closedir);
  if (listing == nullptr) return errno_error("cannot read " + directory);
  std::vector<std::string> usual;
  while (const dirent* entry = ::readdir(listing.get())) {
    const std::string_view found(entry->d_name);
    if (found.starts_with(name)) usual.push_back(std::string(kUsualName) + std::string(found.substr(name.size())));
  }
  std::erase_if(usual, [listed = usual](const std::string& each) { return is_being_packed(each, listed); });
  std::vector<std::string> names = oldest_first(usual);
  for (std::string& found : names) found.replace(0, kUsualName.size(), name);
  return names;
}

bool is_at(const LogPart& part, const std::string& path) {
  struct stat info = {};
  return ::stat(path.c_str(), &info) == 0 && info.st_dev == part.device() && info.st_ino == part.inode();
}

bool holds_something(const LogPart& part) {
  const Result<std::uint64_t> size = part.size();
  return size && *size > 0;
}

}  // namespace

LogFollower::LogFollower(std::string path) : path_(std::move(path)), buffer_(kAtOnce) {
  const std::size_t slash = path_.rfind('/');
  directory_ = slash == std::string::npos ? "." : path_.substr(0, slash + 1);
  name_ = slash == std::string::npos ? path_ : path_.substr(slash + 1);
}

// ---- the files there are ----

// Nothing where one of them was renamed meanwhile.
Result<std::vector<LogPart>> LogFollower::parts_once() const {
  const std::vector<std::string> names = TRY(names_of(directory_, name_));
  std::vector<LogPart> found;
  for (const std::string& name : names) found.push_back(TRY(LogPart::open(directory_ + "/" + name)));
  if (TRY(names_of(directory_, name_)) != names) return fail("", ErrorKind::Missing);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!is_at(found[i], directory_ + "/" + names[i])) return fail("", ErrorKind::Missing);
  }
  return found;
}

Result<std::vector<LogPart>> LogFollower::parts() const {
  for (int i = 0; i < kListings; ++i) {
    Result<std::vector<LogPart>> found = parts_once();
    if (found || found.error().kind != ErrorKind::Missing) return found;
  }
  return fail(path_ + " is rotated faster than it can be listed");
}

// Where the part itself is no longer in the directory, by when they were written.
Result<std::deque<LogPart>> LogFollower::newer_than(const LogPart& part) const {
  std::vector<LogPart> all = TRY(parts());
  const LogMark mark = part.mark();  // packed, it is another file
  const auto same =
      std::find_if(all.begin(), all.end(), [&](const LogPart& one) { return one.is_file(part) || one.is_of(mark); });
  std::deque<LogPart> newer;
  if (same != all.end()) {
    std::move(std::next(same), all.end(), std::back_inserter(newer));
    return newer;
  }
  const std::uint64_t written = part.modified();
  for (LogPart& one : all) {
    if (one.modified() > written || is_at(one, path_)) newer.push_back(std::move(one));
  }
  return newer;
}

// ---- where to begin ----

void LogFollower::read_from(LogPart part) {
  part_ = std::move(part);
  ++turn_;
}

Result<LogFollower> LogFollower::open(const std::string& path, From from) {
  LogFollower follower(path);
  if (from == From::Start) {
    std::vector<LogPart> all = TRY(follower.parts());
    std::move(all.begin(), all.end(), std::back_inserter(follower.queue_));
    return follower;
  }
  Result<LogPart> part = LogPart::open(path);
  if (!part && part.error().kind == ErrorKind::Missing) return follower;
  if (!part) return tl::unexpected(part.error());
  TRY(part->skip_to_end());
  follower.read_from(std::move(*part));
  return follower;
}

// Of those that may be it the newest, where it is sure; else the oldest that was written since.
Result<bool> LogFollower::go_on_at(const LogPlace& place, LogPart::Likeness likeness) {
  std::vector<LogPart> all = TRY(parts());
  if (likeness == LogPart::Likeness::Sure) std::reverse(all.begin(), all.end());
  const auto found = std::find_if(all.begin(), all.end(), [&](LogPart& part) {
    return part.is_of(place.file, likeness) && part.skip_to(place.offset).has_value();
  });
  if (found == all.end()) return false;
  if (likeness == LogPart::Likeness::Sure) {
    std::move(all.begin(), found, std::front_inserter(queue_));
  } else {
    std::move(std::next(found), all.end(), std::back_inserter(queue_));
  }
  read_from(std::move(*found));
  return true;
}

Result<LogFollower> LogFollower::resume(const std::string& path, const LogPlace& place) {
  LogFollower follower(path);
  if (TRY(follower.go_on_at(place, LogPart::Likeness::Sure))) return follower;
  if (TRY(follower.go_on_at(place, LogPart::Likeness::Perhaps))) return follower;
  follower.said_ = "the file that was read last is gone from beside " + path;
  std::vector<LogPart> all = TRY(follower.parts());
  for (LogPart& part : all) {
    if (part.modified() > place.file.modified || is_at(part, path)) follower.queue_.push_back(std::move(part));
  }
  return follower;
}

// ---- reading on ----

LogPlace LogFollower::place() const {
  return part_ ? LogPlace{part_->mark(), part_->offset()} : LogPlace();
}

Result<std::optional<LogFollower::Piece>> LogFollower::take() {
  if (!said_.empty()) return Piece{Kind::Cut, std::exchange(said_, {})};
  if (!part_) return begin();
  const Result<std::optional<std::size_t>> got = part_->read(buffer_);
  if (!got && part_->packed() && !queue_.empty()) {
    said_ = got.error().message;
    return next_file();
  }
  if (!got) return tl::unexpected(got.error());
  if (!*got) return cut_off();
  if (**got > 0) return Piece{Kind::Bytes, std::string(buffer_.data(), **got)};
  return at_end();
}

Result<std::optional<LogFollower::Piece>> LogFollower::begin() {
  if (queue_.empty()) {
    Result<LogPart> part = LogPart::open(path_);
    if (!part && part.error().kind == ErrorKind::Missing) return std::optional<Piece>();
    if (!part) return tl::unexpected(part.error());
    queue_.push_back(std::move(*part));
  }
  return next_file();
}

std::optional<LogFollower::Piece> LogFollower::next_file() {
  read_from(std::move(queue_.front()));
  queue_.pop_front();
  return Piece{Kind::NextFile, ""};
}

Result<std::optional<LogFollower::Piece>> LogFollower::at_end() {
  if (queue_.empty()) {
    if (is_at(*part_, path_)) return std::optional<Piece>();
    std::deque<LogPart> newer = TRY(newer_than(*part_));
    if (std::none_of(newer.begin(), newer.end(), holds_something)) return std::optional<Piece>();
    queue_ = std::move(newer);
  }
  // The writer has gone on: what it wrote here before that is all there is.
  const auto got = TRY(part_->read(buffer_));
  if (got && *got > 0) return Piece{Kind::Bytes, std::string(buffer_.data(), *got)};
  return next_file();
}

Result<std::optional<LogFollower::Piece>> LogFollower::cut_off() {
  const LogPlace had = place();
  std::vector<LogPart> all = TRY(parts());
  queue_.clear();
  for (auto part = all.begin(); part != all.end(); ++part) {
    if (part->is_file(*part_) || !part->is_of(had.file) || !part->skip_to(had.offset)) continue;
    std::move(std::next(part), all.end(), std::back_inserter(queue_));
    read_from(std::move(*part));
    return Piece{Kind::Cut, "copied and cut off; what was written between is in neither"};
  }
  for (LogPart& part : all) {
    if (is_at(part, path_)) queue_.push_back(std::move(part));
  }
  part_.reset();
  return Piece{Kind::Cut, "cut off, without a copy"};
}

}  // namespace modtrail
