#pragma once

#include "base/fd.h"
#include "modtrail/base/file_store.h"

namespace modtrail {

// On the disk.  Files are made with mode 0600; links are not followed.
class DirectoryStore : public FileStore {
 public:
  explicit DirectoryStore(std::string path) : path_(std::move(path)) {}

  Result<std::vector<std::string>> list() const override;
  Result<std::string> read(const std::string& name, std::size_t limit) const override;
  Result<std::unique_ptr<ByteSource>> open(const std::string& name) const override;
  Result<std::uint64_t> size(const std::string& name) const override;
  Result<> write(const std::string& name, std::uint64_t offset, std::string_view bytes) override;
  Result<> truncate(const std::string& name, std::uint64_t size) override;
  Result<> sync(const std::string& name) override;
  Result<> replace(const std::string& name, std::string_view content) override;
  Result<> remove(const std::string& name) override;

  const std::string& path() const { return path_; }

 private:
  Result<int> opened(const std::string& name);
  std::string where(const std::string& name) const { return path_ + "/" + name; }

  std::string path_;
  std::string open_name_;  // the file written last stays open
  Fd open_;
  bool is_new_ = false;
};

}  // namespace modtrail
