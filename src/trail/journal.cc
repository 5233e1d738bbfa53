#include "modtrail/trail/journal.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "modtrail/base/json.h"
#include "modtrail/base/text.h"
#include "modtrail/uapi/record_types.h"

// journald takes a record's header apart and keeps the rest as it came (systemd, journald-audit.c): the serial is
// _AUDIT_ID, the time _SOURCE_REALTIME_TIMESTAMP in microseconds, the type's number _AUDIT_TYPE, and MESSAGE is the
// type's name (older ones: <audit-1300>), a blank and the body.  The fields that it also makes of the body (_PID,
// _COMM, _AUDIT_FIELD_NAME ...) are not needed: they come from the same bytes, and user records can imitate some of
// them. Names with a leading underscore are journald's own; no client can send them.
//
// So a record's line is put together again.  The end of an event (EOE) has no body, and journald drops it.
namespace modtrail {
namespace {

constexpr std::size_t kStretch = std::size_t{64} << 10;
constexpr std::uint64_t kMicroseconds = 1000000;

// The fields of an entry that count.  The first value of a name is taken.
struct Entry {
  enum class Field : std::uint8_t { Transport, Type, TypeName, Serial, Time, Host, Message };
  static constexpr std::array<std::string_view, 7> kNames = {
      "_TRANSPORT", "_AUDIT_TYPE", "_AUDIT_TYPE_NAME", "_AUDIT_ID", "_SOURCE_REALTIME_TIMESTAMP",
      "_HOSTNAME",  "MESSAGE"};

  std::array<std::optional<std::string>, kNames.size()> values;
  bool torn = false;

  const std::optional<std::string>& get(Field field) const { return values.at(static_cast<std::size_t>(field)); }

  std::optional<std::string>* wanted(std::string_view name) {
    const auto* const at = std::find(kNames.begin(), kNames.end(), name);
    if (at == kNames.end()) return nullptr;
    std::optional<std::string>& value = values.at(static_cast<std::size_t>(at - kNames.begin()));
    return value ? nullptr : &value;
  }
};

// A source by lines and by numbers of bytes, with a bound on what it holds.
class Input {
 public:
  explicit Input(std::unique_ptr<ByteSource> source) : source_(std::move(source)) {}

  enum class Line : std::uint8_t { Whole, TooLong, Unended, End };

  // The next line without its line feed; of one that is too long its beginning.
  Result<Line> line(std::string& out) {
    out.clear();
    bool any = false;
    bool too_long = false;
    while (TRY(fill())) {
      any = true;
      const std::string_view left = rest();
      const std::size_t end = std::min(left.find('\n'), left.size());
      const std::size_t kept = std::min(end, kLargestEntry - out.size());
      out.append(left.substr(0, kept));
      too_long = too_long || kept < end;
      used_ += std::min(end + 1, left.size());
      if (end < left.size()) return too_long ? Line::TooLong : Line::Whole;
    }
    return any ? Line::Unended : Line::End;
  }

  // The next `size` bytes, of which at most kLargestEntry are kept; false if there are fewer.
  Result<bool> bytes(std::uint64_t size, std::string& out) {
    out.clear();
    while (size != 0) {
      if (!TRY(fill())) return false;
      const std::string_view left = rest().substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(size, kStretch)));
      out.append(left.substr(0, kLargestEntry - out.size()));
      used_ += left.size();
      size -= left.size();
    }
    return true;
  }

 private:
  std::string_view rest() const { return std::string_view(buffer_.data(), filled_).substr(used_); }

  Result<bool> fill() {
    if (used_ < filled_) return true;
    used_ = 0;
    filled_ = 0;
    filled_ = TRY(source_->read(buffer_));
    return filled_ != 0;
  }

  std::unique_ptr<ByteSource> source_;
  std::vector<char> buffer_ = std::vector<char>(kStretch);
  std::size_t filled_ = 0;
  std::size_t used_ = 0;
};

std::uint64_t little_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes[i]);
  return value;
}

// Journal Export Format: NAME=VALUE and a line feed, or NAME, a line feed, the value's size in eight bytes, the value
// and a line feed; an empty line ends the entry.
class ExportEntries {
 public:
  explicit ExportEntries(std::unique_ptr<ByteSource> source) : input_(std::move(source)) {}

  Result<std::optional<Entry>> next() {
    Entry entry;
    bool begun = false;
    for (;;) {
      const Input::Line line = TRY(input_.line(line_));
      if (line == Input::Line::End) break;
      if (line_.empty() && begun) break;
      if (line_.empty()) continue;
      begun = true;
      if (line != Input::Line::Whole) entry.torn = true;
      if (!entry.torn) TRY(field(entry));
    }
    if (!begun) return std::nullopt;
    return entry;
  }

 private:
  Result<> field(Entry& entry) {
    const std::size_t equal = line_.find('=');
    if (equal == std::string::npos) return binary_field(entry);
    std::optional<std::string>* value = entry.wanted(std::string_view(line_).substr(0, equal));
    if (value != nullptr) *value = line_.substr(equal + 1);
    return {};
  }

  // A size that is wrong leads into the midst of something: what is left of the entry is passed over.
  Result<> binary_field(Entry& entry) {
    std::string size;
    std::string bytes;
    std::string end;
    entry.torn = true;
    if (!TRY(input_.bytes(sizeof(std::uint64_t), size))) return {};
    const std::uint64_t length = little_endian(size);
    if (!TRY(input_.bytes(length, bytes)) || length > kLargestEntry) return {};
    if (!TRY(input_.bytes(1, end)) || end != "\n") return {};
    entry.torn = false;
    std::optional<std::string>* value = entry.wanted(line_);
    if (value != nullptr) *value = std::move(bytes);
    return {};
  }

  Input input_;
  std::string line_;
};

// A string, or an array of a value's bytes; of several values the first.  Nothing for null, which journalctl writes for
// what is longer than 4096 bytes unless told --all.
std::optional<std::string> value_of(const Json& json) {
  if (json.kind == Json::Kind::String) return json.text;
  if (json.kind != Json::Kind::Array || json.items.empty()) return std::nullopt;
  if (json.items.front().kind != Json::Kind::Unsigned) return value_of(json.items.front());
  std::string bytes;
  for (const Json& item : json.items) {
    if (item.kind != Json::Kind::Unsigned || item.number > 0xFF) return std::nullopt;
    bytes += static_cast<char>(item.number);
  }
  return bytes;
}

class JsonEntries {
 public:
  explicit JsonEntries(std::unique_ptr<ByteSource> source) : input_(std::move(source)) {}

  Result<std::optional<Entry>> next() {
    Input::Line line = Input::Line::Whole;
    do {
      line = TRY(input_.line(line_));
      if (line == Input::Line::End) return std::nullopt;
    } while (trim(line_).empty());
    Entry entry;
    entry.torn = line == Input::Line::TooLong;
    // Most of a journal is not audit's; JSON's escapes are not used for the names of fields.
    if (!entry.torn && line_.find("_AUDIT_") != std::string::npos) read(entry);
    return entry;
  }

 private:
  void read(Entry& entry) {
    const Result<Json> json = parse_json(line_);
    entry.torn = !json || json->kind != Json::Kind::Object;
    if (entry.torn) return;
    for (const Json::Member& member : json->members) {
      std::optional<std::string>* value = entry.wanted(member.name);
      if (value != nullptr) *value = value_of(member.value);
    }
  }

  Input input_;
  std::string line_;
};

bool is_name(std::string_view text) {
  constexpr std::string_view kBytes = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_[]";
  return !text.empty() && text.find_first_not_of(kBytes) == std::string_view::npos;
}

std::string type_of(const Entry& entry) {
  const std::optional<std::uint64_t> number = parse_number(entry.get(Entry::Field::Type).value_or(""));
  if (number && *number <= 0xFFFF) {
    const std::string_view name = record_type_name(static_cast<int>(*number));
    return name.empty() ? "UNKNOWN[" + std::to_string(*number) + "]" : std::string(name);
  }
  const std::string name = entry.get(Entry::Field::TypeName).value_or("");
  return is_name(name) ? name : "";
}

// A host's name that can stand before a record: journald takes it from the kernel, which takes anything.
bool is_node(std::string_view host) {
  return !host.empty() && std::all_of(host.begin(), host.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

std::string milliseconds(std::uint64_t microseconds) {
  std::string text = std::to_string(microseconds / 1000 % 1000);
  return std::string(3 - text.size(), '0') + text;
}

// Nothing for a record that lacks a part.
std::optional<std::string> line_of(const Entry& entry) {
  const std::string type = type_of(entry);
  const auto time = parse_number(entry.get(Entry::Field::Time).value_or(""));
  const auto serial = parse_number(entry.get(Entry::Field::Serial).value_or(""));
  const std::string message = entry.get(Entry::Field::Message).value_or("");
  const std::size_t blank = message.find(' ');
  if (type.empty() || !time || !serial || blank == std::string::npos) return std::nullopt;
  if (message.find('\0') != std::string::npos) return std::nullopt;
  const std::string host = entry.get(Entry::Field::Host).value_or("");
  std::string line = is_node(host) ? "node=" + host + " " : "";
  line += "type=" + type + " msg=audit(" + std::to_string(*time / kMicroseconds) + "." + milliseconds(*time);
  line += ":" + std::to_string(*serial) + "): ";
  const std::size_t body = line.size();
  line.append(message, blank + 1);
  std::replace(line.begin() + static_cast<std::ptrdiff_t>(body), line.end(), '\n', ' ');
  line += '\n';
  return line;
}

template <class Entries>
class JournalSource final : public ByteSource {
 public:
  JournalSource(std::unique_ptr<ByteSource> journal, JournalTally& tally)
      : entries_(std::move(journal)), tally_(tally) {}

  Result<std::size_t> read(std::span<char> to) override {
    while (given_ == line_.size()) {
      const std::optional<Entry> entry = TRY(entries_.next());
      if (!entry) return 0;
      take(*entry);
    }
    const std::size_t size = std::min(to.size(), line_.size() - given_);
    std::copy_n(line_.data() + given_, size, to.data());
    given_ += size;
    return size;
  }

 private:
  void take(const Entry& entry) {
    line_.clear();
    given_ = 0;
    ++tally_.entries;
    const bool audit = entry.get(Entry::Field::Transport) == "audit";
    std::optional<std::string> line = audit && !entry.torn ? line_of(entry) : std::nullopt;
    if (line) {
      ++tally_.records;
      line_ = std::move(*line);
    } else if (audit || entry.torn) {
      ++tally_.torn;
    }
  }

  Entries entries_;
  JournalTally& tally_;
  std::string line_;
  std::size_t given_ = 0;
};

}  // namespace

JournalForm journal_form_of(std::string_view head) {
  const std::size_t begin = head.find_first_not_of(" \t\r\n");
  if (begin == std::string_view::npos) return JournalForm::None;
  const std::string_view text = head.substr(begin);
  if (text.starts_with('{')) {
    const std::size_t name = text.find_first_not_of(" \t\r\n", 1);
    return name != std::string_view::npos && text[name] == '"' ? JournalForm::Json : JournalForm::None;
  }
  const bool exported = text.starts_with("__CURSOR=") || text.starts_with("__REALTIME_TIMESTAMP=") ||
                        text.starts_with("_TRANSPORT=") || text.starts_with("_BOOT_ID=");
  return exported ? JournalForm::Export : JournalForm::None;
}

std::unique_ptr<ByteSource> journal_lines(JournalForm form, std::unique_ptr<ByteSource> journal, JournalTally& tally) {
  switch (form) {
    case JournalForm::None:
      break;
    case JournalForm::Export:
      return std::make_unique<JournalSource<ExportEntries>>(std::move(journal), tally);
    case JournalForm::Json:
      return std::make_unique<JournalSource<JsonEntries>>(std::move(journal), tally);
  }
  return journal;
}

}  // namespace modtrail
