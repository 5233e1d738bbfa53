#include "base/mapped_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <utility>

// Whoever touches a page that the file has no longer, or that the disk does not give, gets SIGBUS.  The handler puts
// zeros in the place of all that is left of the mapping, so that the look at it ends, and says so.  All that it can
// know is what it finds by thread: the signal comes to the thread that looked.
namespace modtrail {

namespace {

// What lies so far behind is let go, in such steps, so that the process does not seem to hold all of the file.  Looked
// at again, it comes back.
constexpr std::uint64_t kBehind = std::uint64_t{4} << 20;
constexpr std::uint64_t kStep = std::uint64_t{1} << 20;

struct Looked {
  char* begin = nullptr;
  char* end = nullptr;
  volatile bool* is_cut = nullptr;
};
thread_local Looked looked;

char* page_of(void* address) {
  const auto size = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  char* const byte = static_cast<char*>(address);
  return byte - reinterpret_cast<std::uintptr_t>(byte) % size;
}

bool put_zeros(char* from, const char* end) {
  const auto size = static_cast<std::size_t>(end - from);
  return ::mmap(from, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED | MAP_NORESERVE, -1, 0) != MAP_FAILED;
}

void on_bus_error(int signal, siginfo_t* info, void*) {
  const int error = errno;
  char* const page = page_of(info->si_addr);
  if (page >= looked.begin && page < looked.end && put_zeros(page, looked.end)) {
    *looked.is_cut = true;
  } else {
    ::signal(signal, SIG_DFL);  // none of ours: the instruction is run again, and ends the process
  }
  errno = error;
}

bool catch_bus_errors() {
  struct sigaction action = {};
  action.sa_sigaction = on_bus_error;
  action.sa_flags = SA_SIGINFO;
  return ::sigaction(SIGBUS, &action, nullptr) == 0;
}

}  // namespace

std::unique_ptr<MappedFile> MappedFile::map(int descriptor, std::uint64_t size) {
  static const bool kCaught = catch_bus_errors();
  if (!kCaught || size == 0 || size > SIZE_MAX / 2) return nullptr;
  void* const begin = ::mmap(nullptr, size, PROT_READ, MAP_SHARED | MAP_NORESERVE, descriptor, 0);
  if (begin == MAP_FAILED) return nullptr;
  ::madvise(begin, size, MADV_SEQUENTIAL);
  return std::unique_ptr<MappedFile>(new MappedFile(static_cast<char*>(begin), size));
}

MappedFile::~MappedFile() {
  if (looked.begin == begin_) looked = {};
  ::munmap(begin_, size_);
}

std::optional<std::string_view> MappedFile::view(std::uint64_t from, std::uint64_t to) {
  looked = {begin_, begin_ + size_, &is_cut_};
  if (is_cut_) return std::nullopt;
  let_go(from - std::min(from, kBehind));
  return std::string_view(begin_ + from, to - from);
}

void MappedFile::let_go(std::uint64_t to) {
  if (to < gone_ + kStep) return;
  const std::uint64_t from = std::max(gone_, to - kStep);
  gone_ = to / kStep * kStep;
  ::madvise(begin_ + from / kStep * kStep, gone_ - from / kStep * kStep, MADV_DONTNEED);
}

}  // namespace modtrail
