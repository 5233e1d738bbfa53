#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "modtrail/base/sqlite.h"
#include "modules/package_lists.h"
#include "modules/rpm_header.h"

// Since rpm 4.16 its database is one of SQLite's: a table of the packages' headers by number, and one that has for the
// last part of a path each header it is in, and under which number there (rpm's lib/backend/sqlite.c).  Many packages
// have a file of that name, one each kernel, so the header has the last word: it tells the whole path.
//
// Another process may be installing meanwhile.  What was read while it wrote does not count; it is read once more.
namespace modtrail {
namespace {

// Where distributions have it: Fedora, openSUSE and RHEL 10; RHEL up to 9; rpm-ostree.  Mostly one is a link to
// another.
constexpr std::array<std::string_view, 3> kPlaces = {"/usr/lib/sysimage/rpm", "/var/lib/rpm", "/usr/share/rpm"};
constexpr std::string_view kDatabase = "/rpmdb.sqlite";
constexpr std::string_view kLog = "/rpmdb.sqlite-wal";
constexpr std::string_view kJournal = "/rpmdb.sqlite-journal";
struct OldDatabase {
  std::string_view file;
  std::string_view form;
};
constexpr std::array kOlder = {OldDatabase{"/Packages.db", "ndb"}, OldDatabase{"/Packages", "Berkeley DB"}};

constexpr std::size_t kMostFiles = 10000;  // of one name
constexpr std::size_t kMostHeld = 200000;  // files of headers that are kept
constexpr int kTries = 3;

std::string path(std::string_view place, std::string_view file) {
  return std::string(place) + std::string(file);
}

// ---- one database ----

class RpmDatabase {
 public:
  static Result<RpmDatabase> open(const FileTree& tree, std::string_view place);
  FileOwner owner(const std::string& file);
  bool is_unchanged() const { return database_.is_unchanged(); }

 private:
  explicit RpmDatabase(Sqlite database) : database_(std::move(database)) {}
  Result<const RpmHeader*> header(std::int64_t number);
  Result<std::string> package_with(const SqliteRow& row, std::string_view file);

  Sqlite database_;
  std::map<std::int64_t, RpmHeader> headers_;
  std::size_t held_ = 0;
};

Result<std::unique_ptr<RandomFile>> open_if_there(const FileTree& tree, const std::string& file) {
  auto opened = tree.open_random(file);
  if (!opened && opened.error().kind == ErrorKind::Missing) return std::unique_ptr<RandomFile>();
  return opened;
}

Result<RpmDatabase> RpmDatabase::open(const FileTree& tree, std::string_view place) {
  const auto journal = tree.lstat(path(place, kJournal));
  if (journal && journal->size != 0) return fail("somebody stopped while writing to it");
  auto database = TRY(tree.open_random(path(place, kDatabase)));
  auto log = TRY(open_if_there(tree, path(place, kLog)));
  return RpmDatabase(TRY(Sqlite::open(std::move(database), std::move(log))));
}

Result<const RpmHeader*> RpmDatabase::header(std::int64_t number) {
  if (const auto at = headers_.find(number); at != headers_.end()) return &at->second;
  const auto rows = TRY(database_.query("SELECT blob FROM Packages WHERE hnum = ?", number, 1));
  const auto* const bytes = rows.empty() ? nullptr : std::get_if<std::string>(&rows.front().front());
  if (bytes == nullptr) return fail("package " + std::to_string(number) + " is not in it");
  auto header = parse_rpm_header(*bytes);
  if (!header) return fail("package " + std::to_string(number) + ": " + header.error().message);
  held_ += header->base_names.size();
  if (held_ > kMostHeld) {
    headers_.clear();
    held_ = header->base_names.size();
  }
  return &(headers_[number] = std::move(*header));
}

// "": it has another file of that name.
Result<std::string> RpmDatabase::package_with(const SqliteRow& row, std::string_view file) {
  if (row.size() != 2) return fail("a row of its index holds no numbers");
  const auto* const package = std::get_if<std::int64_t>(&row.front());
  const auto* const number = std::get_if<std::int64_t>(&row.back());
  if (package == nullptr || number == nullptr || *number < 0) return fail("a row of its index holds no numbers");
  const RpmHeader& found = *TRY(header(*package));
  const auto there = installed_file(found, static_cast<std::uint64_t>(*number));
  return there && without_usr(*there) == without_usr(file) ? found.name : "";
}

FileOwner RpmDatabase::owner(const std::string& file) {
  const auto rows =
      database_.query("SELECT hnum, idx FROM Basenames WHERE key = ?", file.substr(file.rfind('/') + 1), kMostFiles);
  if (!rows) return {Ownership::Unknown, "", rows.error().message};
  FileOwner owner{Ownership::Nobody, "", ""};
  for (const SqliteRow& row : *rows) {
    const auto package = package_with(row, file);
    if (package && !package->empty()) return {Ownership::Package, *package, ""};
    if (!package) owner = {Ownership::Unknown, "", package.error().message};
  }
  return owner;
}

// ---- all of them ----

FileOwners all_unknown(const std::set<std::string>& files, const std::string& why) {
  FileOwners owners;
  for (const std::string& file : files) owners[file] = {Ownership::Unknown, "", why};
  return owners;
}

std::string name_of(std::string_view place) {
  return "the RPM database in " + std::string(place);
}

FileOwners read_once(RpmDatabase& database, std::string_view place, const std::set<std::string>& files) {
  FileOwners owners;
  for (const std::string& file : files) {
    FileOwner& owner = owners[file] = database.owner(file);
    if (!owner.unknown.empty()) owner.unknown = name_of(place) + ": " + owner.unknown;
  }
  return owners;
}

FileOwners owners_in(const FileTree& tree, std::string_view place, const std::set<std::string>& files) {
  for (int i = 0; i < kTries; ++i) {
    auto database = RpmDatabase::open(tree, place);
    if (!database) return all_unknown(files, name_of(place) + ": " + database.error().message);
    FileOwners owners = read_once(*database, place, files);
    if (database->is_unchanged()) return owners;
  }
  return all_unknown(files, name_of(place) + " is being changed");
}

using Identity = std::pair<std::uint64_t, std::uint64_t>;

// Of the place's database, whichever of the three it is; nothing where it has none.
struct Kept {
  Identity file;
  std::string unread;  // "": it is of SQLite's
};
std::optional<Kept> kept_in(const FileTree& tree, std::string_view place) {
  const auto at = stat(tree, path(place, kDatabase));
  if (at) return Kept{{at->device, at->inode}, ""};
  if (at.error().kind != ErrorKind::Missing) return Kept{{}, at.error().message};
  for (const OldDatabase& old : kOlder) {
    const auto file = stat(tree, path(place, old.file));
    if (!file) continue;
    const std::string why = name_of(place) + " is of " + std::string(old.form) + ", which is not read";
    return Kept{{file->device, file->inode}, why};
  }
  return std::nullopt;
}

}  // namespace

FileOwners rpm_owners(const FileTree& tree, const std::set<std::string>& files) {
  FileOwners found;
  std::set<Identity> seen;
  for (const std::string_view place : kPlaces) {
    const auto kept = kept_in(tree, place);
    if (!kept || !seen.insert(kept->file).second) continue;
    take_in(found, kept->unread.empty() ? owners_in(tree, place, files) : all_unknown(files, kept->unread));
  }
  return found;
}

std::vector<std::string> rpm_database_files() {
  std::vector<std::string> files;
  for (const std::string_view place : kPlaces) {
    files.push_back(path(place, kDatabase));
    files.push_back(path(place, kLog));
  }
  return files;
}

}  // namespace modtrail
