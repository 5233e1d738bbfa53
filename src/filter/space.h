#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

// The space of attempts, and sets of them.
//
// An attempt is a point with one coordinate on each axis: its ids, its exit code, its arguments, its program.  A field
// of a rule constrains one axis ("auid >= 1000"), or two ("uid = euid"), so the attempts a rule matches form a Cube: a
// product of value sets, with a few equalities between axes.  What rules match together is then asked of solve.h.
namespace modtrail {

enum class Axis : std::uint8_t {
  Auid,
  Uid,
  Euid,
  Suid,
  Fsuid,
  Gid,
  Egid,
  Sgid,
  Fsgid,
  SessionId,
  Pers,
  Pid,
  Ppid,
  Exit,
  Arg0,
  Arg1,
  Arg2,
  Arg3,
  Exe,
  SubjUser,
  SubjRole,
  SubjType,
  SubjSen,
  SubjClr,  // these are numbered by the rules that name them; 0 is any other
};
inline constexpr std::size_t kAxes = static_cast<std::size_t>(Axis::SubjClr) + 1;
inline constexpr std::uint32_t kMax = 0xffffffffU;

struct Interval {
  std::uint32_t low = 0;
  std::uint32_t high = kMax;
};

// Sorted, disjoint, inclusive intervals.
class IntervalSet {
 public:
  IntervalSet() : intervals_{Interval{}} {}
  explicit IntervalSet(Interval interval) : intervals_{interval} {}

  void keep(Interval interval);
  void remove(Interval interval);
  void keep(const IntervalSet& other);

  bool empty() const { return intervals_.empty(); }
  bool contains(std::uint32_t value) const;
  bool is_within(Interval interval) const;      // nothing outside; an empty set is within anything
  bool is_apart_from(Interval interval) const;  // nothing inside
  bool is_apart_from(const IntervalSet& other) const;
  std::optional<std::uint32_t> single() const;  // the only value there is
  const std::vector<Interval>& intervals() const { return intervals_; }

 private:
  std::vector<Interval> intervals_;
};

// The values left on one axis: in the intervals, and with these bits 0 and those 1.
struct Domain {
  IntervalSet values;
  std::uint32_t zeros = 0;
  std::uint32_t ones = 0;

  // The least value of the domain not below `from`.
  std::optional<std::uint32_t> next(std::uint32_t from) const;
  bool contains(std::uint32_t value) const;
  std::optional<std::uint32_t> single() const;
};

struct Literal {
  enum class Kind : std::uint8_t {
    Inside,     // axis in [low, high]
    Outside,    // axis not in [low, high]
    BitsClear,  // axis & low == 0
    BitsSet,    // axis & low == low
    Same,       // axis == other
    Differ,     // axis != other
    InGroup,    // low is one of the supplementary groups
    NotGroup,   // axis != low, and low is no supplementary group
  };
  Kind kind = Kind::Inside;
  Axis axis = Axis::Auid;
  Axis other = Axis::Auid;
  std::uint32_t low = 0;
  std::uint32_t high = 0;
};

enum class Status : std::uint8_t { False, Open, True };  // True: of every point of the cube

class Cube {
 public:
  Cube();

  Domain& domain(Axis axis) { return domains_[index(root(axis))]; }
  const Domain& domain(Axis axis) const { return domains_[index(root(axis))]; }
  Status status(const Literal& literal) const;
  // Cuts the cube down to where the literal holds; false if nothing is left (the cube is then of no use).
  bool restrict_to(const Literal& literal);
  // A point of the cube, each axis as near to `wishes` as can be; nothing if the inequalities leave none.
  using Point = std::array<std::uint32_t, kAxes>;
  std::optional<Point> point(const Point& wishes) const;
  const std::vector<std::uint32_t>& groups() const { return in_groups_; }

 private:
  static std::size_t index(Axis axis) { return static_cast<std::size_t>(axis); }
  Axis root(Axis axis) const { return roots_[index(axis)]; }
  bool is_left(Axis axis) const { return domain(axis).next(0).has_value(); }
  bool are_kept_apart(Axis a, Axis b) const;
  bool unite(Axis a, Axis b);
  bool separate(Axis a, Axis b);
  bool place(std::size_t next, const std::vector<Axis>& order, const Point& wishes, Point& values) const;

  std::array<Domain, kAxes> domains_;
  std::array<Axis, kAxes> roots_;                 // axes made equal share a root
  std::vector<std::pair<Axis, Axis>> different_;  // pairs of roots
  std::vector<std::uint32_t> in_groups_;
  std::vector<std::uint32_t> out_groups_;
};

}  // namespace modtrail
