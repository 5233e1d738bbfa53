#include "modules/rpm_header.h"

#include <algorithm>

#include "modtrail/base/word.h"

// A header is two numbers, of entries and of bytes of data; the entries, each a tag, the type of its values, where they
// begin in the data, and how many there are; the data.  All numbers are big-endian and of 32 bits.  Texts end with a
// NUL.  A path is split in two: its last part, and the number of its directory.
namespace modtrail {
namespace {

constexpr std::size_t kWord = 4;
constexpr std::size_t kHead = 2 * kWord;
constexpr std::size_t kEntry = 4 * kWord;
constexpr std::uint32_t kMostEntries = 65535;  // rpm's own bound

enum class Tag : std::uint32_t { Name = 1000, FileStates = 1029, DirIndexes = 1116, BaseNames = 1117, DirNames = 1118 };
enum class Type : std::uint32_t { Char = 1, Int32 = 4, String = 6, StringArray = 8 };

tl::unexpected<Error> odd(std::string_view what) {
  return fail("its header " + std::string(what));
}

struct Entry {
  Tag tag = Tag::Name;
  Type type = Type::Char;
  std::uint32_t offset = 0;
  std::uint32_t count = 0;
};

struct Parts {
  std::string_view entries;
  std::string_view data;
};

Result<Parts> parts_of(std::string_view bytes) {
  if (bytes.size() < kHead) return odd("is cut short");
  const std::size_t entries = big_endian_word(bytes, 0);
  const std::size_t data = big_endian_word(bytes, kWord);
  if (entries > kMostEntries || kHead + entries * kEntry + data != bytes.size()) return odd("is not of its length");
  return Parts{bytes.substr(kHead, entries * kEntry), bytes.substr(kHead + entries * kEntry)};
}

// The values of an entry and all behind them.
Result<std::string_view> values(std::string_view data, const Entry& entry, Type type, std::size_t size) {
  if (entry.type != type) return odd("has a list of another type");
  if (entry.offset > data.size() || entry.count > (data.size() - entry.offset) / size)
    return odd("points behind its end");
  return data.substr(entry.offset);
}

Result<std::vector<std::string>> texts(std::string_view data, const Entry& entry, Type type) {
  std::string_view rest = TRY(values(data, entry, type, 1));
  std::vector<std::string> out;
  while (out.size() < entry.count) {
    const std::size_t end = rest.find('\0');
    if (end == std::string_view::npos) return odd("has a text without an end");
    out.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  return out;
}

Result<std::vector<std::uint32_t>> numbers(std::string_view data, const Entry& entry) {
  const std::string_view bytes = TRY(values(data, entry, Type::Int32, kWord));
  std::vector<std::uint32_t> out;
  for (std::size_t i = 0; i < entry.count; ++i) out.push_back(big_endian_word(bytes, i * kWord));
  return out;
}

Result<> read_entry(std::string_view data, const Entry& entry, RpmHeader& header) {
  switch (entry.tag) {
    case Tag::Name: {
      std::vector<std::string> names = TRY(texts(data, entry, Type::String));
      if (names.size() == 1) header.name = std::move(names.front());
      return {};
    }
    case Tag::FileStates:
      header.states = TRY(values(data, entry, Type::Char, 1)).substr(0, entry.count);
      return {};
    case Tag::DirIndexes:
      header.directory_of = TRY(numbers(data, entry));
      return {};
    case Tag::BaseNames:
      header.base_names = TRY(texts(data, entry, Type::StringArray));
      return {};
    case Tag::DirNames:
      header.directories = TRY(texts(data, entry, Type::StringArray));
      return {};
  }
  return {};  // a tag that says nothing of files
}

bool fits_together(const RpmHeader& header) {
  const std::size_t files = header.base_names.size();
  return header.directory_of.size() == files && (header.states.empty() || header.states.size() == files) &&
         std::all_of(header.directory_of.begin(), header.directory_of.end(),
                     [&](std::uint32_t number) { return number < header.directories.size(); });
}

}  // namespace

Result<RpmHeader> parse_rpm_header(std::string_view bytes) {
  const Parts parts = TRY(parts_of(bytes));
  RpmHeader header;
  for (std::size_t at = 0; at < parts.entries.size(); at += kEntry) {
    const Entry entry{static_cast<Tag>(big_endian_word(parts.entries, at)),
                      static_cast<Type>(big_endian_word(parts.entries, at + kWord)),
                      big_endian_word(parts.entries, at + 2 * kWord), big_endian_word(parts.entries, at + 3 * kWord)};
    TRY(read_entry(parts.data, entry, header));
  }
  if (header.name.empty()) return odd("has no name");
  if (!fits_together(header)) return odd("has lists of files that do not fit together");
  return header;
}

std::optional<std::string> installed_file(const RpmHeader& header, std::uint64_t number) {
  if (number >= header.base_names.size()) return std::nullopt;
  if (!header.states.empty() && header.states[number] != '\0') return std::nullopt;
  return header.directories[header.directory_of[number]] + header.base_names[number];
}

}  // namespace modtrail
