#include <algorithm>
#include <array>

#include "modtrail/base/text.h"
#include "modtrail/trail/record.h"
#include "trail/field_scan.h"

namespace modtrail {

namespace {

// As the kernel's hex_asc_upper writes it.
bool is_hex(char byte) {
  return is_digit(byte) || (byte >= 'A' && byte <= 'F');
}

unsigned hex_digit(char byte) {
  return static_cast<unsigned>(is_digit(byte) ? byte - '0' : byte - 'A' + 10);
}

// Fields of every type that audit_log_untrustedstring() and auditd's libraries write.
constexpr auto kUntrusted = std::to_array<std::string_view>(
    {"acct",     "cmd",     "comm", "cwd",       "data",    "dev",      "dir",       "exe",
     "file",     "grp",     "info", "key",       "name",    "new-disk", "new_group", "ocomm",
     "old-disk", "op_comm", "path", "proctitle", "profile", "sw",       "vm",        "watch"});
static_assert(std::is_sorted(kUntrusted.begin(), kUntrusted.end()));

// Says no to most others at once.
constexpr std::size_t name_hash(std::string_view name) {
  const auto first = static_cast<unsigned char>(name.front());
  const auto last = static_cast<unsigned char>(name.back());
  return (first * 5U + last * 3U + name.size() * 11U) % 64;
}
// By hash the first of those names that have it; their number for none.
constexpr std::array<std::uint8_t, 64> untrusted_places() {
  std::array<std::uint8_t, 64> places = {};
  places.fill(kUntrusted.size());
  for (std::size_t i = kUntrusted.size(); i-- > 0;) places[name_hash(kUntrusted[i])] = static_cast<std::uint8_t>(i);
  return places;
}
constexpr std::array<std::uint8_t, 64> kPlaces = untrusted_places();

// a0 and a12[3] of EXECVE: the program's arguments.
bool is_argument(std::string_view field) {
  return field.size() >= 2 && field[0] == 'a' && is_digit(field[1]) && !field.ends_with("_len");
}

constexpr int kExecve = 1309;

}  // namespace

std::optional<LogField> FieldReader::next() {
  return next_field(rest_);
}

std::optional<std::string_view> find_field(std::string_view text, std::string_view name) {
  FieldReader fields(text);
  while (const auto field = fields.next()) {
    if (field->name == name && !name.empty()) return field->value;
  }
  return std::nullopt;
}

Writing writing_of(std::string_view value) {
  if (value.starts_with('"')) return Writing::Quoted;
  if (equals(value, "(null)") || equals(value, "(none)") || equals(value, "?") || value.empty()) return Writing::Null;
  if (value.size() % 2 != 0 || !std::all_of(value.begin(), value.end(), is_hex)) return Writing::Plain;
  return Writing::Hex;
}

void append_untrusted(std::string_view value, std::string& out) {
  switch (writing_of(value)) {
    case Writing::Null:
      return;
    case Writing::Quoted:
      value.remove_prefix(1);
      if (value.ends_with('"')) value.remove_suffix(1);
      out += value;
      return;
    case Writing::Plain:
      out += value;
      return;
    case Writing::Hex:
      for (std::size_t i = 0; i < value.size(); i += 2) {
        out += static_cast<char>(hex_digit(value[i]) << 4U | hex_digit(value[i + 1]));
      }
      return;
  }
}

std::optional<std::string> decode_untrusted(std::string_view value) {
  if (writing_of(value) == Writing::Null) return std::nullopt;
  std::string bytes;
  append_untrusted(value, bytes);
  return bytes;
}

bool is_untrusted(int type, std::string_view field) {
  if (type == kExecve) return is_argument(field);
  if (field.empty()) return false;
  const std::size_t place = kPlaces[name_hash(field)];
  return place < kUntrusted.size() &&
         (kUntrusted[place] == field || std::binary_search(kUntrusted.begin() + place, kUntrusted.end(), field));
}

std::vector<std::string> decode_keys(std::string_view value) {
  std::vector<std::string> keys;
  const auto text = decode_untrusted(value);
  if (!text) return keys;
  for (const std::string_view key : split(*text, '\x01')) keys.emplace_back(key);
  return keys;
}

}  // namespace modtrail
