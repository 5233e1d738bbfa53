#include "trail/crash_store.h"

#include <algorithm>

namespace modtrail {
namespace {

void put(std::string& file, std::uint64_t offset, std::string_view bytes) {
  if (file.size() < offset + bytes.size()) file.resize(offset + bytes.size(), '\0');
  file.replace(offset, bytes.size(), bytes);
}

tl::unexpected<Error> injected() {
  return fail("no space left on device");
}

}  // namespace

Result<std::vector<std::string>> CrashStore::list() const {
  std::vector<std::string> names;
  for (const auto& [name, content] : cache_) names.push_back(name);
  return names;
}

Result<std::string> CrashStore::read(const std::string& name, std::size_t) const {
  const auto file = cache_.find(name);
  if (file == cache_.end()) return fail("no such file: " + name, ErrorKind::Missing);
  return file->second;
}

// Of what it holds now.
Result<std::unique_ptr<ByteSource>> CrashStore::open(const std::string& name) const {
  return put_back(TRY(read(name, 0)), memory_source({}));
}

Result<std::uint64_t> CrashStore::size(const std::string& name) const {
  const std::string content = TRY(read(name, 0));
  return content.size();
}

Result<> CrashStore::write(const std::string& name, std::uint64_t offset, std::string_view bytes) {
  const bool failed = fails();
  if (failed) bytes = bytes.substr(0, bytes.size() / 2);
  put(cache_[name], offset, bytes);
  if (failed) return injected();
  return {};
}

Result<> CrashStore::truncate(const std::string& name, std::uint64_t size) {
  if (fails()) return injected();
  cache_[name].resize(size);
  return {};
}

Result<> CrashStore::sync(const std::string& name) {
  if (fails()) return injected();
  disk_[name] = cache_[name];
  return {};
}

Result<> CrashStore::replace(const std::string& name, std::string_view content) {
  if (fails()) return injected();
  cache_[name] = disk_[name] = std::string(content);
  return {};
}

Result<> CrashStore::remove(const std::string& name) {
  if (fails()) return injected();
  cache_.erase(name);
  disk_.erase(name);
  return {};
}

// Of a file's sectors each is the old one or the new one; its size, too.
void CrashStore::lose_some(const std::string& name, const Coin& coin) {
  const auto synced = disk_.find(name);
  const std::string before = synced == disk_.end() ? std::string() : synced->second;
  const std::string after = cache_[name];
  std::string mixed = before;
  if (before.size() != after.size()) mixed.resize(coin() ? before.size() : after.size(), '\0');
  for (std::size_t at = 0; at < mixed.size() && at < after.size(); at += kSector) {
    const std::string_view sector = std::string_view(after).substr(at, std::min(kSector, mixed.size() - at));
    if (mixed.compare(at, sector.size(), sector) != 0 && coin()) mixed.replace(at, sector.size(), sector);
  }
  cache_[name] = mixed;
  if (synced == disk_.end() && coin()) cache_.erase(name);
}

void CrashStore::lose_power(const Coin& coin) {
  std::vector<std::string> names;
  for (const auto& [name, content] : cache_) names.push_back(name);
  for (const std::string& name : names) lose_some(name, coin);
  disk_ = cache_;
  fail_at_ = UINT64_MAX;
}

}  // namespace modtrail
