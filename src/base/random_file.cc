#include "modtrail/base/random_file.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "base/descriptor_file.h"

namespace modtrail {
namespace {

tl::unexpected<Error> ends_before() {
  return fail("it ends before that");
}

class MemoryFile final : public RandomFile {
 public:
  explicit MemoryFile(std::string bytes) : bytes_(std::move(bytes)) {}
  std::uint64_t size() const override { return bytes_.size(); }
  Result<> read(std::uint64_t at, std::span<char> to) const override {
    if (at > bytes_.size() || to.size() > bytes_.size() - at) return ends_before();
    std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(at), to.size(), to.begin());
    return {};
  }
  bool is_unchanged() const override { return true; }

 private:
  std::string bytes_;
};

bool is_same(const timespec& one, const timespec& other) {
  return one.tv_sec == other.tv_sec && one.tv_nsec == other.tv_nsec;
}

class DescriptorFile final : public RandomFile {
 public:
  DescriptorFile(Fd descriptor, const struct stat& opened) : descriptor_(std::move(descriptor)), opened_(opened) {}
  std::uint64_t size() const override { return static_cast<std::uint64_t>(std::max<off_t>(opened_.st_size, 0)); }

  Result<> read(std::uint64_t at, std::span<char> to) const override {
    while (!to.empty()) {
      const ssize_t got = ::pread(descriptor_.get(), to.data(), to.size(), static_cast<off_t>(at));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) return errno_error("cannot read it");
      if (got == 0) return ends_before();
      to = to.subspan(static_cast<std::size_t>(got));
      at += static_cast<std::uint64_t>(got);
    }
    return {};
  }

  bool is_unchanged() const override {
    struct stat now = {};
    return ::fstat(descriptor_.get(), &now) == 0 && now.st_size == opened_.st_size &&
           is_same(now.st_mtim, opened_.st_mtim) && is_same(now.st_ctim, opened_.st_ctim);
  }

 private:
  Fd descriptor_;
  struct stat opened_;
};

}  // namespace

std::unique_ptr<RandomFile> random_file(std::string bytes) {
  return std::make_unique<MemoryFile>(std::move(bytes));
}

Result<std::unique_ptr<RandomFile>> random_file(Fd descriptor) {
  struct stat opened = {};
  if (::fstat(descriptor.get(), &opened) != 0) return errno_error("cannot read it");
  return std::make_unique<DescriptorFile>(std::move(descriptor), opened);
}

}  // namespace modtrail
