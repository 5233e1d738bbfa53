#include "modtrail/trail/parallel_search.h"

#include <gtest/gtest.h>

#include "modtrail/base/byte_source.h"
#include "modtrail/trail/search.h"
#include "trail/log_maker.h"

namespace modtrail {
namespace {

using trail_test::line_of;
using trail_test::make_log;

struct Told {
  std::vector<std::vector<std::string>> events;  // the records of each
  std::vector<std::string> torn;                 // "log.0:17 why"
  Counts counts;
};

std::string name_of(std::size_t part) {
  return "log." + std::to_string(part);
}

std::string torn_text(const std::string& file, const TornLine& torn) {
  return file + ":" + std::to_string(torn.line) + " " + std::string(name(torn.why));
}

Told by_one(const std::vector<std::string>& files, const Bounds& bounds) {
  Told told;
  Search search(
      Select::Modules, bounds,
      {[&](const Event& event) { told.events.push_back(module_event(event, {})->records); },
       [&](const std::string& file, const TornLine& torn) { told.torn.push_back(torn_text(file, torn)); }, nullptr});
  for (std::size_t i = 0; i < files.size(); ++i) {
    EXPECT_TRUE(search.read(*memory_source(files[i]), name_of(i)));
  }
  search.finish();
  told.counts = search.counts();
  return told;
}

Told by_many(const std::vector<std::string>& files, const ParallelBounds& bounds, SearchFileKind kind) {
  Told told;
  std::vector<SearchFile> log;
  for (std::size_t i = 0; i < files.size(); ++i) log.push_back({name_of(i), files[i].size(), kind});
  const OpenSearchFile open = [&](std::size_t part, std::uint64_t offset, JournalTally&) {
    return Result<std::unique_ptr<ByteSource>>(memory_source(std::string_view(files[part]).substr(offset)));
  };
  told.counts = search_in_parallel(
                    log, open, bounds,
                    {[](const Event& event) { return module_event(event, {}); },
                     [&](const ModuleEvent& event) { told.events.push_back(event.records); },
                     [&](const std::string& file, const TornLine& torn) { told.torn.push_back(torn_text(file, torn)); },
                     [](const Error& error) { FAIL() << error.message; }, [] {}, [] { return true; }})
                    .counts;
  return told;
}

std::size_t expect_same(const std::vector<std::string>& files, const ParallelBounds& bounds, SearchFileKind kind,
                        unsigned seed) {
  const Told one = by_one(files, bounds.events);
  const Told many = by_many(files, bounds, kind);
  EXPECT_EQ(many.events, one.events) << seed;
  EXPECT_EQ(many.torn, one.torn) << seed;
  EXPECT_EQ(many.counts, one.counts) << seed;
  std::vector<SearchFile> log;
  for (std::size_t i = 0; i < files.size(); ++i) log.push_back({name_of(i), files[i].size(), kind});
  return count_stretches(log, bounds);
}

ParallelBounds small_bounds(unsigned seed) {
  ParallelBounds bounds;
  bounds.events.gap = 200 + seed % 7 * 300;
  bounds.least = 1 + seed % 5 * 900;
  bounds.jobs = 1 + seed % 9 * 4;
  bounds.waiting = seed % 3 == 0 ? 1 : 5000;
  return bounds;
}

TEST(ParallelSearch, TellsWhatOneThreadTells) {
  std::size_t stretches = 0;
  for (unsigned seed = 0; seed < 150; ++seed) {
    const std::vector<std::string> files = {make_log(seed, 200), make_log(seed + 1000, 5), "",
                                            make_log(seed + 2000, 100), make_log(seed + 3000, 60)};
    for (const SearchFileKind kind : {SearchFileKind::Lines, SearchFileKind::Packed}) {
      stretches += expect_same(files, small_bounds(seed), kind, seed);
    }
  }
  EXPECT_GT(stretches, 2500U);
}

// Chains of one id over many stretches, begun by anything, with module records now and then: each thread meets them in
// the middle.  What records say looks like records, wherever a stretch may begin.
std::string chained_log(unsigned seed) {
  std::mt19937 random(seed);
  std::string imitations;
  while (imitations.size() < 300) imitations += "type=PATH msg=audit(1700000000.000:5): ";
  std::string log;
  for (unsigned i = 0; i < 400; ++i) {
    const std::uint64_t serial = 5 + random() % 3;
    const bool opens = random() % 20 == 0;
    log += opens ? line_of("SYSCALL", 1700000000, serial, "arch=c000003e syscall=176 success=yes exit=0")
                 : line_of("PATH", 1700000000, serial, imitations.substr(0, random() % 300));
    if (random() % 30 == 0) log += "junk\n";
    if (random() % 90 == 0) log += std::string(70000, 'z') + "\n";
  }
  if (seed % 2 == 0) log.pop_back();
  return log;
}

TEST(ParallelSearch, ChainsOverManyStretches) {
  std::size_t stretches = 0;
  for (unsigned seed = 0; seed < 60; ++seed) {
    const std::vector<std::string> files = {chained_log(seed), chained_log(seed + 100), chained_log(seed + 200)};
    for (const SearchFileKind kind : {SearchFileKind::Lines, SearchFileKind::Packed}) {
      stretches += expect_same(files, small_bounds(seed), kind, seed);
    }
  }
  EXPECT_GT(stretches, 2000U);
}

// A line of some other event, so that the next one begins at `end`.
void fill_up(std::string& log, std::size_t end) {
  const std::string head = line_of("PATH", 1700000000, 1000 + log.size(), "name=");
  log += head.substr(0, head.size() - 1) + std::string(end - log.size() - head.size(), 'f') + "\n";
}

// A thread that begins to read where reach ends may begin within a line, at what looks like a record.
TEST(ParallelSearch, WhatLooksLikeARecordWhereReadingBegins) {
  ParallelBounds bounds;
  bounds.events.gap = 300;
  bounds.least = 1000;
  bounds.jobs = 2;
  std::string log;
  fill_up(log, 600);
  fill_up(log, 1000);
  log.replace(1000 - bounds.events.gap, 45, "type=PATH msg=audit(1700000000.000:5): name=5");
  log += line_of("SYSCALL", 1700000000, 5, "arch=c000003e syscall=176 success=yes exit=0");
  fill_up(log, 2000);
  EXPECT_EQ(expect_same({log}, bounds, SearchFileKind::Lines, 0), 2U);
  EXPECT_EQ(by_one({log}, bounds.events).events,
            (std::vector<std::vector<std::string>>{{log.substr(1000, log.find('\n', 1000) - 1000)}}));
}

TEST(ParallelSearch, AFileThatCannotBeReadIsToldOnce) {
  const std::string good = make_log(1, 100);
  const std::vector<SearchFile> log = {{"a", good.size(), SearchFileKind::Packed},
                                       {"b", good.size(), SearchFileKind::Packed},
                                       {"c", good.size(), SearchFileKind::Packed}};
  const OpenSearchFile open = [&](std::size_t part, std::uint64_t,
                                  JournalTally&) -> Result<std::unique_ptr<ByteSource>> {
    if (part == 1) return fail("no such file");
    return memory_source(good);
  };
  ParallelBounds bounds = small_bounds(3);
  bounds.events.gap = 300;
  bounds.least = 1;
  std::size_t troubles = 0;
  const ParallelCounts counts = search_in_parallel(
      log, open, bounds,
      {[](const Event& event) { return module_event(event, {}); }, [](const ModuleEvent&) {},
       [](const std::string&, const TornLine&) {}, [&](const Error&) { ++troubles; }, [] {}, [] { return true; }});
  EXPECT_EQ(troubles, 1U);
  EXPECT_EQ(counts.counts.bytes, 2 * good.size());
}

TEST(ParallelSearch, NothingMoreIsReadOnceNothingIsWanted) {
  std::vector<std::string> files(5, make_log(7, 400));
  std::vector<SearchFile> log;
  for (std::size_t i = 0; i < files.size(); ++i) log.push_back({name_of(i), files[i].size(), SearchFileKind::Lines});
  const OpenSearchFile open = [&](std::size_t part, std::uint64_t offset, JournalTally&) {
    return Result<std::unique_ptr<ByteSource>>(memory_source(std::string_view(files[part]).substr(offset)));
  };
  std::size_t events = 0;
  search_in_parallel(
      log, open, small_bounds(4),
      {[](const Event& event) { return module_event(event, {}); }, [&](const ModuleEvent&) { ++events; },
       [](const std::string&, const TornLine&) {}, [](const Error&) {}, [] {}, [&] { return events < 3; }});
  EXPECT_LE(events, 20U);
}

}  // namespace
}  // namespace modtrail
