#include "host/install.h"

#include <dirent.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>

#include "base/fd.h"
#include "modtrail/base/file.h"
#include "modtrail/base/json.h"
#include "modtrail/base/json_writer.h"
#include "modtrail/base/text.h"

namespace modtrail {
namespace {

constexpr std::size_t kLimit = std::size_t{64} << 20;
constexpr std::string_view kSchema = "modtrail.undo/1";
constexpr std::string_view kPrefix = "undo-";
constexpr std::string_view kSuffix = ".json";

// Rules files hold any bytes; JSON strings do not.
std::string to_hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char byte : bytes) {
    out += kDigits[static_cast<unsigned char>(byte) >> 4U];
    out += kDigits[static_cast<unsigned char>(byte) & 15U];
  }
  return out;
}

Result<std::string> from_hex(std::string_view text) {
  std::string out;
  if (text.size() % 2 != 0) return fail("an odd number of digits");
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto byte = parse_number(text.substr(i, 2), 16);
    if (!byte) return fail("not hexadecimal");
    out += static_cast<char>(*byte);
  }
  return out;
}

Result<std::optional<std::string>> content_now(const std::string& path) {
  Result<std::string> text = read_file(path, kLimit);
  if (text) return std::optional(std::move(*text));
  if (text.error().kind == ErrorKind::Missing) return std::optional<std::string>();
  return tl::unexpected(text.error());
}

Result<> make_directories(const std::string& path) {
  for (std::size_t slash = path.find('/', 1);; slash = path.find('/', slash + 1)) {
    const std::string part = path.substr(0, slash);
    if (::mkdir(part.c_str(), 0700) != 0 && errno != EEXIST) return errno_error("cannot make " + part);
    if (slash == std::string::npos) return {};
  }
}

// The numbers of the journals, ascending.
std::vector<std::uint64_t> journals(const std::string& state) {
  std::vector<std::uint64_t> out;
  const std::unique_ptr<DIR, int (*)(DIR*)> directory(::opendir(state.c_str()), ::closedir);
  if (!directory) return out;
  while (const dirent* entry = ::readdir(directory.get())) {
    const std::string_view name = entry->d_name;
    if (!name.starts_with(kPrefix) || !name.ends_with(kSuffix)) continue;
    const auto number = parse_number(name.substr(kPrefix.size(), name.size() - kPrefix.size() - kSuffix.size()));
    if (number) out.push_back(static_cast<std::uint64_t>(*number));
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::string journal_path(const std::string& state, std::uint64_t number) {
  return state + "/" + std::string(kPrefix) + std::to_string(number) + std::string(kSuffix);
}

std::string journal_of(const std::vector<FileChange>& changes) {
  std::string out;
  JsonWriter json(out, JsonWriter::Layout::Indented);
  json.begin_object();
  json.key("schema").string(kSchema);
  json.key("files").begin_array();
  for (const FileChange& change : changes) {
    json.begin_object();
    json.key("path").string(to_hex(change.path));
    json.key("before");
    change.before ? json.string(to_hex(*change.before)) : json.null();
    json.key("after").string(to_hex(change.after));
    json.end_object();
  }
  json.end_array();
  json.end_object();
  return out + "\n";
}

const Json* find(const Json& object, std::string_view name) {
  for (const Json::Member& member : object.members) {
    if (member.name == name) return &member.value;
  }
  return nullptr;
}

Result<std::string> bytes_of(const Json& file, std::string_view name) {
  const Json* value = find(file, name);
  if (value == nullptr || value->kind != Json::Kind::String) return fail("'" + std::string(name) + "' is missing");
  return from_hex(value->text);
}

Result<std::vector<FileChange>> read_journal(const std::string& path) {
  const std::string text = TRY(read_file(path, kLimit));
  const Json root = TRY(parse_json(text));
  const Json* schema = find(root, "schema");
  const Json* files = find(root, "files");
  if (schema == nullptr || schema->text != kSchema || files == nullptr) return fail(path + " is no journal");
  std::vector<FileChange> out;
  for (const Json& file : files->items) {
    FileChange change;
    change.path = TRY(bytes_of(file, "path"));
    change.after = TRY(bytes_of(file, "after"));
    const Json* before = find(file, "before");
    if (before != nullptr && before->kind == Json::Kind::String) change.before = TRY(from_hex(before->text));
    out.push_back(std::move(change));
  }
  return out;
}

Result<> require_as_expected(const std::vector<FileChange>& changes) {
  for (const FileChange& change : changes) {
    const std::optional<std::string> now = TRY(content_now(change.path));
    if (now != change.before && now != change.after) {
      return fail(change.path + " was changed by someone else in the meantime; nothing was written");
    }
  }
  return {};
}

Result<> restore(const FileChange& change) {
  const std::optional<std::string> now = TRY(content_now(change.path));
  if (now == change.before) return {};
  if (change.before) return write_file(change.path, *change.before);
  if (::unlink(change.path.c_str()) != 0) return errno_error("cannot remove " + change.path);
  return {};
}

}  // namespace

Result<> install_files(const std::vector<FileChange>& changes, const std::string& state) {
  if (changes.empty()) return {};
  TRY(require_as_expected(changes));
  TRY(make_directories(state));
  const std::vector<std::uint64_t> known = journals(state);
  TRY(write_file(journal_path(state, known.empty() ? 1 : known.back() + 1), journal_of(changes), 0600));
  for (const FileChange& change : changes) TRY(write_file(change.path, change.after));
  return {};
}

Result<std::vector<std::string>> undo_install(const std::string& state) {
  const std::vector<std::uint64_t> known = journals(state);
  if (known.empty()) return fail("there is no installation to undo in " + state);
  const std::string journal = journal_path(state, known.back());
  const std::vector<FileChange> changes = TRY(read_journal(journal));
  TRY(require_as_expected(changes));
  std::vector<std::string> paths;
  for (const FileChange& change : changes) {
    TRY(restore(change));
    paths.push_back(change.path);
  }
  if (::unlink(journal.c_str()) != 0) return errno_error("cannot remove " + journal);
  return paths;
}

}  // namespace modtrail
