#pragma once

#include <cstdint>
#include <vector>

#include "modtrail/trail/event.h"

namespace modtrail {

// An event that may get more records.
struct OpenEvent {
  Event event;
  std::uint64_t last_time = 0;  // when its latest record came
  std::uint64_t hash = 0;
  std::uint32_t next_in_bucket = 0;
  std::uint32_t older = 0;
  std::uint32_t newer = 0;
  std::uint32_t core_records = 0;
};

// The open events, found by id and lined up by the time of their latest record.  Slots are used again with the
// memory they hold, up to kKept bytes in all, so that in the long run nothing is allocated.
class OpenEvents {
 public:
  static constexpr std::uint32_t kNone = UINT32_MAX;
  static constexpr std::size_t kKept = std::size_t{1} << 20;

  OpenEvents();
  std::uint32_t find(const Record& record) const;
  // A new event without records, the newest.
  std::uint32_t open(const Record& record);
  // Has what the one after it holds at hand, soon: it has not been touched since it was new.
  void fetch_next(std::uint32_t slot) const;
  // Makes it the newest.
  void touch(std::uint32_t slot);
  void close(std::uint32_t slot);

  template <class Visit>
  void each(const Visit& visit) const {
    for (std::uint32_t slot = oldest_; slot != kNone; slot = slots_[slot].newer) visit(slots_[slot]);
  }

  std::uint32_t oldest() const { return oldest_; }
  std::size_t size() const { return open_; }
  OpenEvent& operator[](std::uint32_t slot) { return slots_[slot]; }

 private:
  void link(std::uint32_t slot);
  void unlink(std::uint32_t slot);
  void grow();
  std::uint32_t& bucket(std::uint64_t hash) { return buckets_[hash & (buckets_.size() - 1)]; }

  std::vector<OpenEvent> slots_;
  std::vector<std::uint32_t> free_;
  std::vector<std::uint32_t> buckets_;  // the first slot of a chain; a power of two of them
  std::uint32_t oldest_ = kNone;
  std::uint32_t newest_ = kNone;
  std::size_t open_ = 0;
  std::size_t kept_ = 0;  // bytes that free slots hold
};

}  // namespace modtrail
