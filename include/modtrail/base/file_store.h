#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/base/byte_source.h"
#include "modtrail/base/result.h"

namespace modtrail {

// The regular files of one directory, for those who write on: what is synced is on the disk, of the rest any part may
// be.
class FileStore {
 public:
  virtual ~FileStore() = default;
  FileStore() = default;
  FileStore(const FileStore&) = delete;
  FileStore& operator=(const FileStore&) = delete;

  virtual Result<std::vector<std::string>> list() const = 0;  // names, sorted
  virtual Result<std::string> read(const std::string& name, std::size_t limit) const = 0;
  virtual Result<std::unique_ptr<ByteSource>> open(const std::string& name) const = 0;  // from its beginning
  virtual Result<std::uint64_t> size(const std::string& name) const = 0;
  // Makes the file where there is none.  After an error any part of the bytes may stand there.
  virtual Result<> write(const std::string& name, std::uint64_t offset, std::string_view bytes) = 0;
  virtual Result<> truncate(const std::string& name, std::uint64_t size) = 0;
  virtual Result<> sync(const std::string& name) = 0;                               // with the name of a new file
  virtual Result<> replace(const std::string& name, std::string_view content) = 0;  // whole or not at all, synced
  virtual Result<> remove(const std::string& name) = 0;
};

}  // namespace modtrail
