#include "modtrail/base/byte_source.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/fd.h"

namespace modtrail {
namespace {

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

 private:
  Fd fd_;
  std::string name_;
};

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

 private:
  std::string head_;
  std::size_t used_ = 0;
  std::unique_ptr<ByteSource> rest_;
};

}  // namespace

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
