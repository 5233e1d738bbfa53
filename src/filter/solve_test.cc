#include "filter/solve.h"

#include <gtest/gtest.h>

#include <vector>

namespace modtrail {
namespace {

using Kind = Literal::Kind;
constexpr std::uint64_t kPlenty = 1'000'000;

Literal inside(Axis axis, std::uint32_t low, std::uint32_t high) {
  return {Kind::Inside, axis, axis, low, high};
}
Literal outside(Axis axis, std::uint32_t low, std::uint32_t high) {
  return {Kind::Outside, axis, axis, low, high};
}
Literal bit(Axis axis, unsigned position) {
  return {Kind::BitsSet, axis, axis, 1U << position, 0};
}
Literal no_bit(Axis axis, unsigned position) {
  return {Kind::BitsClear, axis, axis, 1U << position, 0};
}

Solution::Kind answer(const std::vector<std::vector<Literal>>& clauses) {
  Clauses all;
  for (const auto& clause : clauses) all.add(clause);
  Budget budget{kPlenty};
  return solve({}, all, budget).kind;
}

TEST(Solve, FindsAndRefutes) {
  EXPECT_EQ(answer({}), Solution::Kind::Found);
  EXPECT_EQ(answer({{}}), Solution::Kind::None);
  EXPECT_EQ(answer({{inside(Axis::Uid, 0, 9)}, {outside(Axis::Uid, 0, 8)}}), Solution::Kind::Found);
  EXPECT_EQ(answer({{inside(Axis::Uid, 0, 9)}, {outside(Axis::Uid, 0, 9)}}), Solution::Kind::None);
}

TEST(Solve, BranchesWhereNothingIsForced) {
  const Literal a = inside(Axis::Uid, 0, 9);
  const Literal b = inside(Axis::Auid, 0, 9);
  EXPECT_EQ(answer({{a, b}, {outside(Axis::Uid, 0, 9), b}, {a, outside(Axis::Auid, 0, 9)}}), Solution::Kind::Found);
  EXPECT_EQ(answer({{a, b},
                    {outside(Axis::Uid, 0, 9), b},
                    {a, outside(Axis::Auid, 0, 9)},
                    {outside(Axis::Uid, 0, 9), outside(Axis::Auid, 0, 9)}}),
            Solution::Kind::None);
}

TEST(Solve, KeepsBitsAndIntervalsTogether) {
  EXPECT_EQ(answer({{bit(Axis::Arg0, 4)}, {inside(Axis::Arg0, 0, 15)}}), Solution::Kind::None);
  EXPECT_EQ(answer({{bit(Axis::Arg0, 4)}, {inside(Axis::Arg0, 0, 16)}}), Solution::Kind::Found);
  EXPECT_EQ(answer({{bit(Axis::Arg0, 4)}, {no_bit(Axis::Arg0, 4)}}), Solution::Kind::None);
  EXPECT_EQ(answer({{no_bit(Axis::Arg0, 0)}, {inside(Axis::Arg0, 7, 7)}}), Solution::Kind::None);
}

TEST(Solve, EqualitiesAreTransitive) {
  const Literal uid_is_euid{Kind::Same, Axis::Uid, Axis::Euid, 0, 0};
  const Literal euid_is_suid{Kind::Same, Axis::Euid, Axis::Suid, 0, 0};
  const Literal uid_not_suid{Kind::Differ, Axis::Uid, Axis::Suid, 0, 0};
  EXPECT_EQ(answer({{uid_is_euid}, {euid_is_suid}}), Solution::Kind::Found);
  EXPECT_EQ(answer({{uid_is_euid}, {euid_is_suid}, {uid_not_suid}}), Solution::Kind::None);
  EXPECT_EQ(answer({{uid_is_euid}, {inside(Axis::Uid, 0, 4)}, {inside(Axis::Euid, 5, 9)}}), Solution::Kind::None);
}

// Three ids in two values cannot all differ, though any two can.
TEST(Solve, CountsValues) {
  std::vector<std::vector<Literal>> clauses;
  for (const Axis axis : {Axis::Uid, Axis::Euid, Axis::Suid}) clauses.push_back({inside(axis, 0, 1)});
  clauses.push_back({{Kind::Differ, Axis::Uid, Axis::Euid, 0, 0}});
  clauses.push_back({{Kind::Differ, Axis::Euid, Axis::Suid, 0, 0}});
  EXPECT_EQ(answer(clauses), Solution::Kind::Found);
  clauses.push_back({{Kind::Differ, Axis::Uid, Axis::Suid, 0, 0}});
  EXPECT_EQ(answer(clauses), Solution::Kind::None);
}

TEST(Solve, GroupsAreMembersOrNot) {
  const Literal member{Kind::InGroup, Axis::Gid, Axis::Gid, 10, 0};
  const Literal stranger{Kind::NotGroup, Axis::Gid, Axis::Gid, 10, 0};
  EXPECT_EQ(answer({{member}, {stranger}}), Solution::Kind::None);
  EXPECT_EQ(answer({{stranger}, {inside(Axis::Gid, 10, 10)}}), Solution::Kind::None);
  EXPECT_EQ(answer({{member}, {inside(Axis::Gid, 5, 5)}}), Solution::Kind::Found);
}

TEST(Solve, StopsWhenTheBudgetIsSpent) {
  Clauses clauses;
  clauses.add({inside(Axis::Uid, 0, 9), inside(Axis::Auid, 0, 9)});
  Budget budget{2};
  EXPECT_EQ(solve({}, clauses, budget).kind, Solution::Kind::Spent);
}

TEST(IntervalSet, RemovesAndKeeps) {
  IntervalSet set;
  set.remove({10, 20});
  set.remove({0, 4});
  set.remove({kMax, kMax});
  EXPECT_FALSE(set.contains(4));
  EXPECT_TRUE(set.contains(5));
  EXPECT_TRUE(set.contains(9));
  EXPECT_FALSE(set.contains(15));
  EXPECT_TRUE(set.contains(21));
  EXPECT_FALSE(set.contains(kMax));
  set.keep({9, 21});
  EXPECT_EQ(set.intervals().size(), 2U);
  set.remove({9, 9});
  EXPECT_EQ(set.single(), 21U);
  set.remove({0, kMax});
  EXPECT_TRUE(set.empty());
}

TEST(Domain, NextFitsTheBits) {
  Domain domain;
  domain.ones = 0x10;
  domain.zeros = 0x01;
  EXPECT_EQ(domain.next(0), 0x10U);
  EXPECT_EQ(domain.next(0x11), 0x12U);
  EXPECT_EQ(domain.next(0x1f), 0x30U);
  EXPECT_EQ(domain.next(kMax), std::nullopt);
  domain.values.keep({0, 0x2f});
  EXPECT_EQ(domain.next(0x20), std::nullopt);
}

}  // namespace
}  // namespace modtrail
