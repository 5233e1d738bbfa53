#include "trail/event_ids.h"

#include <gtest/gtest.h>

#include <random>

namespace modtrail {
namespace {

TEST(EventIds, EachIsNewOnce) {
  EventIds ids;
  EXPECT_TRUE(ids.insert({"", 5, 1}));
  EXPECT_TRUE(ids.insert({"", 5, 2}));
  EXPECT_TRUE(ids.insert({"a", 5, 1}));
  EXPECT_TRUE(ids.insert({"", 4, 1}));
  for (const EventId& id : {EventId{"", 5, 1}, EventId{"", 5, 2}, EventId{"a", 5, 1}, EventId{"", 4, 1}})
    EXPECT_FALSE(ids.insert(id));
  EXPECT_EQ(ids.size(), 4U);
}

TEST(EventIds, AreASetInAnyOrder) {
  std::mt19937 random(7);
  EventIds ids;
  std::set<EventId> truth;
  for (int i = 0; i < 30000; ++i) {
    const EventId id{random() % 3 == 0 ? "node" : "", random() % 8000, static_cast<std::uint32_t>(random() % 2)};
    ASSERT_EQ(ids.insert(id), truth.insert(id).second) << i;
  }
  EXPECT_EQ(ids.size(), truth.size());
}

TEST(EventIds, TheOldestAreForgotten) {
  EventIds ids;
  for (std::uint32_t serial = 1; serial <= EventIds::kMost + 1; ++serial) ASSERT_TRUE(ids.insert({"", 1, serial}));
  EXPECT_LE(ids.size(), EventIds::kMost);
  EXPECT_FALSE(ids.insert({"", 1, EventIds::kMost + 1}));
  EXPECT_TRUE(ids.insert({"", 1, 1}));
}

}  // namespace
}  // namespace modtrail
