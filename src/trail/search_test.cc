#include "modtrail/trail/search.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/temporary_directory.h"
#include "modtrail/base/byte_source.h"
#include "modtrail/base/file.h"
#include "modtrail/trail/module_event.h"
#include "trail/head.h"
#include "trail/line_feeds.h"
#include "trail/log_maker.h"
#include "trail/processor.h"

namespace modtrail {
namespace {

using trail_test::line_of;
using trail_test::make_log;
using trail_test::Shown;

struct Told {
  std::string file;
  std::uint64_t position = 0;
  std::uint64_t line = 0;
  Torn why = Torn::NoType;
  bool operator==(const Told&) const = default;
};

struct Found {
  std::vector<Shown> events;
  std::vector<Told> torn;
  Counts counts;
};

// Bytes that come in pieces, as from a pipe.
class Pieces final : public ByteSource {
 public:
  Pieces(std::string_view bytes, std::size_t piece) : left_(bytes), piece_(piece) {}
  Result<std::size_t> read(std::span<char> to) override {
    const std::size_t size = std::min({to.size(), left_.size(), piece_});
    std::copy_n(left_.data(), size, to.data());
    left_.remove_prefix(size);
    return size;
  }

 private:
  std::string_view left_;
  std::size_t piece_;
};

Found search(Select select, const std::vector<std::string>& files, const Bounds& bounds,
             std::size_t piece = 1U << 30U) {
  Found found;
  Search search(select, bounds,
                {[&](const Event& event) {
                   if (is_module_event(event)) found.events.push_back(trail_test::show(event));
                 },
                 [&](const std::string& file, const TornLine& torn) {
                   found.torn.push_back({file, torn.position, torn.line, torn.why});
                 },
                 nullptr});
  for (std::size_t i = 0; i < files.size(); ++i) {
    Pieces source(files[i], piece);
    EXPECT_TRUE(search.read(source, "log." + std::to_string(i)));
  }
  search.finish();
  found.counts = search.counts();
  return found;
}

void expect_same(const std::vector<std::string>& files, const Bounds& bounds, std::size_t piece, unsigned seed) {
  const Found all = search(Select::All, files, bounds);
  const Found fast = search(Select::Modules, files, bounds, piece);
  ASSERT_EQ(fast.events, all.events) << seed;
  ASSERT_EQ(fast.torn, all.torn) << seed;
  EXPECT_EQ(fast.counts.bytes, all.counts.bytes);
  EXPECT_EQ(fast.counts.lines, all.counts.lines);
  EXPECT_EQ(fast.counts.records, all.counts.records);
  EXPECT_EQ(fast.counts.torn, all.counts.torn);
  EXPECT_EQ(fast.counts.events, fast.events.size());
}

TEST(Search, TheFastScanFindsWhatTheAssemblerMakes) {
  std::size_t events = 0;
  for (unsigned seed = 0; seed < 200; ++seed) {
    Bounds bounds;
    if (seed % 2 == 0) bounds.gap = 1500;
    const std::vector<std::string> files = {make_log(seed, 300), make_log(seed + 1000, 5), "", make_log(seed, 100)};
    expect_same(files, bounds, seed % 3 == 0 ? 1 + seed : 1U << 30U, seed);
    events += search(Select::Modules, files, bounds).events.size();
  }
  EXPECT_GT(events, 5000U);
}

// Over many blocks, with events that begin in one and end in another.
TEST(Search, EventsOverManyBlocks) {
  for (unsigned seed = 0; seed < 3; ++seed) {
    std::string log;
    std::mt19937 random(seed);
    for (unsigned part = 0; log.size() < (3U << 20U); ++part) {
      log += line_of("PATH", 1700000000, part / 400, "name=\"a\"") + make_log(seed + part, 40);
      if (!log.ends_with('\n')) log += '\n';
      if (part % 10 == 0)
        log += line_of("SYSCALL", 1700000000, random() % 50, "arch=c000003e syscall=176 success=yes exit=0");
      if (part % 50 == 7) log += std::string(random() % 200000, 'z') + "\n";
    }
    Bounds bounds;  // memory is not the question here
    bounds.event_bytes = bounds.open_bytes = std::size_t{64} << 20;
    expect_same({log}, bounds, seed == 1 ? 70000 : 1U << 30U, seed);
  }
}

// Large enough to be looked at where it lies.
std::string large_log(unsigned seed) {
  std::string log;
  for (unsigned part = 0; log.size() < (6U << 20U); ++part) {
    log += line_of("PATH", 1700000000, part / 400, "name=\"a\"") + make_log(seed + part % 500, 40);
    if (part % 50 == 7) log += std::string(part, 'z') + "\n";
  }
  return log;
}

TEST(Search, LooksAtFilesWhereTheyLie) {
  const TemporaryDirectory directory;
  const std::vector<std::string> logs = {large_log(1), line_of("CWD", 1700000000, 7) + large_log(2)};
  Bounds bounds;  // memory is not the question here
  bounds.event_bytes = bounds.open_bytes = std::size_t{64} << 20;
  const Found wanted = search(Select::Modules, logs, bounds);
  Found found;
  Search search(Select::Modules, bounds,
                {[&](const Event& event) {
                   if (is_module_event(event)) found.events.push_back(trail_test::show(event));
                 },
                 [&](const std::string& file, const TornLine& torn) {
                   found.torn.push_back({file, torn.position, torn.line, torn.why});
                 },
                 nullptr});
  for (std::size_t i = 0; i < logs.size(); ++i) {
    const std::string name = "log." + std::to_string(i);
    ASSERT_TRUE(write_file(directory / name, logs[i]));
    EXPECT_TRUE(search.read(*open_source(directory / name).value(), name));
  }
  search.finish();
  EXPECT_GT(wanted.events.size(), 100U);
  EXPECT_EQ(found.events, wanted.events);
  EXPECT_EQ(found.torn, wanted.torn);
  EXPECT_EQ(search.counts(), wanted.counts);
}

TEST(Search, AFileThatIsCutOffMeanwhileIsAnError) {
  const TemporaryDirectory directory;
  const std::string path = directory / "log";
  const std::string log = large_log(3);
  for (const std::uint64_t left : {std::uint64_t{0}, std::uint64_t{1000000}, std::uint64_t{3000001}}) {
    ASSERT_TRUE(write_file(path, log));
    std::uint64_t seen = 0;
    Search search(Select::Modules, {},
                  {[](const Event&) {}, nullptr,
                   [&](std::uint64_t bytes) {
                     const bool cut = seen < 2000000 && seen + bytes >= 2000000;
                     seen += bytes;
                     EXPECT_TRUE(!cut || ::truncate(path.c_str(), static_cast<off_t>(left)) == 0);
                   }});
    const Result<> read = search.read(*open_source(path).value(), path);
    search.finish();
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().message, "cannot read " + path + ": it became shorter meanwhile");
    EXPECT_LE(search.counts().bytes, log.size());
  }
}

TEST(Search, AnEventMayEndInTheNextFile) {
  const Found found = search(Select::Modules,
                             {line_of("PROCTITLE", 1700000000, 7), line_of("KERN_MODULE", 1700000000, 7, "name=\"x\""),
                              line_of("CWD", 1700000000, 7)},
                             {});
  ASSERT_EQ(found.events.size(), 1U);
  EXPECT_EQ(found.events[0].lines.size(), 3U);
}

TEST(Search, TornLinesAreToldByFileAndLine) {
  const std::string good = line_of("EOE", 1700000000, 1);
  for (const Select select : {Select::All, Select::Modules}) {
    const Found found =
        search(select, {good + "junk", good + good + std::string(400000, 'x') + "\n" + good, "type="}, {});
    ASSERT_EQ(found.torn.size(), 3U);
    EXPECT_EQ(found.torn[0], (Told{"log.0", good.size(), 2, Torn::NoType}));
    EXPECT_EQ(found.torn[1].file, "log.1");
    EXPECT_EQ(found.torn[1].line, 3U);
    EXPECT_EQ(found.torn[1].why, Torn::TooLong);
    EXPECT_EQ(found.torn[2].file, "log.2");
  }
}

constexpr std::uint32_t kBefore = UINT32_MAX;  // a feed there ends what stands before the text

// Of all lines of a text that ends in a feed, by each processor.
void expect_heads_fit(const std::string& text) {
  const std::string padded = text + std::string(kHeadMargin, '\n');
  std::vector<std::uint32_t> ends = {kBefore};
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\n') ends.push_back(static_cast<std::uint32_t>(at));
  }
  ASSERT_LE(ends.size(), kMostHeads + 1);
  OpenHashes open;
  std::vector<std::uint32_t> hashes(ends.size() - 1);
  std::vector<ReadHeads> readers = {best_read_heads()};
#if defined(__x86_64__)
  readers.push_back(read_heads_sse2);
#endif
  for (const ReadHeads read : readers) {
    const std::uint64_t again = read(padded.data(), ends.data(), hashes.size(), open, hashes.data());
    for (std::size_t i = 0; i < hashes.size(); ++i) {
      if ((again >> i & 1) != 0) continue;
      const std::string line = text.substr(ends[i] + 1, ends[i + 1] - (ends[i] + 1));
      const auto record = parse_record(line);
      ASSERT_TRUE(record) << line;
      EXPECT_EQ(hashes[i], id_hash(record->node, record->time, record->serial)) << line;
      EXPECT_FALSE(is_module_record(*record)) << line;
    }
  }
}

TEST(Search, HeadsAgreeWithRecords) {
  std::mt19937 random(7);
  for (unsigned seed = 0; seed < 300; ++seed) {
    const std::string log = make_log(seed, 30);
    std::size_t at = 0;
    while (at < log.size()) {
      const std::size_t feed = std::min(log.find('\n', at), log.size());
      std::string line = log.substr(at, feed - at);
      std::string text = line + "\n";
      for (int change = 0; change < 20 && !line.empty(); ++change) {
        std::string other = line;
        const std::string kBytes = " =():.0123459ASKUsk[]\"\x1d\r";
        other[random() % std::min<std::size_t>(other.size(), 90)] = kBytes[random() % kBytes.size()];
        text += other + "\n" + other.substr(0, random() % other.size()) + "\n";
      }
      expect_heads_fit(text);
      at = feed + 1;
    }
  }
}

TEST(Search, MostHeadsArePlain) {
#if defined(__x86_64__)
  const std::string text = line_of("PATH", 1700000000, 7) + "node=web1.example " +
                           line_of("SYSCALL", 1700000000, 123456789, "arch=c000003e syscall=59 success=yes") +
                           line_of("SYSCALL", 1700000000, 8, "arch=c000003e syscall=313 success=yes") +
                           line_of("EOE", 1700000000, 9) + "junk\n";
  std::vector<std::uint32_t> ends = {kBefore};
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] == '\n') ends.push_back(static_cast<std::uint32_t>(at));
  }
  OpenHashes open;
  open.add(id_hash("", 1700000000000, 9));
  std::vector<std::uint32_t> hashes(5);
  const std::uint64_t again =
      best_read_heads()((text + std::string(kHeadMargin, ' ')).data(), ends.data(), hashes.size(), open, hashes.data());
  EXPECT_EQ(again, 16U | 4U | 8U);  // no record, a module call, of an open event
#endif
}

TEST(Search, LineFeedsByEveryProcessor) {
  std::mt19937 random(1);
  for (std::size_t size = 0; size < 300; ++size) {
    std::string text(size, 'x');
    for (char& byte : text) byte = random() % 7 == 0 ? '\n' : 'x';
    std::vector<std::uint32_t> wanted(size + 1);
    wanted.resize(find_feeds_scalar(text.data(), size / 3, size, wanted.data()));
    EXPECT_EQ(wanted.size(),
              static_cast<std::size_t>(std::count(text.begin() + static_cast<long>(size / 3), text.end(), '\n')));
    std::vector<FindFeeds> others = {best_find_feeds()};
#if defined(__x86_64__)
    others.push_back(find_feeds_sse2);
    if (has_avx2()) others.push_back(find_feeds_avx2);
#endif
    for (const FindFeeds find : others) {
      std::vector<std::uint32_t> got(size + 1);
      got.resize(find(text.data(), size / 3, size, got.data()));
      EXPECT_EQ(got, wanted);
    }
  }
}

// One event at a time may be dense: the cost of each is bounded by the blocks kept.
TEST(Search, NothingButModuleEvents) {
  std::string log;
  for (unsigned i = 0; i < 5000; ++i) {
    log += line_of("SYSCALL", 1700000000, i, "arch=c000003e syscall=313 success=yes exit=0") +
           line_of("KERN_MODULE", 1700000000, i, "name=\"dummy\"");
  }
  const Found found = search(Select::Modules, {log}, {});
  EXPECT_EQ(found.events.size(), 5000U);
  EXPECT_EQ(found.counts.capped, 0U);
}

}  // namespace
}  // namespace modtrail
