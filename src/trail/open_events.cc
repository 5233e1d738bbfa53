#include "trail/open_events.h"

#include <algorithm>
#include <functional>

namespace modtrail {

namespace {

constexpr std::size_t kFirstBuckets = 64;
constexpr std::size_t kFetched = 1024;

std::uint64_t hash_of(const Record& record) {
  std::uint64_t hash = record.time * 0x9E3779B97F4A7C15ULL + record.serial;
  if (!record.node.empty()) hash ^= std::hash<std::string_view>()(record.node);
  hash ^= hash >> 32U;
  return hash * 0xD6E8FEB86659FD93ULL >> 16U;
}

bool is_of(const EventId& id, const Record& record) {
  return id.serial == record.serial && id.time == record.time && id.node == record.node;
}

}  // namespace

OpenEvents::OpenEvents() : buckets_(kFirstBuckets, kNone) {}

std::uint32_t OpenEvents::find(const Record& record) const {
  if (newest_ != kNone && is_of(slots_[newest_].event.id(), record)) return newest_;  // mostly
  const std::uint64_t hash = hash_of(record);
  std::uint32_t slot = buckets_[hash & (buckets_.size() - 1)];
  while (slot != kNone && !is_of(slots_[slot].event.id(), record)) slot = slots_[slot].next_in_bucket;
  return slot;
}

std::uint32_t OpenEvents::open(const Record& record) {
  if (open_ == buckets_.size()) grow();
  if (free_.empty()) {
    free_.push_back(static_cast<std::uint32_t>(slots_.size()));
    kept_ += slots_.emplace_back().event.memory();
  }
  const std::uint32_t slot = free_.back();
  free_.pop_back();
  OpenEvent& fresh = slots_[slot];
  kept_ -= fresh.event.memory();
  fresh.event.begin(record);
  fresh.hash = hash_of(record);
  fresh.core_records = 0;
  fresh.next_in_bucket = bucket(fresh.hash);
  bucket(fresh.hash) = slot;
  link(slot);
  ++open_;
  return slot;
}

void OpenEvents::fetch_next(std::uint32_t slot) const {
  const std::uint32_t next = slots_[slot].newer;
  if (next == kNone || slots_[next].event.size() == 0) return;
  __builtin_prefetch(slots_[next].event.lines_.data());
  const std::string_view text = slots_[next].event.text_;
  for (std::size_t at = 0; at < std::min(text.size(), kFetched); at += 64) __builtin_prefetch(text.data() + at);
}

void OpenEvents::touch(std::uint32_t slot) {
  if (slot == newest_) return;
  unlink(slot);
  link(slot);
}

void OpenEvents::close(std::uint32_t slot) {
  unlink(slot);
  std::uint32_t* place = &bucket(slots_[slot].hash);
  while (*place != slot) place = &slots_[*place].next_in_bucket;
  *place = slots_[slot].next_in_bucket;
  Event& event = slots_[slot].event;
  event.clear();
  if (kept_ + event.memory() > kKept) event.release();
  kept_ += event.memory();
  free_.push_back(slot);
  --open_;
}

void OpenEvents::link(std::uint32_t slot) {
  slots_[slot].older = newest_;
  slots_[slot].newer = kNone;
  if (newest_ == kNone) {
    oldest_ = slot;
  } else {
    slots_[newest_].newer = slot;
  }
  newest_ = slot;
}

void OpenEvents::unlink(std::uint32_t slot) {
  const OpenEvent& gone = slots_[slot];
  (gone.older == kNone ? oldest_ : slots_[gone.older].newer) = gone.newer;
  (gone.newer == kNone ? newest_ : slots_[gone.newer].older) = gone.older;
}

void OpenEvents::grow() {
  buckets_.assign(buckets_.size() * 2, kNone);
  for (std::uint32_t slot = oldest_; slot != kNone; slot = slots_[slot].newer) {
    slots_[slot].next_in_bucket = bucket(slots_[slot].hash);
    bucket(slots_[slot].hash) = slot;
  }
}

}  // namespace modtrail
