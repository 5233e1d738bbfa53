#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace modtrail {

// The bytes of a regular file as they lie in the page cache: looking at them there saves the copy of read(2), which
// takes longer than finding the lines in them.
class MappedFile {
 public:
  // Of its first `size` bytes, which it has; nothing where they cannot be mapped.
  static std::unique_ptr<MappedFile> map(int descriptor, std::uint64_t size);
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  ~MappedFile();

  // Bytes that only this thread looks at, as long as it looks at no other file.  Whoever may write the file changes
  // them under its eyes; where somebody cuts it off, zeros are seen, and from then on there is no view.
  std::optional<std::string_view> view(std::uint64_t from, std::uint64_t to);

 private:
  MappedFile(char* begin, std::uint64_t size) : begin_(begin), size_(size) {}
  void let_go(std::uint64_t to);

  char* begin_;
  std::uint64_t size_;
  std::uint64_t gone_ = 0;        // how far pages were let go
  volatile bool is_cut_ = false;  // said by a handler of signals
};

}  // namespace modtrail
