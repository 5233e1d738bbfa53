#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/trail/record.h"

namespace modtrail {

// What makes records one event: the kernel takes time and serial together, once an event (audit_get_stamp).
struct EventId {
  std::string node;        // "" where the log names none
  std::uint64_t time = 0;  // milliseconds since 1970
  std::uint32_t serial = 0;
  auto operator<=>(const EventId&) const = default;
};

// Why an event may lack records it once had.
enum class Whole : std::uint8_t {
  Yes,
  Capped,  // it outgrew Bounds::event_bytes, or was let go early for Bounds::open_bytes or open_events
};

// The records of one event, in the order of the log, with their text.  Behind each line there is a line feed, and
// behind an event that was handed out kMargin zeros, so that it can be looked at in blocks.
class Event {
 public:
  static constexpr std::size_t kMargin = 16;

  const EventId& id() const { return id_; }
  Whole whole() const { return whole_; }
  std::size_t size() const { return lines_.size(); }
  std::string_view line(std::size_t index) const;                 // without line feed
  std::uint64_t position(std::size_t index) const;                // of the line's first byte, as the assembler was told
  std::uint64_t last_position() const { return last_position_; }  // of the latest record, kept or not
  Record record(std::size_t index) const;                         // views of this event's text
  int type(std::size_t index) const { return lines_[index].type; }
  std::size_t bytes() const { return text_.size(); }  // of all lines, with their feeds
  std::size_t memory() const { return text_.capacity() + lines_.capacity() * sizeof(Line); }

 private:
  friend class Assembler;
  friend class OpenEvents;
  struct Line {
    std::uint64_t position = 0;
    std::uint32_t start = 0;  // in text_
    std::uint32_t size = 0;
    std::uint32_t type_start = 0;  // from here on: within the line
    std::uint32_t type_size = 0;
    std::uint32_t body = 0;
    std::uint32_t body_size = 0;
    std::uint32_t enriched = 0;
    std::uint32_t enriched_size = 0;
    int type = 0;
  };
  void begin(const Record& record);
  void append(std::string_view line, const Record& record, std::uint64_t position);
  // Drops what stands more than `gap` before the first record of a module call.
  void trim(std::uint64_t gap);
  void add_margin() { text_.append(kMargin, '\0'); }
  void clear();
  void release();  // the memory, too

  EventId id_;
  Whole whole_ = Whole::Yes;
  std::uint64_t last_position_ = 0;
  std::string text_;
  std::vector<Line> lines_;
};

}  // namespace modtrail
