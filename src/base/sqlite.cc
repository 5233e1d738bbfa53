#include "modtrail/base/sqlite.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/sqlite_pages.h"

// SQLite reaches its files through a table of functions (sqlite.org/vfs.html).  This one has a single file, the pages
// that were opened here; it takes no lock, knows no other file, and refuses whatever would write.
namespace modtrail {
namespace {

constexpr int kLargestValue = 64 << 20;
constexpr int kStepsAtOnce = 1000;
constexpr int kMostTurns = 20000;

// ---- the file ----

struct PagesFile {
  sqlite3_file base;  // first, as SQLite wants it
  const SqlitePages* pages;
};

const SqlitePages& pages_of(sqlite3_file* file) {
  return *reinterpret_cast<PagesFile*>(file)->pages;
}

int close(sqlite3_file*) {
  return SQLITE_OK;
}

// What lies behind the end is zeros, and short.
int read(sqlite3_file* file, void* to, int amount, sqlite3_int64 at) {
  const SqlitePages& pages = pages_of(file);
  if (amount < 0 || at < 0) return SQLITE_IOERR_READ;
  const auto from = static_cast<std::uint64_t>(at);
  const std::span<char> wanted(static_cast<char*>(to), static_cast<std::size_t>(amount));
  const std::uint64_t there = pages.size() - std::min(pages.size(), from);
  const std::span<char> had = wanted.first(std::min<std::uint64_t>(there, wanted.size()));
  if (!pages.read(from, had)) return SQLITE_IOERR_READ;
  std::fill(wanted.begin() + static_cast<std::ptrdiff_t>(had.size()), wanted.end(), '\0');
  return had.size() == wanted.size() ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int write(sqlite3_file*, const void*, int, sqlite3_int64) {
  return SQLITE_READONLY;
}
int truncate(sqlite3_file*, sqlite3_int64) {
  return SQLITE_READONLY;
}
int nothing(sqlite3_file*, int) {
  return SQLITE_OK;
}
int size(sqlite3_file* file, sqlite3_int64* out) {
  *out = static_cast<sqlite3_int64>(pages_of(file).size());
  return SQLITE_OK;
}
int is_reserved(sqlite3_file*, int* out) {
  *out = 0;
  return SQLITE_OK;
}
int control(sqlite3_file*, int, void*) {
  return SQLITE_NOTFOUND;
}
int sector(sqlite3_file*) {
  return 0;
}
int characteristics(sqlite3_file*) {
  return SQLITE_IOCAP_IMMUTABLE;  // no locks, no look for a journal
}

constexpr sqlite3_io_methods kFile = {1,       close,   read,        write,   truncate, nothing,         size,
                                      nothing, nothing, is_reserved, control, sector,   characteristics, nullptr,
                                      nullptr, nullptr, nullptr,     nullptr, nullptr};

// ---- where it lies ----

int open(sqlite3_vfs* system, const char*, sqlite3_file* file, int flags, int* out_flags) {
  file->pMethods = nullptr;
  if ((flags & SQLITE_OPEN_MAIN_DB) == 0) return SQLITE_CANTOPEN;
  auto* const opened = reinterpret_cast<PagesFile*>(file);
  opened->base.pMethods = &kFile;
  opened->pages = static_cast<const SqlitePages*>(system->pAppData);
  if (out_flags != nullptr) *out_flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_MAIN_DB;
  return SQLITE_OK;
}
int remove(sqlite3_vfs*, const char*, int) {
  return SQLITE_IOERR_DELETE;
}
int is_there(sqlite3_vfs*, const char*, int, int* out) {
  *out = 0;
  return SQLITE_OK;
}
int full_path(sqlite3_vfs*, const char* name, int room, char* out) {
  if (std::strlen(name) >= static_cast<std::size_t>(room)) return SQLITE_CANTOPEN;
  std::memcpy(out, name, std::strlen(name) + 1);
  return SQLITE_OK;
}
int randomness(sqlite3_vfs*, int bytes, char* out) {
  std::fill_n(out, bytes, '\0');
  return bytes;
}
int sleep(sqlite3_vfs*, int) {
  return 0;
}
int time(sqlite3_vfs*, double* out) {
  *out = 0;
  return SQLITE_OK;
}
int last_error(sqlite3_vfs*, int, char*) {
  return 0;
}

// ---- what it tells ----

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

std::string bytes_of(sqlite3_stmt* statement, int column) {
  const auto* const begin = static_cast<const char*>(sqlite3_column_blob(statement, column));
  const int size = sqlite3_column_bytes(statement, column);
  return begin == nullptr ? std::string() : std::string(begin, static_cast<std::size_t>(size));
}

SqliteValue value_of(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return sqlite3_column_int64(statement, column);
    case SQLITE_TEXT:
    case SQLITE_BLOB:
      return bytes_of(statement, column);
    default:
      return std::monostate();
  }
}

int bind(sqlite3_stmt* statement, const SqliteValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return sqlite3_bind_int64(statement, 1, *number);
  if (const auto* text = std::get_if<std::string>(&value)) {
    return sqlite3_bind_text64(statement, 1, text->data(), text->size(), nullptr, SQLITE_UTF8);
  }
  return SQLITE_OK;
}

// Called every so many steps; what is not 0 ends the statement.
int is_too_much(void* left) {
  return --*static_cast<int*>(left) < 0 ? 1 : 0;
}

}  // namespace

struct Sqlite::State {
  explicit State(SqlitePages from) : pages(std::move(from)), name("modtrail-" + std::to_string(number())) {
    system.iVersion = 1;
    system.szOsFile = sizeof(PagesFile);
    system.mxPathname = 64;
    system.zName = name.c_str();
    system.pAppData = &pages;
    system.xOpen = modtrail::open;
    system.xDelete = modtrail::remove;
    system.xAccess = is_there;
    system.xFullPathname = full_path;
    system.xRandomness = randomness;
    system.xSleep = modtrail::sleep;
    system.xCurrentTime = modtrail::time;
    system.xGetLastError = last_error;
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() {
    sqlite3_close(database);
    sqlite3_vfs_unregister(&system);
  }

  // SQLite knows a system by its name, and this one by its place.
  std::uintptr_t number() const { return reinterpret_cast<std::uintptr_t>(this); }
  tl::unexpected<Error> error() const { return fail(sqlite3_errmsg(database)); }
  Result<> open();
  Result<> harden() const;

  SqlitePages pages;
  std::string name;
  sqlite3_vfs system = {};
  sqlite3* database = nullptr;
};

Result<> Sqlite::State::open() {
  if (sqlite3_vfs_register(&system, 0) != SQLITE_OK) return fail("out of memory");
  constexpr int kFlags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE;
  if (sqlite3_open_v2("database", &database, kFlags, name.c_str()) != SQLITE_OK) return error();
  return harden();
}

Result<> Sqlite::State::harden() const {
  sqlite3_limit(database, SQLITE_LIMIT_LENGTH, kLargestValue);
  sqlite3_limit(database, SQLITE_LIMIT_ATTACHED, 0);
  for (const int off : {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_VIEW, SQLITE_DBCONFIG_ENABLE_TRIGGER}) {
    sqlite3_db_config(database, off, 0, nullptr);
  }
  sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  constexpr const char* kCareful = "PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON";
  if (sqlite3_exec(database, kCareful, nullptr, nullptr, nullptr) != SQLITE_OK) return error();
  return {};
}

Sqlite::Sqlite(std::unique_ptr<State> state) : state_(std::move(state)) {}
Sqlite::Sqlite(Sqlite&&) noexcept = default;
Sqlite& Sqlite::operator=(Sqlite&&) noexcept = default;
Sqlite::~Sqlite() = default;

Result<Sqlite> Sqlite::open(std::unique_ptr<RandomFile> database, std::unique_ptr<RandomFile> log) {
  auto state = std::make_unique<State>(TRY(SqlitePages::open(std::move(database), std::move(log))));
  TRY(state->open());
  return Sqlite(std::move(state));
}

Result<std::vector<SqliteRow>> Sqlite::query(const std::string& statement, const SqliteValue& bound,
                                             std::size_t most) const {
  sqlite3_stmt* prepared = nullptr;
  int left = kMostTurns;
  sqlite3_progress_handler(state_->database, kStepsAtOnce, is_too_much, &left);
  const int size = static_cast<int>(statement.size());
  if (sqlite3_prepare_v2(state_->database, statement.data(), size, &prepared, nullptr) != SQLITE_OK) {
    return state_->error();
  }
  const Statement owner(prepared);
  if (bind(prepared, bound) != SQLITE_OK) return state_->error();
  std::vector<SqliteRow> rows;
  int step = sqlite3_step(prepared);
  for (; step == SQLITE_ROW; step = sqlite3_step(prepared)) {
    if (rows.size() == most) return fail("it has more than " + std::to_string(most) + " rows");
    SqliteRow& row = rows.emplace_back();
    for (int column = 0; column < sqlite3_column_count(prepared); ++column) row.push_back(value_of(prepared, column));
  }
  if (step == SQLITE_INTERRUPT) return fail("it takes too long to look through");
  if (step != SQLITE_DONE) return state_->error();
  return rows;
}

bool Sqlite::is_unchanged() const {
  return state_->pages.is_unchanged();
}

}  // namespace modtrail
