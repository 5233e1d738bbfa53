#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "modtrail/base/result.h"

namespace modtrail {

// Which file it is, and of when: another stamp, other bytes.
struct FileStamp {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::uint64_t size = 0;
  std::int64_t modified = 0;  // nanoseconds since 1970
  std::int64_t changed = 0;   // likewise: of the inode, which nothing but the clock sets
  bool operator==(const FileStamp&) const = default;
};

// Nothing was changed about it since before this time, in milliseconds since 1970.
bool is_older(const FileStamp& stamp, std::uint64_t time);

// Of a file or directory; nothing where there is none.
std::optional<FileStamp> stamp_of(const std::string& path);

struct StampedFile {
  std::string bytes;
  FileStamp stamp;
};
// Of a regular file, which did not change while it was read; an error past `limit` bytes.
Result<StampedFile> read_stamped(const std::string& path, std::size_t limit);

}  // namespace modtrail
