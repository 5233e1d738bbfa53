#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "modtrail/base/random_file.h"

namespace modtrail {

// NULL and numbers with a fraction are nothing; text and blobs are bytes.
using SqliteValue = std::variant<std::monostate, std::int64_t, std::string>;
using SqliteRow = std::vector<SqliteValue>;

// A database of SQLite's (sqlite.org/fileformat2.html) that is looked at and nothing else: none of its files is
// written, locked or made, and another program may use it meanwhile.  It may be hostile: what a query costs is bounded,
// and its views and triggers are off.
class Sqlite {
 public:
  // `log` is the write-ahead log beside it (DATABASE-wal), nullptr where there is none: what was committed to it
  // counts. Errors: it is no database, or the log is larger than 64 MiB.
  static Result<Sqlite> open(std::unique_ptr<RandomFile> database, std::unique_ptr<RandomFile> log);
  Sqlite(Sqlite&&) noexcept;
  Sqlite& operator=(Sqlite&&) noexcept;
  ~Sqlite();

  // The rows of a SELECT, whose one `?` is `bound`.  Errors: it cannot be run, is more than `most` rows or takes more
  // than 20 million steps.
  Result<std::vector<SqliteRow>> query(const std::string& statement, const SqliteValue& bound, std::size_t most) const;
  // What was read so far belongs together: nobody has written to the files meanwhile.
  bool is_unchanged() const;

 private:
  struct State;
  explicit Sqlite(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace modtrail
