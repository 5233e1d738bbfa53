#include <algorithm>
#include <array>

#include "modtrail/base/text.h"
#include "modtrail/trail/record.h"

// Fields as thirty years of printk-like calls have made them: mostly NAME=VALUE with blanks between, and a handful of
// other habits, each named where it is handled.
namespace modtrail {

namespace {

bool is_digit(char byte) {
  return byte >= '0' && byte <= '9';
}

// As the kernel's hex_asc_upper writes it.
bool is_hex(char byte) {
  return is_digit(byte) || (byte >= 'A' && byte <= 'F');
}

unsigned hex_digit(char byte) {
  return static_cast<unsigned>(is_digit(byte) ? byte - '0' : byte - 'A' + 10);
}

// One past the closing mark, or the end where there is none.
std::size_t past(std::size_t mark, std::size_t size) {
  return mark == std::string_view::npos ? size : mark + 1;
}

// "subj=/usr/bin/man (enforce)": AppArmor's mode belongs to its label.
std::size_t label_size(std::string_view text, std::size_t blank) {
  if (!text.substr(blank).starts_with(" (")) return blank;
  const std::size_t bracket = text.find(')', blank);
  const std::size_t next = text.find(' ', blank + 1);
  return bracket != std::string_view::npos && (next == std::string_view::npos || bracket < next) ? bracket + 1 : blank;
}

// Of the value that `text` begins with.
std::size_t value_size(std::string_view name, std::string_view text) {
  if (text.empty()) return 0;
  if (text.front() == '"') return past(text.find('"', 1), text.size());
  if (text.front() == '\'') return std::max(past(text.rfind('\''), text.size()), std::size_t{1});
  if (text.starts_with("{ ")) return past(text.find('}'), text.size());
  const std::size_t blank = std::min(text.find(' '), text.size());
  if (name == "subj" || name == "obj") return label_size(text, blank);
  if (name == "ses") {
    const auto* digits = std::find_if_not(text.begin(), text.end(), is_digit);
    if (digits != text.begin() && digits != text.end() && *digits >= 'a' && *digits <= 'z') {
      return static_cast<std::size_t>(digits - text.begin());
    }
  }
  return blank;
}

// Fields of every type that audit_log_untrustedstring() and auditd's libraries write.
constexpr auto kUntrusted = std::to_array<std::string_view>(
    {"acct",     "cmd",     "comm", "cwd",       "data",    "dev",      "dir",       "exe",
     "file",     "grp",     "info", "key",       "name",    "new-disk", "new_group", "ocomm",
     "old-disk", "op_comm", "path", "proctitle", "profile", "sw",       "vm",        "watch"});
static_assert(std::is_sorted(kUntrusted.begin(), kUntrusted.end()));

// a0 and a12[3] of EXECVE: the program's arguments.
bool is_argument(std::string_view field) {
  return field.size() >= 2 && field[0] == 'a' && is_digit(field[1]) && !field.ends_with("_len");
}

constexpr int kExecve = 1309;

}  // namespace

std::optional<LogField> FieldReader::next() {
  std::size_t start = 0;
  while (start < rest_.size() && rest_[start] == ' ') ++start;
  rest_.remove_prefix(start);
  if (rest_.empty()) return std::nullopt;
  std::size_t end = 0;
  while (end < rest_.size() && rest_[end] != '=' && rest_[end] != ' ') ++end;
  const std::string_view word = rest_.substr(0, end);
  if (end == rest_.size() || rest_[end] == ' ' || end == 0) {  // a bare word; "=x" too
    const std::string_view bare = rest_.substr(0, end == 0 ? std::min(rest_.find(' '), rest_.size()) : end);
    rest_.remove_prefix(bare.size());
    return LogField{{}, bare};
  }
  rest_.remove_prefix(end + 1);
  const std::string_view value = rest_.substr(0, value_size(word, rest_));
  rest_.remove_prefix(value.size());
  return LogField{word, value};
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
  if (value == "(null)" || value == "(none)" || value == "?" || value.empty()) return Writing::Null;
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
  return std::binary_search(kUntrusted.begin(), kUntrusted.end(), field);
}

std::vector<std::string> decode_keys(std::string_view value) {
  std::vector<std::string> keys;
  const auto text = decode_untrusted(value);
  if (!text) return keys;
  for (const std::string_view key : split(*text, '\x01')) keys.emplace_back(key);
  return keys;
}

}  // namespace modtrail
