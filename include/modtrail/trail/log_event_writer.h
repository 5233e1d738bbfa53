#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/trail/event.h"

namespace modtrail {

class FieldShape;  // trail/field_shape.h

// Any event as one line of JSON, modtrail.log_event/1 (docs/schema/log_event.schema.json): its records in the order of
// the log, each with its fields decoded, as text.  Fast enough to write down every event of a log.
class LogEventWriter {
 public:
  using Sink = std::function<void(std::string_view lines)>;  // gets whole records, a good many at once

  explicit LogEventWriter(Sink sink);
  LogEventWriter(const LogEventWriter&) = delete;
  LogEventWriter& operator=(const LogEventWriter&) = delete;
  ~LogEventWriter();
  void write(const Event& event);
  void flush();

 private:
  void make_room(std::size_t most);
  void write_id(const EventId& id);
  void write_record(const Record& record);
  void write_fields(std::string_view name, std::string_view text, int type);
  std::size_t write_known(std::string_view& text, const FieldShape& shape, int type);
  void write_others(std::string_view text, std::size_t known, FieldShape& shape, int type);
  void write_leftovers(std::string_view name);
  bool is_first(std::string_view name);
  std::string_view time_text(std::uint64_t time);

  Sink sink_;
  std::unique_ptr<char[]> buffer_;
  char* at_ = nullptr;  // where the next byte goes
  std::string decoded_;
  std::vector<FieldShape> shapes_;  // by type; a place may be another's
  // Of the fields in hand:
  std::array<std::uint64_t, 16> seen_ = {};  // a set of hashes of names
  std::vector<std::string_view> names_;
  std::vector<LogField> again_;         // fields whose name was there before
  std::vector<std::string_view> bare_;  // words that are no fields
  // The text of the last time, of which mostly only the milliseconds change.
  std::string time_;
  std::uint64_t second_ = UINT64_MAX;
};

}  // namespace modtrail
