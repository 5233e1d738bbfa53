#include <algorithm>
#include <charconv>
#include <cstring>
#include <utility>

#include "modtrail/base/timestamp.h"
#include "modtrail/trail/log_event_writer.h"
#include "trail/field_scan.h"
#include "trail/field_shape.h"
#include "trail/put.h"

// Here time counts per field.  So text goes straight into memory of which enough is set aside before (put.h), and the
// fields of a record are first tried as those of the last one of its type (field_shape.h): then a name is one
// comparison, and most values are found, looked through and copied in one go.
//
// Where a record has other fields, a name is hashed by its ends to see that it is new, and whether a value may be hex
// is asked of the value before its name.
namespace modtrail {

namespace {

// Each write wakes a pipe's reader, which on another core costs as much as to copy tens of KiB.
constexpr std::size_t kFlushAt = std::size_t{256} << 10;
constexpr std::size_t kFrame = 512;  // what an event or record has around its fields
// Of any text: each byte as "\u00xx", and around each field, of at least one byte, `"":"",`.
constexpr std::size_t most_bytes(std::size_t text) {
  return 12 * text + kFrame;
}
constexpr std::size_t kBuffer = kFlushAt + 2 * most_bytes(kLineLimit);
constexpr std::size_t kShapes = 128;

// By the first and last four bytes, which of names up to eight bytes is all.
std::size_t hash_of(std::string_view name) {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  if (name.size() >= 4) {
    std::memcpy(&first, name.data(), 4);
    std::memcpy(&last, name.data() + name.size() - 4, 4);
  } else {
    first = static_cast<unsigned char>(name[0]);
    last = static_cast<unsigned char>(name[name.size() / 2]) | static_cast<std::uint32_t>(name.back()) << 8U;
  }
  return ((first | std::uint64_t{last} << 32U) + name.size()) * 0x9E3779B97F4A7C15ULL >> 54U;
}

// A record's, behind which in its line there is a blank, and then a stamp of more bytes than a block.
char* put_type(char* at, std::string_view type) {
  if (put_until_stop(at + 1, type.data()) != type.size()) return put_escaped(at, type);
  at[0] = '"';
  at[type.size() + 1] = '"';
  return at + type.size() + 2;
}

}  // namespace

LogEventWriter::LogEventWriter(Sink sink)
    : sink_(std::move(sink)),
      buffer_(std::make_unique_for_overwrite<char[]>(kBuffer)),
      at_(buffer_.get()),
      shapes_(kShapes) {
  static_assert(Event::kMargin >= kPutBlock);
}
LogEventWriter::~LogEventWriter() = default;

void LogEventWriter::flush() {
  const std::string_view lines(buffer_.get(), static_cast<std::size_t>(at_ - buffer_.get()));
  at_ = buffer_.get();
  if (!lines.empty()) sink_(lines);
}

void LogEventWriter::make_room(std::size_t most) {
  if (static_cast<std::size_t>(at_ - buffer_.get()) + most > kBuffer) flush();
}

std::string_view LogEventWriter::time_text(std::uint64_t time) {
  if (time / 1000 != second_) {
    second_ = time / 1000;
    time_.clear();
    append_timestamp(time_, time);
  }
  const std::uint64_t rest = time % 1000;
  char* const digits = time_.data() + time_.size() - 4;  // before the "Z"
  digits[0] = static_cast<char>('0' + rest / 100);
  digits[1] = static_cast<char>('0' + rest / 10 % 10);
  digits[2] = static_cast<char>('0' + rest % 10);
  return time_;
}

void LogEventWriter::write_id(const EventId& id) {
  at_ = put(at_, R"({"schema":"modtrail.log_event/1","id":{"node":)");
  at_ = id.node.empty() ? put(at_, "null") : put_string(at_, id.node);
  at_ = put(put(put(at_, R"(,"time":")"), time_text(id.time)), R"(","serial":)");
  at_ = std::to_chars(at_, at_ + 10, id.serial).ptr;
  at_ = put(at_, "}");
}

void LogEventWriter::write(const Event& event) {
  make_room(most_bytes(event.id().node.size()));
  write_id(event.id());
  at_ = put(at_, event.whole() == Whole::Yes ? R"(,"complete":true,"records":[)" : R"(,"complete":false,"records":[)");
  for (std::size_t i = 0; i < event.size(); ++i) {
    make_room(most_bytes(event.line(i).size()));
    if (i > 0) *at_++ = ',';
    write_record(event.record(i));
  }
  at_ = put(at_, "]}\n");
  if (static_cast<std::size_t>(at_ - buffer_.get()) >= kFlushAt) flush();
}

void LogEventWriter::write_record(const Record& record) {
  at_ = put_type(put(at_, R"({"type":)"), record.type_name);
  at_ = put(at_, R"(,"fields":)");
  write_fields("fields", record.body, record.type);
  if (!record.enriched.empty()) {
    at_ = put(at_, R"(,"enriched":)");
    write_fields("enriched", record.enriched, 0);
  }
  *at_++ = '}';
}

bool LogEventWriter::is_first(std::string_view name) {
  const std::size_t hash = hash_of(name);
  std::uint64_t& word = seen_[hash / 64];
  const std::uint64_t bit = std::uint64_t{1} << (hash % 64);
  const bool known = (word & bit) != 0 && std::find(names_.begin(), names_.end(), name) != names_.end();
  word |= bit;
  if (!known) names_.push_back(name);
  return !known;
}

void LogEventWriter::write_fields(std::string_view name, std::string_view text, int type) {
  char* const start = at_;
  FieldShape& shape = shapes_[static_cast<std::size_t>(type) % kShapes];
  shape.be_of(type);
  std::string_view rest = text;
  const std::size_t known = write_known(rest, shape, type);
  if (!rest.empty()) write_others(text, known, shape, type);
  if (at_ == start) ++at_;
  *start = '{';  // instead of the first comma
  *at_++ = '}';
  if (!bare_.empty() || !again_.empty()) write_leftovers(name);
}

// Fields that come as they came before, off the text; how many they are.
std::size_t LogEventWriter::write_known(std::string_view& text, const FieldShape& shape, int type) {
  const char* from = text.data();
  const char* const end = from + text.size();
  char* at = at_;  // a byte that is put somewhere might change a member
  std::size_t known = 0;
  for (const KnownField& field : shape.fields()) {
    if (!field.begins(from)) break;
    at = field.put_head(at);
    from += field.start_size();
    const std::size_t quotes = *from == '"' ? 1 : 0;
    const std::size_t size = put_until_stop(at, from + quotes);
    if (field.is_plain(from, quotes, size, end)) {
      at += size;
      *at++ = '"';
      from += size + 2 * quotes;
    } else {
      const std::string_view rest(from, static_cast<std::size_t>(end - from));
      const std::string_view value = rest.substr(0, value_size(field.name(), rest));
      at = put_value(at - 1, {field.name(), value}, type, decoded_);  // over the head's quote
      from += value.size();
    }
    while (*from == ' ') ++from;
    ++known;
  }
  at_ = at;
  text.remove_prefix(static_cast<std::size_t>(from - text.data()));
  return known;
}

// What follows the first `known` fields of the text.
void LogEventWriter::write_others(std::string_view text, std::size_t known, FieldShape& shape, int type) {
  seen_ = {};
  names_.clear();
  for (std::size_t i = 0; i < known; ++i) is_first(next_field(text)->name);
  bool learns = true;
  while (const auto field = next_field(text)) {
    if (field->name.empty()) {
      bare_.push_back(field->value);
      learns = false;
    } else if (!is_first(field->name)) {
      again_.push_back(*field);
      learns = false;
    } else {
      learns = learns && shape.learn(known++, field->name, type);
      at_ = put(put_string(put(at_, ","), field->name), ":");
      at_ = put_value(at_, *field, type, decoded_);
    }
  }
}

// "fields_text": what stood between fields; "fields_again": fields whose name was taken, as pairs, undecoded.
void LogEventWriter::write_leftovers(std::string_view name) {
  if (!bare_.empty()) {
    decoded_.clear();
    for (const std::string_view word : bare_) decoded_.append(decoded_.empty() ? "" : " ").append(word);
    at_ = put_string(put(put(put(at_, ",\""), name), "_text\":"), decoded_);
  }
  if (!again_.empty()) {
    at_ = put(put(put(at_, ",\""), name), "_again\":[");
    for (const LogField& field : again_) {
      at_ = put(put_string(put(at_, "["), field.name), ",");
      at_ = put(put_string(at_, field.value), "],");
    }
    at_[-1] = ']';
  }
  bare_.clear();
  again_.clear();
}

}  // namespace modtrail
