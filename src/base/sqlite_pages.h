#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>

#include "modtrail/base/random_file.h"

namespace modtrail {

// The bytes of a database of SQLite's as its next reader would see them: of its file, or of the write-ahead log beside
// it where a page was committed there since.
class SqlitePages {
 public:
  // Errors: a page size that is none, two of them, half a page, a log of more than 64 MiB.
  static Result<SqlitePages> open(std::unique_ptr<RandomFile> database, std::unique_ptr<RandomFile> log);

  std::uint64_t size() const { return size_; }
  Result<> read(std::uint64_t at, std::span<char> to) const;
  bool is_unchanged() const;

 private:
  SqlitePages(std::unique_ptr<RandomFile> database, std::unique_ptr<RandomFile> log);
  Result<> read_log();
  Result<> read_page(std::uint64_t page, std::uint64_t within, std::span<char> to) const;

  std::unique_ptr<RandomFile> database_;
  std::unique_ptr<RandomFile> log_;
  std::uint64_t page_size_ = 0;
  std::uint64_t size_ = 0;
  std::map<std::uint64_t, std::uint64_t> logged_;  // by the page's number, from 0: where it lies in the log
};

}  // namespace modtrail
