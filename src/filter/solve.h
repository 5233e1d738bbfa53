#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "filter/space.h"

// Is there an attempt that satisfies all of these clauses?
namespace modtrail {

// A conjunction of clauses; a clause is a disjunction of literals.
class Clauses {
 public:
  void add(const std::vector<Literal>& clause);
  std::size_t size() const { return ends_.size(); }
  const Literal* begin(std::size_t clause) const { return literals_.data() + (clause == 0 ? 0 : ends_[clause - 1]); }
  const Literal* end(std::size_t clause) const { return literals_.data() + ends_[clause]; }

 private:
  std::vector<Literal> literals_;
  std::vector<std::size_t> ends_;
};

// Work left, in literals looked at.  It is counted, not timed, so the same input gives the same answer everywhere.
struct Budget {
  std::uint64_t left = 0;
};

struct Solution {
  enum class Kind : std::uint8_t { Found, None, Spent };
  Kind kind = Kind::None;
  Cube cube;  // if Found: every point of it satisfies every clause, and it has one
};

Solution solve(const Cube& space, const Clauses& clauses, Budget& budget);

}  // namespace modtrail
