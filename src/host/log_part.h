#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/fd.h"
#include "modtrail/base/byte_source.h"
#include "modtrail/base/result.h"
#include "modtrail/base/unpack.h"

namespace modtrail {

// What tells a file of a log from others: where it lies, and what it begins with, which no one changes.
struct LogMark {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t modified = 0;   // nanoseconds since 1970
  std::uint64_t head_size = 0;  // bytes of the beginning, kLogHead at most
  std::string head_sha256;
};
inline constexpr std::size_t kLogHead = 256;

// One file of a log, plain or packed, read from a place on.
class LogPart {
 public:
  // Errors: no regular file, cannot be read, no packed file after all.
  static Result<LogPart> open(const std::string& path);

  // The next bytes: 0 at the end for now, nothing where the file is no longer what it was (cut off, written anew).
  // Errors: cannot be read, packed and damaged.
  Result<std::optional<std::size_t>> read(std::span<char> to);
  // Errors: it ends before.
  Result<> skip_to(std::uint64_t offset);
  // To the end of its last whole line.
  Result<> skip_to_end();

  std::uint64_t offset() const { return offset_; }  // of the next byte, unpacked
  bool packed() const { return packed_ != nullptr; }
  // In bytes as it lies there, and when it was written last.
  Result<std::uint64_t> size() const;
  std::uint64_t modified() const;
  std::uint64_t device() const { return device_; }
  std::uint64_t inode() const { return inode_; }
  bool is_file(const LogPart& other) const { return device_ == other.device_ && inode_ == other.inode_; }

  LogMark mark() const;
  // Is it that file, or a copy of it?  Reads its beginning.  Sure: that much of its beginning was known that no other
  // file can be it, or it still lies in the same place; Perhaps: as far as can be told.
  enum class Likeness : std::uint8_t { Sure, Perhaps };
  bool is_of(const LogMark& mark, Likeness likeness = Likeness::Sure) const;

 private:
  std::string beginning(std::size_t size) const;
  Result<std::string> packed_beginning(std::size_t size) const;
  Result<> unpack_from(Packing packing);
  Result<bool> is_as_it_was();

  std::string path_;
  Fd file_;
  std::unique_ptr<ByteSource> packed_;
  std::uint64_t device_ = 0;
  std::uint64_t inode_ = 0;
  std::uint64_t born_ = 0;  // nanoseconds since 1970; 0: the file system does not say
  std::uint64_t offset_ = 0;
  std::string head_;  // what it began with when it was last looked at
};

}  // namespace modtrail
