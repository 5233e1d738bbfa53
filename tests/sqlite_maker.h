#pragma once

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <string>

// Databases for tests, made by SQLite itself.
namespace modtrail {

class MadeDatabase {
 public:
  explicit MadeDatabase(const std::string& path = ":memory:") {
    EXPECT_EQ(sqlite3_open(path.c_str(), &database_), SQLITE_OK);
  }
  MadeDatabase(const MadeDatabase&) = delete;
  MadeDatabase& operator=(const MadeDatabase&) = delete;
  ~MadeDatabase() { sqlite3_close(database_); }

  void run(const std::string& sql) {
    EXPECT_EQ(sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(database_);
  }
  // With one `?`, which these bytes are.
  void put(const std::string& sql, const std::string& blob) {
    sqlite3_stmt* statement = nullptr;
    EXPECT_EQ(sqlite3_prepare_v2(database_, sql.c_str(), -1, &statement, nullptr), SQLITE_OK);
    EXPECT_EQ(sqlite3_bind_blob(statement, 1, blob.data(), static_cast<int>(blob.size()), nullptr), SQLITE_OK);
    EXPECT_EQ(sqlite3_step(statement), SQLITE_DONE);
    sqlite3_finalize(statement);
  }
  // As a file of it would hold.
  std::string bytes() const {
    sqlite3_int64 size = 0;
    unsigned char* const begin = sqlite3_serialize(database_, "main", &size, 0);
    std::string out(reinterpret_cast<const char*>(begin), static_cast<std::size_t>(size));
    sqlite3_free(begin);
    return out;
  }

 private:
  sqlite3* database_ = nullptr;
};

}  // namespace modtrail
