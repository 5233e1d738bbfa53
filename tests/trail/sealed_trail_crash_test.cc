// The writer of a sealed trail fails or loses power at each of its operations: nothing acknowledged is lost.
#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>
#include <random>

#include "trail/trail_maker.h"

namespace modtrail {
namespace {

// A trail that is written until one operation fails, or the power goes there.
struct Crash {
  std::uint64_t at = 0;  // of the operations of the files and, in between, of the keys
  std::uint64_t seals = 40;
  std::uint64_t most = 1;  // records of a seal
  TrailSettings settings;
};

struct Crashed {
  CrashStore files;
  CrashStore keys;
  ChainKey key;
  std::vector<std::string> acknowledged;  // in their order
  TrailSettings settings;
};

// The records of one seal, and something that is none.
std::vector<std::string> add_some(SealedTrail& trail, std::uint64_t first, std::uint64_t count) {
  std::vector<std::string> records;
  for (std::uint64_t i = 0; i < count; ++i) {
    records.push_back(record(first + i));
    trail.add(LeafKind::Record, records.back());
  }
  trail.add(LeafKind::Ledger, std::string(first % 3 * 90, 'x'));
  return records;
}

Crashed write_until(const Crash& crash) {
  Crashed out;
  out.settings = crash.settings;
  Result<SealedTrail> trail = SealedTrail::open(out.files, out.keys, crash.settings, moment(0));
  EXPECT_TRUE(trail && trail->seal(moment(0), TrailState::Running));
  if (!trail) return out;
  out.key = key_of(*trail);
  CrashStore& failing = crash.at % 2 == 0 ? out.files : out.keys;
  failing.fail_at(failing.operations() + crash.at / 2);
  std::mt19937_64 random(crash.at);
  std::uint64_t serial = 1;
  bool failed = false;
  for (std::size_t i = 1; i < crash.seals && !failed; ++i) {
    const auto records = add_some(*trail, serial, 1 + random() % crash.most);
    serial += records.size();
    failed = !trail->seal(moment(i), TrailState::Running);
    if (!failed) out.acknowledged.insert(out.acknowledged.end(), records.begin(), records.end());
    failed = failed || !trail->shrink(moment(i));
  }
  return out;
}

// What was acknowledged is still there, in its order, and proven.
TrailReport expect_kept(CrashStore& files, const ChainKey& key, const std::vector<std::string>& acknowledged) {
  TrailReport report = verify(files.files(), {{key}, {}, 120000});
  EXPECT_NE(report.verdict, TrailVerdict::Broken) << text_of(report);
  std::string all;
  for (const auto& [name, content] : files.files()) all += content;
  std::size_t at = 0;
  for (const std::string& line : acknowledged) {
    at = all.find(line, at);
    EXPECT_NE(at, std::string::npos) << "lost " << line;
    if (at == std::string::npos) break;
  }
  return report;
}

// Power or the program alone fails; then the trail is opened again and so many seals are written.
void expect_recovery(Crashed crashed, const std::optional<CrashStore::Coin>& coin, std::uint64_t seals = 1) {
  if (coin) {
    crashed.files.lose_power(*coin);
    crashed.keys.lose_power(*coin);
  }
  crashed.files.fail_at(UINT64_MAX);
  crashed.keys.fail_at(UINT64_MAX);
  expect_kept(crashed.files, crashed.key, crashed.acknowledged);
  Result<SealedTrail> again = SealedTrail::open(crashed.files, crashed.keys, crashed.settings, moment(50));
  ASSERT_TRUE(again.has_value());
  ASSERT_EQ(again->chain(), crashed.key.chain);
  for (std::uint64_t i = 0; i < seals; ++i) {
    again->add(LeafKind::Record, record(100000 + i));
    const auto sealed = again->seal(moment(51 + i), TrailState::Stopped);
    ASSERT_TRUE(sealed.has_value()) << sealed.error().message;
    crashed.acknowledged.push_back(record(100000 + i));
  }
  const TrailReport report = expect_kept(crashed.files, crashed.key, crashed.acknowledged);
  EXPECT_EQ(report.verdict, TrailVerdict::Intact) << text_of(report);
}

constexpr std::uint64_t kAllKeys = KeyRing::kEpochs + 1;  // seals, after which each key that was kept has been used

// The program alone, then the power, in ways drawn at random.
void crash_in_ways(const Crash& crash, unsigned ways) {
  const Crashed crashed = write_until(crash);
  for (unsigned way = 0; way < ways; ++way) {
    SCOPED_TRACE("operation " + std::to_string(crash.at) + ", way " + std::to_string(way));
    std::mt19937_64 random(crash.at * ways + way);
    const CrashStore::Coin coin = [&random] { return random() % 2 == 0; };
    expect_recovery(crashed, way > 0 ? std::optional(coin) : std::nullopt, way == 1 ? kAllKeys : 1);
  }
}

TEST(SealedTrail, ACrashLosesNothingThatWasAcknowledged) {
  Crash each;
  each.settings.file_bytes = 1500;
  for (; each.at < 80; ++each.at) crash_in_ways(each, 3);
}

// The quota is kept meanwhile, by what is no record.
TEST(SealedTrail, ACrashWhileTheQuotaIsKept) {
  Crash each;
  each.settings.file_bytes = 1500;
  each.settings.quota_bytes = 21000;
  for (; each.at < 240; each.at += 9) crash_in_ways(each, 3);
}

// MODTRAIL_TRAIL_CRASHES=N: so many states of longer trails, of many records a seal; MODTRAIL_TRAIL_SEED=N: others.
constexpr unsigned kFewStates = 160;
constexpr unsigned kWays = 16;
unsigned states_wanted() {
  const char* wanted = std::getenv("MODTRAIL_TRAIL_CRASHES");
  return wanted == nullptr ? kFewStates : static_cast<unsigned>(std::strtoul(wanted, nullptr, 10));
}

TEST(SealedTrail, CrashesOfRandomTrails) {
  const char* seed = std::getenv("MODTRAIL_TRAIL_SEED");
  std::mt19937_64 random(seed == nullptr ? 7 : std::strtoul(seed, nullptr, 10));
  for (unsigned state = 0; state < states_wanted() && !HasFailure(); state += kWays) {
    Crash each;
    if (random() % 3 == 0) {  // the records fit, and not all of the rest
      each.settings.file_bytes = 1500 + random() % 100;
      each.settings.quota_bytes = 21500 + random() % 1500;
    } else {
      each.settings.file_bytes = 1000 + random() % 30000;
      each.most = 1 + random() % 40;
    }
    each.at = random() % 240;
    crash_in_ways(each, kWays);
  }
}

// Each way in which the power can go while a short trail is written: every set of the sectors that were not synced.
TEST(SealedTrail, EveryCrashOfAShortTrail) {
  Crash each;
  each.seals = 4;
  std::uint64_t states = 0;
  for (; each.at < 26; ++each.at) {
    const Crashed crashed = write_until(each);
    std::size_t asked = 0;
    for (std::uint64_t ways = 0; ways == 0 || ways < std::uint64_t{1} << asked; ++ways, ++states) {
      SCOPED_TRACE("operation " + std::to_string(each.at) + ", way " + std::to_string(ways));
      asked = 0;
      expect_recovery(
          crashed, [&] { return (ways >> asked++ & 1U) != 0; }, kAllKeys);
      if (HasFailure()) return;
    }
  }
  RecordProperty("states", static_cast<int>(states));
}

// No space: the seal fails, the next one takes all of it.
TEST(SealedTrail, AFailedSealIsDoneAgain) {
  for (std::uint64_t at = 0; at < 6; ++at) {
    CrashStore files;
    CrashStore keys;
    Result<SealedTrail> trail = SealedTrail::open(files, keys, {}, moment(0));
    ASSERT_TRUE(trail->seal(moment(0), TrailState::Running).has_value());
    files.fail_at(files.operations() + at);
    for (std::size_t i = 1; i < 8; ++i) {
      trail->add(LeafKind::Record, record(i));
      static_cast<void>(trail->seal(moment(i), TrailState::Running));
    }
    ASSERT_TRUE(trail->seal(moment(9), TrailState::Stopped).has_value());
    const TrailReport report = verify(files.files(), {{key_of(*trail)}, {}, 120000});
    EXPECT_EQ(report.verdict, TrailVerdict::Intact) << at << "\n" << text_of(report);
    EXPECT_EQ(report.chains[0].sealed, 8U);
  }
}

}  // namespace
}  // namespace modtrail
