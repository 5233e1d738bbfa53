#include "filter/space.h"

#include <algorithm>
#include <bit>

// Sets of attempts: intervals, bits, equalities between axes, supplementary groups.  Entry point: Cube.
namespace modtrail {

namespace {

bool starts_after(std::uint32_t value, const Interval& interval) {
  return value < interval.low;
}
bool ends_before(const Interval& interval, std::uint32_t value) {
  return interval.high < value;
}

// The least number not below `from` that has every bit of `zeros` 0 and every bit of `ones` 1.
//
// If `from` itself does not fit, the answer agrees with `from` above some bit p, has 1 at p where `from` has 0, and the
// least below; the lowest p that works gives the least number.
std::optional<std::uint32_t> next_fitting(std::uint32_t from, std::uint32_t zeros, std::uint32_t ones) {
  const auto fits = [&](std::uint32_t value, std::uint32_t mask) {
    return (value & zeros & mask) == 0 && (~value & ones & mask) == 0;
  };
  if (fits(from, kMax)) return from;
  for (unsigned p = 0; p < 32; ++p) {
    const std::uint32_t bit = 1U << p;
    const std::uint32_t above = p == 31 ? 0 : kMax << (p + 1);
    if ((from & bit) != 0 || (zeros & bit) != 0 || !fits(from, above)) continue;
    return (from & above) | bit | (ones & (bit - 1));
  }
  return std::nullopt;
}

bool holds(const std::vector<std::uint32_t>& set, std::uint32_t value) {
  return std::find(set.begin(), set.end(), value) != set.end();
}

}  // namespace

bool IntervalSet::contains(std::uint32_t value) const {
  const auto after = std::upper_bound(intervals_.begin(), intervals_.end(), value, starts_after);
  return after != intervals_.begin() && std::prev(after)->high >= value;
}

bool IntervalSet::is_within(Interval interval) const {
  return empty() || (intervals_.front().low >= interval.low && intervals_.back().high <= interval.high);
}

bool IntervalSet::is_apart_from(Interval interval) const {
  const auto first = std::lower_bound(intervals_.begin(), intervals_.end(), interval.low, ends_before);
  return first == intervals_.end() || first->low > interval.high;
}

bool IntervalSet::is_apart_from(const IntervalSet& other) const {
  return std::all_of(other.intervals_.begin(), other.intervals_.end(), [&](Interval i) { return is_apart_from(i); });
}

std::optional<std::uint32_t> IntervalSet::single() const {
  if (intervals_.size() != 1 || intervals_.front().low != intervals_.front().high) return std::nullopt;
  return intervals_.front().low;
}

void IntervalSet::keep(Interval interval) {
  const auto first = std::lower_bound(intervals_.begin(), intervals_.end(), interval.low, ends_before);
  const auto last = std::upper_bound(first, intervals_.end(), interval.high, starts_after);
  intervals_.erase(last, intervals_.end());
  intervals_.erase(intervals_.begin(), first);
  if (empty()) return;
  intervals_.front().low = std::max(intervals_.front().low, interval.low);
  intervals_.back().high = std::min(intervals_.back().high, interval.high);
}

void IntervalSet::remove(Interval interval) {
  auto first = std::lower_bound(intervals_.begin(), intervals_.end(), interval.low, ends_before);
  if (first == intervals_.end() || first->low > interval.high) return;
  if (first->low < interval.low) {
    const Interval left{first->low, interval.low - 1};
    if (first->high > interval.high) {
      first->low = interval.high + 1;
      intervals_.insert(first, left);
      return;
    }
    *first++ = left;
  }
  const auto last = std::upper_bound(first, intervals_.end(), interval.high, starts_after);
  if (last != first && std::prev(last)->high > interval.high) {
    std::prev(last)->low = interval.high + 1;
    intervals_.erase(first, std::prev(last));
  } else {
    intervals_.erase(first, last);
  }
}

void IntervalSet::keep(const IntervalSet& other) {
  std::vector<Interval> both;
  auto a = intervals_.begin();
  auto b = other.intervals_.begin();
  while (a != intervals_.end() && b != other.intervals_.end()) {
    const Interval common{std::max(a->low, b->low), std::min(a->high, b->high)};
    if (common.low <= common.high) both.push_back(common);
    if (a->high < b->high)
      ++a;
    else
      ++b;
  }
  intervals_ = std::move(both);
}

std::optional<std::uint32_t> Domain::next(std::uint32_t from) const {
  for (const Interval& interval : values.intervals()) {
    if (interval.high < from) continue;
    const std::optional<std::uint32_t> value = next_fitting(std::max(from, interval.low), zeros, ones);
    if (!value) return std::nullopt;
    if (*value <= interval.high) return value;
  }
  return std::nullopt;
}

bool Domain::contains(std::uint32_t value) const {
  return (value & zeros) == 0 && (~value & ones) == 0 && values.contains(value);
}

std::optional<std::uint32_t> Domain::single() const {
  if (const auto value = values.single()) return value;
  if ((zeros | ones) == 0) return std::nullopt;
  const auto first = next(0);
  const bool more = first && *first != kMax && next(*first + 1);
  return more ? std::nullopt : first;
}

Cube::Cube() {
  for (std::size_t i = 0; i < kAxes; ++i) roots_[i] = static_cast<Axis>(i);
}

bool Cube::are_kept_apart(Axis a, Axis b) const {
  return std::any_of(different_.begin(), different_.end(), [&](const auto& pair) {
    return (pair.first == a && pair.second == b) || (pair.first == b && pair.second == a);
  });
}

Status Cube::status(const Literal& literal) const {
  const Domain& left = domain(literal.axis);
  const Interval interval{literal.low, literal.high};
  switch (literal.kind) {
    case Literal::Kind::Inside:
      if (left.values.is_apart_from(interval)) return Status::False;
      return left.values.is_within(interval) ? Status::True : Status::Open;
    case Literal::Kind::Outside:
      if (left.values.is_within(interval)) return Status::False;
      return left.values.is_apart_from(interval) ? Status::True : Status::Open;
    case Literal::Kind::BitsClear:
      if ((left.ones & literal.low) != 0) return Status::False;
      return (literal.low & ~left.zeros) == 0 ? Status::True : Status::Open;
    case Literal::Kind::BitsSet:
      if ((left.zeros & literal.low) != 0) return Status::False;
      return (literal.low & ~left.ones) == 0 ? Status::True : Status::Open;
    case Literal::Kind::Same:
    case Literal::Kind::Differ: {
      const Axis a = root(literal.axis);
      const Axis b = root(literal.other);
      const bool wants_same = literal.kind == Literal::Kind::Same;
      if (a == b) return wants_same ? Status::True : Status::False;
      const Domain& right = domain(literal.other);
      if (are_kept_apart(a, b) || left.values.is_apart_from(right.values))
        return wants_same ? Status::False : Status::True;
      const auto value = left.single();
      if (value && value == right.single()) return wants_same ? Status::True : Status::False;
      return Status::Open;
    }
    case Literal::Kind::InGroup:
      if (holds(out_groups_, literal.low)) return Status::False;
      return holds(in_groups_, literal.low) ? Status::True : Status::Open;
    case Literal::Kind::NotGroup: {
      if (holds(in_groups_, literal.low) || left.single() == literal.low) return Status::False;
      const bool apart = !left.values.contains(literal.low);
      return apart && holds(out_groups_, literal.low) ? Status::True : Status::Open;
    }
  }
  return Status::Open;
}

bool Cube::unite(Axis a, Axis b) {
  const Axis kept = root(a);
  const Axis gone = root(b);
  if (kept == gone) return true;
  if (are_kept_apart(kept, gone)) return false;
  Domain& target = domains_[index(kept)];
  const Domain& other = domains_[index(gone)];
  target.values.keep(other.values);
  target.zeros |= other.zeros;
  target.ones |= other.ones;
  for (Axis& axis : roots_)
    if (axis == gone) axis = kept;
  for (auto& pair : different_) {
    if (pair.first == gone) pair.first = kept;
    if (pair.second == gone) pair.second = kept;
    if (pair.first == pair.second) return false;
  }
  return is_left(kept);
}

bool Cube::separate(Axis a, Axis b) {
  if (root(a) == root(b)) return false;
  const auto left = domain(a).single();
  const auto right = domain(b).single();
  if (left && right) return *left != *right;
  different_.push_back({root(a), root(b)});
  return true;
}

bool Cube::restrict_to(const Literal& literal) {
  Domain& left = domain(literal.axis);
  const Interval interval{literal.low, literal.high};
  switch (literal.kind) {
    case Literal::Kind::Inside:
      left.values.keep(interval);
      return is_left(literal.axis);
    case Literal::Kind::Outside:
      left.values.remove(interval);
      return is_left(literal.axis);
    case Literal::Kind::BitsClear:
      left.zeros |= literal.low;
      return (left.zeros & left.ones) == 0 && is_left(literal.axis);
    case Literal::Kind::BitsSet:
      left.ones |= literal.low;
      return (left.zeros & left.ones) == 0 && is_left(literal.axis);
    case Literal::Kind::Same:
      return unite(literal.axis, literal.other);
    case Literal::Kind::Differ:
      return separate(literal.axis, literal.other);
    case Literal::Kind::InGroup:
      if (holds(out_groups_, literal.low)) return false;
      if (!holds(in_groups_, literal.low)) in_groups_.push_back(literal.low);
      return true;
    case Literal::Kind::NotGroup:
      if (holds(in_groups_, literal.low)) return false;
      if (!holds(out_groups_, literal.low)) out_groups_.push_back(literal.low);
      left.values.remove({literal.low, literal.low});
      return is_left(literal.axis);
  }
  return false;
}

namespace {

// Values to try for one axis: the wish, what is next to it, and enough others that inequalities with every other axis
// of its family (at most 4) cannot use them all up.
std::vector<std::uint32_t> candidates(const Domain& domain, std::uint32_t wish) {
  constexpr std::size_t kEnough = 6;
  std::vector<std::uint32_t> values;
  const auto add_from = [&](std::uint32_t from) {
    for (auto value = domain.next(from); value && values.size() < kEnough; value = domain.next(*value + 1)) {
      if (std::find(values.begin(), values.end(), *value) == values.end()) values.push_back(*value);
      if (*value == kMax) break;
    }
  };
  add_from(wish);
  add_from(0);
  return values;
}

}  // namespace

bool Cube::place(std::size_t next, const std::vector<Axis>& order, const Point& wishes, Point& values) const {
  if (next == order.size()) return true;
  const Axis axis = order[next];
  for (const std::uint32_t value : candidates(domain(axis), wishes[index(axis)])) {
    const bool clash = std::any_of(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(next), [&](Axis earlier) {
      return are_kept_apart(axis, earlier) && values[index(earlier)] == value;
    });
    if (clash) continue;
    values[index(axis)] = value;
    if (place(next + 1, order, wishes, values)) return true;
  }
  return false;
}

// Only axes kept apart from others need a search: users among users, groups among groups.
std::optional<Cube::Point> Cube::point(const Point& wishes) const {
  Point values{};
  std::vector<Axis> users;
  std::vector<Axis> groups;
  for (std::size_t i = 0; i < kAxes; ++i) {
    const Axis axis = static_cast<Axis>(i);
    if (roots_[i] != axis) continue;
    const bool apart = std::any_of(different_.begin(), different_.end(),
                                   [&](const auto& pair) { return pair.first == axis || pair.second == axis; });
    if (apart) {
      (axis <= Axis::Fsuid ? users : groups).push_back(axis);
      continue;
    }
    const std::vector<std::uint32_t> values_left = candidates(domains_[i], wishes[i]);
    if (values_left.empty()) return std::nullopt;
    values[i] = values_left.front();
  }
  if (!place(0, users, wishes, values) || !place(0, groups, wishes, values)) return std::nullopt;
  for (std::size_t i = 0; i < kAxes; ++i) values[i] = values[index(roots_[i])];
  return values;
}

}  // namespace modtrail
