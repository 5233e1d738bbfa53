#include "filter/solve.h"

#include <numeric>
#include <optional>
#include <utility>

// A small solver: unit propagation and backtracking over sets of values.
//
// A state is a cube and the clauses not yet satisfied by all of it.  A clause with a literal that holds throughout the
// cube is done; a literal that holds nowhere in it is dropped; a clause left with one literal forces it, which cuts the
// cube.  When nothing is forced, the shortest clause is taken and its literals are tried in turn; what failed is
// excluded from the tries after it where one literal can say so.  A cube with no clause left is a solution if its
// inequalities leave a point.  Every try cuts the cube or satisfies a clause, so the search ends; it is exact, and
// exponential only for inputs made to be so, which the budget stops.
//
// Example: "auid >= 1000 is recorded" and "uid = 0 is recorded" lose what satisfies (auid < 1000) and (uid != 0): two
// clauses of one literal each, no search at all.
namespace modtrail {

void Clauses::add(const std::vector<Literal>& clause) {
  literals_.insert(literals_.end(), clause.begin(), clause.end());
  ends_.push_back(literals_.size());
}

namespace {

struct State {
  Cube cube;
  std::vector<std::size_t> open;  // clauses not yet satisfied
};

// The literal that says the opposite, where one can.
std::optional<Literal> opposite(Literal literal) {
  const bool one_bit = (literal.low & (literal.low - 1)) == 0;
  switch (literal.kind) {
    case Literal::Kind::Inside:
      literal.kind = Literal::Kind::Outside;
      return literal;
    case Literal::Kind::Outside:
      literal.kind = Literal::Kind::Inside;
      return literal;
    case Literal::Kind::BitsClear:
      literal.kind = Literal::Kind::BitsSet;
      return one_bit ? std::optional(literal) : std::nullopt;
    case Literal::Kind::BitsSet:
      literal.kind = Literal::Kind::BitsClear;
      return one_bit ? std::optional(literal) : std::nullopt;
    case Literal::Kind::Same:
      literal.kind = Literal::Kind::Differ;
      return literal;
    case Literal::Kind::Differ:
      literal.kind = Literal::Kind::Same;
      return literal;
    case Literal::Kind::InGroup:
    case Literal::Kind::NotGroup:
      break;
  }
  return std::nullopt;
}

class Search {
 public:
  Search(const Clauses& clauses, Budget& budget) : clauses_(clauses), budget_(budget) {}

  Solution run(State state);

 private:
  enum class Progress : std::uint8_t { Steady, Conflict, Spent };
  struct View {
    Status status = Status::False;  // of the clause
    std::size_t open = 0;           // literals undecided
    const Literal* last = nullptr;  // one of them
  };
  View look(const State& state, std::size_t clause) const;
  Progress propagate(State& state);
  Progress pass(State& state, std::size_t& forced);
  std::size_t shortest(const State& state) const;
  Solution branch(const State& state);

  const Clauses& clauses_;
  Budget& budget_;
};

Search::View Search::look(const State& state, std::size_t clause) const {
  View view;
  for (const Literal* literal = clauses_.begin(clause); literal != clauses_.end(clause); ++literal) {
    const Status status = state.cube.status(*literal);
    if (status == Status::True) return {Status::True, 0, nullptr};
    if (status == Status::False) continue;
    view = {Status::Open, view.open + 1, literal};
  }
  return view;
}

// One look at every open clause; the satisfied ones are dropped, single literals are enforced.
Search::Progress Search::pass(State& state, std::size_t& forced) {
  std::size_t kept = 0;
  for (const std::size_t clause : state.open) {
    const auto cost = static_cast<std::uint64_t>(clauses_.end(clause) - clauses_.begin(clause)) + 1;
    if (budget_.left < cost) return Progress::Spent;
    budget_.left -= cost;
    const View view = look(state, clause);
    if (view.status == Status::True) continue;
    if (view.open == 0) return Progress::Conflict;
    if (view.open > 1) {
      state.open[kept++] = clause;
      continue;
    }
    ++forced;
    if (!state.cube.restrict_to(*view.last)) return Progress::Conflict;
  }
  state.open.resize(kept);
  return Progress::Steady;
}

Search::Progress Search::propagate(State& state) {
  while (true) {
    std::size_t forced = 0;
    const Progress progress = pass(state, forced);
    if (progress != Progress::Steady || forced == 0) return progress;
  }
}

std::size_t Search::shortest(const State& state) const {
  std::size_t best = state.open.front();
  std::size_t length = clauses_.size() + kMax;
  for (const std::size_t clause : state.open) {
    const std::size_t open = look(state, clause).open;
    if (open >= length) continue;
    best = clause;
    length = open;
    if (length == 2) break;
  }
  return best;
}

Solution Search::branch(const State& state) {
  const std::size_t clause = shortest(state);
  State rest = state;
  for (const Literal* literal = clauses_.begin(clause); literal != clauses_.end(clause); ++literal) {
    if (rest.cube.status(*literal) == Status::False) continue;
    State tried = rest;
    if (tried.cube.restrict_to(*literal)) {
      Solution solution = run(std::move(tried));
      if (solution.kind != Solution::Kind::None) return solution;
    }
    if (const auto excluded = opposite(*literal))
      if (!rest.cube.restrict_to(*excluded)) break;
  }
  return {};
}

Solution Search::run(State state) {
  switch (propagate(state)) {
    case Progress::Conflict:
      return {};
    case Progress::Spent:
      return {Solution::Kind::Spent, {}};
    case Progress::Steady:
      break;
  }
  if (!state.open.empty()) return branch(state);
  if (!state.cube.point({})) return {};
  return {Solution::Kind::Found, std::move(state.cube)};
}

}  // namespace

Solution solve(const Cube& space, const Clauses& clauses, Budget& budget) {
  State state{space, std::vector<std::size_t>(clauses.size())};
  std::iota(state.open.begin(), state.open.end(), std::size_t{0});
  return Search(clauses, budget).run(std::move(state));
}

}  // namespace modtrail
