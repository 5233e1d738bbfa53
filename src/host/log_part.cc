#include "host/log_part.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>
#include <vector>

#include "modtrail/base/sha256.h"
#include "modtrail/base/unpack.h"

namespace modtrail {
namespace {

constexpr std::uint64_t kTellingHead = 64;  // bytes that no two logs have alike: the first record's time and serial
constexpr std::size_t kBlock = std::size_t{64} << 10;

Result<std::size_t> read_at(int fd, std::span<char> to, std::uint64_t offset, const std::string& path) {
  ssize_t got = -1;
  do {
    got = ::pread(fd, to.data(), to.size(), static_cast<off_t>(offset));
  } while (got < 0 && errno == EINTR);
  if (got < 0) return errno_error("cannot read " + path);
  return static_cast<std::size_t>(got);
}

std::uint64_t birth_of(int fd) {
  struct statx info = {};
  if (::statx(fd, "", AT_EMPTY_PATH, STATX_BTIME, &info) != 0) return 0;
  if ((info.stx_mask & STATX_BTIME) == 0 || info.stx_btime.tv_sec < 0) return 0;
  return static_cast<std::uint64_t>(info.stx_btime.tv_sec) * 1000000000U + info.stx_btime.tv_nsec;
}

}  // namespace

Result<LogPart> LogPart::open(const std::string& path) {
  LogPart part;
  part.path_ = path;
  part.file_ = TRY(open_regular(path));
  struct stat info = {};
  if (::fstat(part.file_.get(), &info) != 0) return errno_error("cannot read " + path);
  part.device_ = info.st_dev;
  part.inode_ = info.st_ino;
  part.born_ = birth_of(part.file_.get());
  std::array<char, kPackingHead> head = {};
  const std::size_t got = TRY(read_at(part.file_.get(), head, 0, path));
  const Packing packing = packing_of({head.data(), got});
  if (packing != Packing::None) TRY(part.unpack_from(packing));
  part.head_ = part.beginning(kLogHead);
  return part;
}

Result<> LogPart::unpack_from(Packing packing) {
  std::unique_ptr<ByteSource> file = TRY(open_source("/proc/self/fd/" + std::to_string(file_.get())));
  packed_ = TRY(unpack(packing, std::move(file)));
  return {};
}

Result<std::optional<std::size_t>> LogPart::read(std::span<char> to) {
  const std::size_t got = packed_ ? TRY(packed_->read(to)) : TRY(read_at(file_.get(), to, offset_, path_));
  if (!packed_ && !TRY(is_as_it_was())) return std::optional<std::size_t>();
  offset_ += got;
  return std::optional<std::size_t>(got);
}

Result<bool> LogPart::is_as_it_was() {
  std::string head = beginning(kLogHead);
  if (TRY(size()) < offset_ || !head.starts_with(head_)) return false;
  head_ = std::move(head);
  return true;
}

Result<> LogPart::skip_to(std::uint64_t offset) {
  if (!packed_) {
    if (TRY(size()) < offset) return fail(path_ + " ends before");
    offset_ = offset;
    return {};
  }
  std::vector<char> block(kBlock);
  while (offset_ < offset) {
    const auto room = std::min<std::uint64_t>(block.size(), offset - offset_);
    const auto got = TRY(read(std::span(block).first(static_cast<std::size_t>(room))));
    if (!got || *got == 0) return fail(path_ + " ends before");
  }
  return {};
}

Result<> LogPart::skip_to_end() {
  const std::uint64_t end = TRY(size());
  const std::uint64_t from = end - std::min<std::uint64_t>(end, kBlock);
  std::string tail(static_cast<std::size_t>(end - from), '\0');
  const std::size_t got = TRY(read_at(file_.get(), tail, from, path_));
  const std::size_t feed = std::string_view(tail).substr(0, got).rfind('\n');
  return skip_to(feed == std::string_view::npos ? end : from + feed + 1);
}

Result<std::uint64_t> LogPart::size() const {
  struct stat info = {};
  if (::fstat(file_.get(), &info) != 0) return errno_error("cannot read " + path_);
  return static_cast<std::uint64_t>(info.st_size);
}

std::uint64_t LogPart::modified() const {
  struct stat info = {};
  if (::fstat(file_.get(), &info) != 0 || info.st_mtim.tv_sec < 0) return 0;
  return static_cast<std::uint64_t>(info.st_mtim.tv_sec) * 1000000000U +
         static_cast<std::uint64_t>(info.st_mtim.tv_nsec);
}

// What a packed file begins with, read apart from the rest.
Result<std::string> LogPart::packed_beginning(std::size_t size) const {
  std::array<char, kPackingHead> head = {};
  const std::size_t got = TRY(read_at(file_.get(), head, 0, path_));
  std::unique_ptr<ByteSource> file = TRY(open_source("/proc/self/fd/" + std::to_string(file_.get())));
  const std::unique_ptr<ByteSource> plain = TRY(unpack(packing_of({head.data(), got}), std::move(file)));
  return first_bytes(*plain, size);
}

std::string LogPart::beginning(std::size_t size) const {
  if (packed_) {
    const Result<std::string> head = packed_beginning(size);
    return head ? *head : "";
  }
  std::string head(size, '\0');
  const auto got = read_at(file_.get(), head, 0, path_);
  head.resize(got ? *got : 0);
  return head;
}

LogMark LogPart::mark() const {
  return {device_, inode_, modified(), head_.size(), sha256_hex(head_)};
}

bool LogPart::is_of(const LogMark& mark, Likeness likeness) const {
  // A number is given again once its file is gone, but to one that was made later.
  const bool same_place = device_ == mark.device && inode_ == mark.inode && born_ <= mark.modified;
  const bool sure = mark.head_size >= kTellingHead || same_place;
  if (!sure && (likeness == Likeness::Sure || modified() < mark.modified)) return false;
  const std::string head = beginning(static_cast<std::size_t>(std::min<std::uint64_t>(mark.head_size, kLogHead)));
  return head.size() == mark.head_size && sha256_hex(head) == mark.head_sha256;
}

}  // namespace modtrail
