#include "modtrail/base/byte_source.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/fd.h"
#include "base/mapped_file.h"

namespace modtrail {
namespace {

// A file that is smaller is read, and the end of any: that may grow, and is sure to be there.
constexpr std::uint64_t kLeastMapped = std::uint64_t{4} << 20;
constexpr std::uint64_t kNotMapped = std::uint64_t{1} << 20;

class DescriptorSource final : public ByteSource {
 public:
  DescriptorSource(Fd fd, std::string name) : fd_(std::move(fd)), name_(std::move(name)) {}

  Result<std::size_t> read(std::span<char> to) override {
    ssize_t got = -1;
    do {
      got = ::read(fd_.get(), to.data(), to.size());
    } while (got < 0 && errno == EINTR);
    if (got < 0) return errno_error("cannot read " + name_);
    return static_cast<std::size_t>(got);
  }
  Result<std::string_view> view(std::size_t back) override;

 private:
  std::uint64_t size() const;
  void map();

  Fd fd_;
  std::string name_;
  std::unique_ptr<MappedFile> mapped_;
  std::uint64_t position_ = 0;  // where views go on
  std::uint64_t view_end_ = 0;
  bool was_asked_ = false;
};

// 0 of what is no regular file.
std::uint64_t DescriptorSource::size() const {
  struct stat info = {};
  return ::fstat(fd_.get(), &info) == 0 && S_ISREG(info.st_mode) ? static_cast<std::uint64_t>(info.st_size) : 0;
}

void DescriptorSource::map() {
  was_asked_ = true;
  const std::uint64_t size = this->size();
  const off_t position = ::lseek(fd_.get(), 0, SEEK_CUR);
  if (position < 0 || size < static_cast<std::uint64_t>(position) + kLeastMapped) return;
  mapped_ = MappedFile::map(fd_.get(), size);
  position_ = static_cast<std::uint64_t>(position);
  view_end_ = position_ + (size - position_ - kNotMapped) / kView * kView;
}

Result<std::string_view> DescriptorSource::view(std::size_t back) {
  if (!was_asked_) map();
  if (!mapped_) return std::string_view();
  const std::uint64_t to = std::min(position_ + kView, view_end_);
  const auto bytes = mapped_->view(position_ - back, to);
  if (!bytes || size() < to) return fail("cannot read " + name_ + ": it became shorter meanwhile");
  if (to == position_) return std::string_view();
  position_ = to;
  if (::lseek(fd_.get(), static_cast<off_t>(to), SEEK_SET) < 0) return errno_error("cannot read " + name_);
  return *bytes;
}

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : left_(bytes) {}

  Result<std::size_t> read(std::span<char> to) override {
    const std::size_t size = std::min(to.size(), left_.size());
    std::copy_n(left_.data(), size, to.data());
    left_.remove_prefix(size);
    return size;
  }

 private:
  std::string_view left_;
};

class PutBackSource final : public ByteSource {
 public:
  PutBackSource(std::string head, std::unique_ptr<ByteSource> rest) : head_(std::move(head)), rest_(std::move(rest)) {}

  Result<std::size_t> read(std::span<char> to) override {
    if (used_ == head_.size()) return rest_->read(to);
    const std::size_t size = std::min(to.size(), head_.size() - used_);
    std::copy_n(head_.data() + used_, size, to.data());
    used_ += size;
    return size;
  }
  Result<std::string_view> view(std::size_t back) override {
    return used_ == head_.size() ? rest_->view(back) : Result<std::string_view>(std::string_view());
  }

 private:
  std::string head_;
  std::size_t used_ = 0;
  std::unique_ptr<ByteSource> rest_;
};

}  // namespace

Result<std::string_view> ByteSource::view(std::size_t) {
  return std::string_view();
}

Result<std::unique_ptr<ByteSource>> open_source(const std::string& path, std::uint64_t offset) {
  const bool standard = path == "-";
  Fd fd = TRY(standard ? duplicate_standard_input() : open_regular(path));
  if (offset > 0 && !standard && ::lseek(fd.get(), static_cast<off_t>(offset), SEEK_SET) < 0) {
    return errno_error("cannot read " + path);
  }
  return std::make_unique<DescriptorSource>(std::move(fd), standard ? "standard input" : path);
}

std::uint64_t size_of_file(const std::string& path) {
  const Result<Fd> fd = open_regular(path);
  struct stat info = {};
  return fd && ::fstat(fd->get(), &info) == 0 ? static_cast<std::uint64_t>(info.st_size) : 0;
}

Result<std::string> first_bytes(ByteSource& source, std::size_t size) {
  std::string head(size, '\0');
  std::size_t filled = 0;
  while (filled < size) {
    const std::size_t got = TRY(source.read(std::span(head).subspan(filled)));
    if (got == 0) break;
    filled += got;
  }
  head.resize(filled);
  return head;
}

std::unique_ptr<ByteSource> memory_source(std::string_view bytes) {
  return std::make_unique<MemorySource>(bytes);
}

std::unique_ptr<ByteSource> put_back(std::string head, std::unique_ptr<ByteSource> rest) {
  return std::make_unique<PutBackSource>(std::move(head), std::move(rest));
}

}  // namespace modtrail
