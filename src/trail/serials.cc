#include "modtrail/trail/serials.h"

#include <algorithm>
#include <iterator>

// Serials are counted on in 64 bits, the lower half being the kernel's number: so a wrap is no jump.  The first seen
// stands in the second turn, that what it overtook has a place below, and a boot's two turns above the one before: then
// nothing of one can be taken for the other's.  0, which the kernel gives once a turn, is never missed.
namespace modtrail {
namespace {

constexpr std::uint64_t kTurn = std::uint64_t{1} << 32;
constexpr std::int64_t kJump = std::int64_t{1} << 30;  // what no loss explains
constexpr std::uint64_t kClockSet = 60000;             // likewise, in milliseconds
constexpr std::int64_t kLow = std::int64_t{1} << 16;   // what no overtaking explains, in serials

std::uint32_t low(std::uint64_t number) {
  return static_cast<std::uint32_t>(number);
}

SerialGap gap_of(const Serials::Hole& hole) {
  std::uint64_t count = hole.last - hole.first + 1;
  count -= hole.last / kTurn - (hole.first - 1) / kTurn;
  return {low(hole.first), low(hole.last), count, hole.since, hole.until};
}

}  // namespace

bool Serials::fill(std::uint64_t number) {
  auto after = holes_.upper_bound(number);
  if (after == holes_.begin()) return false;
  const auto found = std::prev(after);
  const Hole hole = found->second;
  if (number > hole.last) return false;
  holes_.erase(found);
  if (number > hole.first) holes_[hole.first] = {hole.first, number - 1, hole.since, hole.until, hole.opened};
  if (number < hole.last) holes_[number + 1] = {number + 1, hole.last, hole.since, hole.until, hole.opened};
  return true;
}

void Serials::open_hole(std::uint64_t first, std::uint64_t last, std::uint64_t since, std::uint64_t until, Tick now) {
  if (first == last && low(first) == 0) return;
  holes_[first] = {first, last, since, until, now.steady};
}

bool Serials::is_of_new_boot(std::uint32_t serial, std::uint64_t time, std::int64_t ahead) const {
  if (serial >= low(highest_)) return false;
  if (restart_ && time >= *restart_) return true;
  const bool later = time > highest_time_ || time + kClockSet < highest_time_;
  return later && (ahead > kJump || ahead < -kLow);
}

void Serials::begin_boot(std::uint32_t serial, std::uint64_t time, Tick now) {
  const std::uint64_t turn = (highest_ / kTurn + 2) * kTurn;
  highest_ = turn + serial;
  if (serial > 1) open_hole(turn + 1, highest_ - 1, highest_time_, time, now);
  highest_time_ = latest_time_ = time;
  restart_.reset();
}

Serials::Order Serials::see(std::uint32_t serial, std::uint64_t time, Tick now) {
  if (highest_ == 0) {
    highest_ = kTurn + serial;
    highest_time_ = latest_time_ = time;
    return Order::Usual;
  }
  const std::int64_t ahead = static_cast<std::int32_t>(serial - low(highest_));
  const std::uint64_t number = highest_ + static_cast<std::uint64_t>(ahead);
  if (ahead < 0 && fill(number)) return Order::Usual;
  if (is_of_new_boot(serial, time, ahead)) {
    begin_boot(serial, time, now);
    return Order::Rebooted;
  }
  latest_time_ = std::max(latest_time_, time);
  if (ahead <= 0) return Order::Usual;
  if (ahead > 1) open_hole(highest_ + 1, number - 1, highest_time_, time, now);
  highest_ = number;
  highest_time_ = time;
  restart_.reset();
  return Order::Usual;
}

std::vector<SerialGap> Serials::settle(Tick now) {
  std::vector<SerialGap> gaps;
  for (auto at = holes_.begin(); at != holes_.end();) {
    const Hole& hole = at->second;
    const bool gone_on = hole.last + kSerialsAhead <= highest_;
    const bool settled = (gone_on && hole.until + kWait <= latest_time_) || hole.opened + kPatience <= now.steady;
    if (!settled && holes_.size() <= kMostHoles) {
      ++at;
      continue;
    }
    gaps.push_back(gap_of(hole));
    at = holes_.erase(at);
  }
  return gaps;
}

std::vector<SerialGap> Serials::settle_all() {
  std::vector<SerialGap> gaps;
  for (const auto& [first, hole] : holes_) gaps.push_back(gap_of(hole));
  holes_.clear();
  return gaps;
}

Serials::State Serials::state() const {
  State state{highest_, highest_time_, restart_, {}};
  for (const auto& [first, hole] : holes_) state.holes.push_back(hole);
  return state;
}

Serials Serials::restored(const State& state, Tick now) {
  Serials serials;
  serials.highest_ = state.highest;
  serials.highest_time_ = serials.latest_time_ = state.time;
  serials.restart_ = state.restart;
  for (Hole hole : state.holes) {
    hole.opened = now.steady;
    serials.holes_[hole.first] = hole;
  }
  return serials;
}

}  // namespace modtrail
