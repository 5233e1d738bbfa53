// The writer of a sealed trail fails or loses power at each of its operations: nothing acknowledged is lost.
#include <gtest/gtest.h>

#include <cstdlib>
#include <optional>
#include <random>

#include "trail/trail_maker.h"

namespace modtrail {
namespace {

// Acknowledged leaves, and whether all of them are still there and proven.
void expect_kept(CrashStore& files, const ChainKey& key, const std::vector<std::string>& acknowledged,
                 const std::string& when) {
  const TrailReport report = verify(files.files(), {{key}, {}, 120000});
  EXPECT_NE(report.verdict, TrailVerdict::Broken) << when << "\n" << text_of(report);
  std::string all;
  for (const auto& [name, content] : files.files()) all += content;
  for (const std::string& line : acknowledged) {
    ASSERT_NE(all.find(line), std::string::npos) << when << ": lost " << line;
  }
}

// MODTRAIL_TRAIL_CRASHES=N loses power in N - 1 ways at each operation.
constexpr unsigned kFewCrashes = 3;
unsigned crashes_wanted() {
  const char* wanted = std::getenv("MODTRAIL_TRAIL_CRASHES");
  return wanted == nullptr ? kFewCrashes : static_cast<unsigned>(std::strtoul(wanted, nullptr, 10));
}

// A trail in which one operation fails, or the power goes there; then it is opened again and written on.
struct Crash {
  std::uint64_t at = 0;  // of the operations of the files and, in between, of the keys
  std::uint64_t seals = 40;
  TrailSettings settings;
};

void crash(const Crash& crash, const std::optional<CrashStore::Coin>& coin, const std::string& when) {
  CrashStore files;
  CrashStore keys;
  Result<SealedTrail> trail = SealedTrail::open(files, keys, crash.settings, moment(0));
  ASSERT_TRUE(trail && trail->seal(moment(0), TrailState::Running));
  const ChainKey key = key_of(*trail);
  std::vector<std::string> acknowledged;
  CrashStore& failing = crash.at % 2 == 0 ? files : keys;
  failing.fail_at(failing.operations() + crash.at / 2);
  bool failed = false;
  for (std::size_t i = 1; i < crash.seals && !failed; ++i) {
    trail->add(LeafKind::Record, record(i));
    trail->add(LeafKind::Ledger, std::string(i % 3 * 90, 'x'));
    failed = !trail->seal(moment(i), TrailState::Running);
    if (!failed) acknowledged.push_back(record(i));
    failed = failed || !trail->shrink(moment(i));
  }
  if (coin) {
    files.lose_power(*coin);
    keys.lose_power(*coin);
  }
  files.fail_at(UINT64_MAX);
  keys.fail_at(UINT64_MAX);
  expect_kept(files, key, acknowledged, when + ", before it is opened");
  Result<SealedTrail> again = SealedTrail::open(files, keys, crash.settings, moment(50));
  ASSERT_TRUE(again.has_value()) << when;
  ASSERT_EQ(again->chain(), key.chain) << when;
  again->add(LeafKind::Record, record(1000));
  ASSERT_TRUE(again->seal(moment(51), TrailState::Stopped).has_value()) << when;
  acknowledged.push_back(record(1000));
  expect_kept(files, key, acknowledged, when + ", after it was opened");
  const TrailReport report = verify(files.files(), {{key}, {}, 120000});
  EXPECT_EQ(report.verdict, TrailVerdict::Intact) << when << "\n" << text_of(report);
}

// The program alone, then the power, in ways drawn at random.
void crash_in_ways(const Crash& each) {
  for (unsigned seed = 0; seed < crashes_wanted(); ++seed) {
    std::mt19937 random(seed);
    const CrashStore::Coin coin = [&random] { return random() % 2 == 0; };
    const std::string when = "operation " + std::to_string(each.at) + ", seed " + std::to_string(seed);
    crash(each, seed > 0 ? std::optional(coin) : std::nullopt, when);
  }
}

TEST(SealedTrail, ACrashLosesNothingThatWasAcknowledged) {
  Crash each;
  each.settings.file_bytes = 1500;
  for (; each.at < 80; ++each.at) crash_in_ways(each);
}

// The quota is kept meanwhile, by what is no record.
TEST(SealedTrail, ACrashWhileTheQuotaIsKept) {
  Crash each;
  each.settings.file_bytes = 1500;
  each.settings.quota_bytes = 21000;
  for (; each.at<240; each.at += crashes_wanted()> kFewCrashes ? 1U : 9U) crash_in_ways(each);
}

// Each way in which the power can go while a short trail is written: every set of the sectors that were not synced.
TEST(SealedTrail, EveryCrashOfAShortTrail) {
  Crash each;
  each.seals = 4;
  std::uint64_t states = 0;
  for (; each.at < 26; ++each.at) {
    std::size_t asked = 0;
    for (std::uint64_t ways = 0; ways == 0 || ways < std::uint64_t{1} << asked; ++ways, ++states) {
      asked = 0;
      const CrashStore::Coin coin = [&] { return (ways >> asked++ & 1U) != 0; };
      crash(each, coin, "operation " + std::to_string(each.at) + ", way " + std::to_string(ways));
      if (HasFatalFailure()) return;
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
