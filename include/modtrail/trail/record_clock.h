#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace modtrail {

// When a log begins to tell of a time: the earliest of its records from `from` on (milliseconds since 1970).  A daemon
// writes the records that waited for it behind its own first, so the earliest is looked for among the first
// kLooked lines from there on; after these it looks at nothing more.
class RecordClock {
 public:
  static constexpr std::size_t kLooked = 4096;

  explicit RecordClock(std::uint64_t from) : from_(from) {}
  // The log's bytes, in pieces of any size.
  void add(std::string_view bytes);
  std::optional<std::uint64_t> first() const { return first_; }

 private:
  void look(std::string_view line_head);

  std::uint64_t from_;
  std::optional<std::uint64_t> first_;
  std::size_t looked_ = 0;
  std::string head_;      // of the line at the end of the piece before
  bool in_tail_ = false;  // of a line whose head was looked at
};

}  // namespace modtrail
