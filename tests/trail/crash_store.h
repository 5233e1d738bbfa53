#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "modtrail/base/file_store.h"

namespace modtrail {

// A disk that can lose power.  Writes go into a cache; sync() puts a file's on the disk.  After a crash of the program
// alone the cache is what is there; after one of the power any of the unsynced writes are, in pieces of a sector, in
// any combination.  The `fail_at`th operation that changes something fails, having done a part of its work.
class CrashStore : public FileStore {
 public:
  static constexpr std::size_t kSector = 512;

  CrashStore() = default;
  CrashStore(const CrashStore& other)
      : FileStore(),
        cache_(other.cache_),
        disk_(other.disk_),
        operations_(other.operations_),
        fail_at_(other.fail_at_) {}

  Result<std::vector<std::string>> list() const override;
  Result<std::string> read(const std::string& name, std::size_t limit) const override;
  Result<std::unique_ptr<ByteSource>> open(const std::string& name) const override;
  Result<std::uint64_t> size(const std::string& name) const override;
  Result<> write(const std::string& name, std::uint64_t offset, std::string_view bytes) override;
  Result<> truncate(const std::string& name, std::uint64_t size) override;
  Result<> sync(const std::string& name) override;
  Result<> replace(const std::string& name, std::string_view content) override;
  Result<> remove(const std::string& name) override;

  std::map<std::string, std::string>& files() { return cache_; }
  std::uint64_t operations() const { return operations_; }
  void fail_at(std::uint64_t operation) { fail_at_ = operation; }
  // Asked for each thing that may have reached the disk.
  using Coin = std::function<bool()>;
  void lose_power(const Coin& coin);

 private:
  bool fails() { return operations_++ == fail_at_; }
  void lose_some(const std::string& name, const Coin& coin);

  std::map<std::string, std::string> cache_;
  std::map<std::string, std::string> disk_;
  std::uint64_t operations_ = 0;
  std::uint64_t fail_at_ = UINT64_MAX;
};

}  // namespace modtrail
