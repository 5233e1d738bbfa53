#include "cli/time_words.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>

#include "modtrail/base/timestamp.h"

namespace modtrail {
namespace {

// 2026-11-28T03:52:09.576Z, a Saturday.
constexpr Clock kClock = {1795837929576, 1795800000000};

class InZone {
 public:
  explicit InZone(const char* zone) {
    ::setenv("TZ", zone, 1);
    ::tzset();
  }
  ~InZone() {
    ::unsetenv("TZ");
    ::tzset();
  }
};

std::string read(std::string_view text, Edge edge = Edge::Start) {
  const auto time = parse_time(text, edge, kClock);
  return time ? timestamp(*time) : "error";
}

TEST(TimeWords, Ausearchs) {
  const InZone zone("UTC0");
  EXPECT_EQ(read("now"), "2026-11-28T03:52:09.576Z");
  EXPECT_EQ(read("recent"), "2026-11-28T03:42:09.576Z");
  EXPECT_EQ(read("today"), "2026-11-28T00:00:00.000Z");
  EXPECT_EQ(read("yesterday"), "2026-11-27T00:00:00.000Z");
  EXPECT_EQ(read("this-week"), "2026-11-22T00:00:00.000Z");
  EXPECT_EQ(read("week-ago"), "2026-11-21T00:00:00.000Z");
  EXPECT_EQ(read("this-month"), "2026-11-01T00:00:00.000Z");
  EXPECT_EQ(read("this-year"), "2026-01-01T00:00:00.000Z");
  EXPECT_EQ(read("boot"), "2026-11-27T17:20:00.000Z");
  EXPECT_FALSE(parse_time("boot", Edge::Start, {kClock.now, std::nullopt}));
}

TEST(TimeWords, Ago) {
  EXPECT_EQ(read("90s ago"), "2026-11-28T03:50:39.576Z");
  EXPECT_EQ(read("2h ago"), "2026-11-28T01:52:09.576Z");
  EXPECT_EQ(read("2 hours ago"), "2026-11-28T01:52:09.576Z");
  EXPECT_EQ(read("1 day ago"), "2026-11-27T03:52:09.576Z");
  EXPECT_EQ(read("1w ago"), "2026-11-21T03:52:09.576Z");
  for (const char* text : {"h ago", "2 ago", "2x ago", "2hour ago s", "99999999999999999999s ago", "-1h ago", "2h"}) {
    EXPECT_EQ(read(text), "error") << text;
  }
}

TEST(TimeWords, DatesAndTheirEnds) {
  const InZone zone("UTC0");
  EXPECT_EQ(read("2026-11-28"), "2026-11-28T00:00:00.000Z");
  EXPECT_EQ(read("2026-11-28", Edge::End), "2026-11-28T23:59:59.999Z");
  EXPECT_EQ(read("2026-11-28T03:00"), "2026-11-28T03:00:00.000Z");
  EXPECT_EQ(read("2026-11-28 03:00", Edge::End), "2026-11-28T03:00:59.999Z");
  EXPECT_EQ(read("2026-11-28T03:00:07", Edge::End), "2026-11-28T03:00:07.999Z");
  EXPECT_EQ(read("2026-11-28T03:00:07.250Z", Edge::End), "2026-11-28T03:00:07.250Z");
  EXPECT_EQ(read("2026-11-28T03:00+01:30"), "2026-11-28T01:30:00.000Z");
  EXPECT_EQ(read("2026-11-28Z"), "2026-11-28T00:00:00.000Z");
  EXPECT_EQ(read("2024-02-29"), "2024-02-29T00:00:00.000Z");
  for (const char* text : {"2026-02-29", "2026-13-01", "2026-11-31", "2026-11-28T", "2026-11-28T25:00", "11/28/2026",
                           "2026-11-28T03:00:07.2", "2026-11-28T03:00 ", "2026-11-28T03:00+0100", "1969-01-01", ""}) {
    EXPECT_EQ(read(text), "error") << text;
  }
}

TEST(TimeWords, TheTimeZoneIsTheProcesss) {
  const InZone zone("XXX-2");
  EXPECT_EQ(read("2026-11-28T03:00"), "2026-11-28T01:00:00.000Z");
  EXPECT_EQ(read("today"), "2026-11-27T22:00:00.000Z");
  EXPECT_EQ(read("2026-11-28T03:00Z"), "2026-11-28T03:00:00.000Z");
}

TEST(TimeWords, SecondsSince1970) {
  EXPECT_EQ(read("@1795837929"), "2026-11-28T03:52:09.000Z");
  EXPECT_EQ(read("@1795837929", Edge::End), "2026-11-28T03:52:09.999Z");
  EXPECT_EQ(read("@1795837929.576"), "2026-11-28T03:52:09.576Z");
  for (const char* text : {"@", "@x", "@1.5", "1795837929", "@999999999999999"}) EXPECT_EQ(read(text), "error") << text;
}

}  // namespace
}  // namespace modtrail
