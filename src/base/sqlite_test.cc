#include "modtrail/base/sqlite.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/temporary_directory.h"
#include "modtrail/base/file.h"
#include "modtrail/base/file_tree.h"
#include "modtrail/base/random_file.h"
#include "sqlite_maker.h"

namespace modtrail {
namespace {

constexpr std::size_t kMost = 10;
constexpr std::size_t kMuch = std::size_t{1} << 30;

std::unique_ptr<RandomFile> file(const std::string& bytes) {
  return random_file(bytes);
}

std::string small_database() {
  MadeDatabase made;
  made.run("PRAGMA page_size = 512; CREATE TABLE t (name TEXT, value)");
  made.run("INSERT INTO t VALUES ('a', 7), ('b', x'00ff'), ('c', NULL), ('d', 'text')");
  return made.bytes();
}

SqliteValue value_of(const Sqlite& database, const std::string& name) {
  const auto rows = database.query("SELECT value FROM t WHERE name = ?", name, kMost);
  if (!rows || rows->size() != 1) {
    ADD_FAILURE() << (rows ? std::to_string(rows->size()) + " rows" : rows.error().message);
    return {};
  }
  return rows->front().front();
}

TEST(Sqlite, TellsNumbersTextsAndBlobs) {
  const Sqlite database = Sqlite::open(file(small_database()), nullptr).value();
  EXPECT_EQ(value_of(database, "a"), SqliteValue(std::int64_t{7}));
  EXPECT_EQ(value_of(database, "b"), SqliteValue(std::string("\0\xff", 2)));
  EXPECT_EQ(value_of(database, "c"), SqliteValue());
  EXPECT_EQ(value_of(database, "d"), SqliteValue("text"));
  EXPECT_TRUE(database.query("SELECT * FROM t WHERE name = ?", "nobody", kMost)->empty());
  EXPECT_TRUE(database.is_unchanged());
}

TEST(Sqlite, SaysWhatItCannotTell) {
  EXPECT_EQ(Sqlite::open(file(""), nullptr).error().message, "it is no database of SQLite's");
  EXPECT_EQ(Sqlite::open(file(std::string(4096, 'x')), nullptr).error().message, "it is no database of SQLite's");
  std::string bytes = small_database();
  bytes[0] = 'X';
  const auto other = Sqlite::open(file(bytes), nullptr);
  EXPECT_FALSE(other && other->query("SELECT * FROM t WHERE name = ?", "a", kMost));
  const Sqlite database = Sqlite::open(file(small_database()), nullptr).value();
  EXPECT_EQ(database.query("SELECT * FROM t WHERE 1 OR name = ?", "a", 3).error().message, "it has more than 3 rows");
  EXPECT_EQ(database.query("SELECT * FROM u WHERE name = ?", "a", 3).error().message, "no such table: u");
}

TEST(Sqlite, OfWhateverLengthItIsCutToNothingIsMadeUp) {
  const std::string whole = small_database();
  for (std::size_t size = 0; size < whole.size(); size += 64) {
    const auto database = Sqlite::open(file(whole.substr(0, size)), nullptr);
    if (!database) continue;
    const auto rows = database->query("SELECT value FROM t WHERE name = ?", "a", kMost);
    EXPECT_FALSE(rows) << size;
  }
}

TEST(Sqlite, NeverWritesAndNeverRunsForever) {
  const Sqlite database = Sqlite::open(file(small_database()), nullptr).value();
  EXPECT_FALSE(database.query("DELETE FROM t WHERE name = ?", "a", kMost));
  EXPECT_FALSE(database.query("ATTACH ? AS other", "other", kMost));
  const char* endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n WHERE ?";
  EXPECT_EQ(database.query(endless, std::int64_t{1}, kMost).error().message, "it takes too long to look through");
}

TEST(Sqlite, AViewInAPlaceOfATableIsNotLookedInto) {
  MadeDatabase made;
  made.run("CREATE TABLE u (name TEXT, value); CREATE VIEW t AS SELECT * FROM u");
  const Sqlite database = Sqlite::open(file(made.bytes()), nullptr).value();
  EXPECT_EQ(database.query("SELECT value FROM t WHERE name = ?", "a", kMost).error().message,
            "access to view \"t\" prohibited");
}

// ---- the log beside it ----

// A database whose first row was put into its file, and the second into its log alone.
class Logged : public testing::Test {
 protected:
  Logged() : made_(directory_.path() + "/db") {
    made_.run("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0; CREATE TABLE t (name TEXT, value)");
    made_.run("INSERT INTO t VALUES ('a', 1); PRAGMA wal_checkpoint(TRUNCATE)");
    made_.run("INSERT INTO t VALUES ('b', 2)");
  }
  std::string bytes(const std::string& end = "") const {
    return read_file(directory_.path() + "/db" + end, kMuch).value();
  }
  TemporaryDirectory directory_;
  MadeDatabase made_;
};

TEST_F(Logged, WhatWasCommittedThereCounts) {
  const Sqlite database = Sqlite::open(file(bytes()), file(bytes("-wal"))).value();
  EXPECT_EQ(value_of(database, "a"), SqliteValue(std::int64_t{1}));
  EXPECT_EQ(value_of(database, "b"), SqliteValue(std::int64_t{2}));
  const Sqlite alone = Sqlite::open(file(bytes()), nullptr).value();
  EXPECT_EQ(value_of(alone, "a"), SqliteValue(std::int64_t{1}));
  EXPECT_TRUE(alone.query("SELECT value FROM t WHERE name = ?", "b", kMost)->empty());
}

TEST_F(Logged, WhatWasNotCommittedDoesNot) {
  const std::string log = bytes("-wal");
  for (std::size_t size = 0; size < log.size(); size += 97) {
    const Sqlite database = Sqlite::open(file(bytes()), file(log.substr(0, size))).value();
    EXPECT_TRUE(database.query("SELECT value FROM t WHERE name = ?", "b", kMost)->empty()) << size;
    EXPECT_EQ(value_of(database, "a"), SqliteValue(std::int64_t{1})) << size;
  }
  std::string changed = log;
  changed[changed.size() / 2] ^= 1;
  EXPECT_TRUE(Sqlite::open(file(bytes()), file(changed))->query("SELECT value FROM t WHERE name = ?", "b", 1)->empty());
}

TEST_F(Logged, AllOfItMayBeThere) {
  TemporaryDirectory other;
  MadeDatabase made(other.path() + "/db");
  made.run("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 0");
  made.run("CREATE TABLE t (name TEXT, value); INSERT INTO t VALUES ('a', 5)");
  const std::string log = read_file(other.path() + "/db-wal", kMuch).value();
  const std::string begun = read_file(other.path() + "/db", kMuch).value();
  EXPECT_EQ(value_of(Sqlite::open(file(begun), file(log)).value(), "a"), SqliteValue(std::int64_t{5}));
  EXPECT_EQ(value_of(Sqlite::open(file(""), file(log)).value(), "a"), SqliteValue(std::int64_t{5}));
}

TEST_F(Logged, NothingIsMadeOrWrittenBesideIt) {
  TemporaryDirectory copy;
  for (const std::string name : {"/db", "/db-wal"}) {
    std::filesystem::copy_file(directory_.path() + name, copy.path() + name);
  }
  const auto tree = open_tree(copy.path()).value();
  const Sqlite database = Sqlite::open(tree->open_random("/db").value(), tree->open_random("/db-wal").value()).value();
  EXPECT_EQ(value_of(database, "b"), SqliteValue(std::int64_t{2}));
  EXPECT_EQ(tree->list("/").value(), std::vector<std::string>({"db", "db-wal"}));
  EXPECT_EQ(tree->read("/db", kMuch).value(), bytes());
  EXPECT_TRUE(database.is_unchanged());
  std::ofstream(copy.path() + "/db-wal", std::ios::app) << "more";
  EXPECT_FALSE(database.is_unchanged());
}

TEST(SqliteLog, OfMoreThan64MiBIsNotRead) {
  TemporaryDirectory directory;
  std::ofstream(directory.path() + "/log") << "";
  std::filesystem::resize_file(directory.path() + "/log", (std::uintmax_t{64} << 20) + 1);
  const auto tree = open_tree(directory.path()).value();
  EXPECT_EQ(Sqlite::open(file(small_database()), tree->open_random("/log").value()).error().message,
            "its log holds more than 67108864 bytes");
}

}  // namespace
}  // namespace modtrail
