// A sealed trail is written, crashes, is changed by someone, and is verified.
#include "modtrail/trail/sealed_trail.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "modtrail/trail/verify.h"
#include "trail/crash_store.h"

namespace modtrail {
namespace {

constexpr const char* kBoot = "7d3f2b1a-0c4e-4f7a-9b1d-2e5a6c8f9012";

Moment moment(std::uint64_t second) {
  return {1700000000000 + second * 1000, kBoot, second * 1000};
}

std::string record(std::size_t i) {
  return "type=SYSCALL msg=audit(1700000000.123:" + std::to_string(i) + "): arch=c000003e syscall=313 success=yes";
}

ChainKey key_of(const SealedTrail& trail) {
  return {trail.chain(), trail.begin().key};
}

struct Written {
  std::map<std::string, std::string> files;
  ChainKey key;
  std::vector<Anchor> anchors;
};

// `seals` checkpoints with a few leaves each.
Written write_trail(std::size_t seals, std::uint64_t file_bytes = 2000, TrailState end = TrailState::Stopped) {
  CrashStore files;
  CrashStore keys;
  TrailSettings settings;
  settings.file_bytes = file_bytes;
  Result<SealedTrail> trail = SealedTrail::open(files, keys, settings, moment(0));
  EXPECT_TRUE(trail.has_value());
  Written out;
  for (std::size_t i = 0; i < seals; ++i) {
    for (std::size_t leaf = 0; leaf < i % 4; ++leaf) {
      trail->add(leaf == 2 ? LeafKind::Ledger : LeafKind::Record, leaf == 2 ? R"({"complete":true})" : record(i));
    }
    EXPECT_TRUE(trail->seal(moment(i), i + 1 == seals ? end : TrailState::Running).has_value());
    out.anchors.push_back({trail->chain(), *trail->last()});
  }
  out.files = files.files();
  out.key = key_of(*trail);
  return out;
}

TrailReport verify(const std::map<std::string, std::string>& files, const VerifyOptions& options) {
  CrashStore store;
  store.files() = files;
  const Result<TrailReport> report = verify_trail(store, options);
  EXPECT_TRUE(report.has_value());
  return *report;
}

std::string text_of(const TrailReport& report) {
  std::string out;
  for (const TrailFault& fault : report.faults) {
    out += "fault " + fault.file + ":" + std::to_string(fault.position) + ": " + fault.message + "\n";
  }
  for (const std::string& what : report.unproven) out += "unproven " + what + "\n";
  return out;
}

TEST(SealedTrail, WhatWasWrittenIsIntact) {
  const Written trail = write_trail(40);
  EXPECT_GT(trail.files.size(), 3U);
  const TrailReport report = verify(trail.files, {{trail.key}, trail.anchors, 120000});
  EXPECT_EQ(report.verdict, TrailVerdict::Intact) << text_of(report);
  ASSERT_EQ(report.chains.size(), 1U);
  EXPECT_EQ(report.chains[0].checkpoints, 40U);
  EXPECT_EQ(report.chains[0].sealed, 61U);
  EXPECT_EQ(report.chains[0].boots, 1U);
  EXPECT_EQ(report.chains[0].last->state, TrailState::Stopped);
}

TEST(SealedTrail, WithoutAKeyNothingIsProven) {
  const Written trail = write_trail(3);
  EXPECT_EQ(verify(trail.files, {}).verdict, TrailVerdict::Unproven);
  EXPECT_EQ(verify({}, {}).verdict, TrailVerdict::Unproven);
  EXPECT_EQ(verify({}, {{trail.key}, {}, 120000}).verdict, TrailVerdict::Broken);
  Written other = write_trail(3);
  EXPECT_EQ(verify(other.files, {{trail.key}, {}, 120000}).verdict, TrailVerdict::Broken);
  ChainKey wrong = trail.key;
  wrong.key = other.key.key;
  EXPECT_EQ(verify(trail.files, {{wrong}, {}, 120000}).verdict, TrailVerdict::Broken);
}

// MODTRAIL_TRAIL_SEALS=N takes a longer trail.
std::size_t seals_wanted() {
  const char* wanted = std::getenv("MODTRAIL_TRAIL_SEALS");
  return wanted == nullptr ? 5 : std::strtoul(wanted, nullptr, 10);
}

TEST(SealedTrail, EveryChangedByteIsFound) {
  const Written trail = write_trail(seals_wanted());
  const VerifyOptions options{{trail.key}, {}, 120000};
  std::size_t changes = 0;
  for (const auto& [name, content] : trail.files) {
    for (std::size_t at = 0; at < content.size(); ++at) {
      for (const unsigned mask : {0x01U, 0x20U, 0x80U}) {
        std::map<std::string, std::string> files = trail.files;
        files[name][at] = static_cast<char>(static_cast<unsigned char>(files[name][at]) ^ mask);
        const TrailReport report = verify(files, options);
        ASSERT_NE(report.verdict, TrailVerdict::Intact) << name << " byte " << at << " mask " << mask;
        ++changes;
      }
    }
  }
  RecordProperty("changes", static_cast<int>(changes));
}

TEST(SealedTrail, EveryTruncationIsFoundWithAnAnchor) {
  const Written trail = write_trail(5);
  std::size_t silent = 0;
  std::map<std::string, std::string> left = trail.files;
  for (auto file = trail.files.rbegin(); file != trail.files.rend(); ++file) {
    for (std::size_t size = 0; size < file->second.size(); ++size) {
      left[file->first] = file->second.substr(0, size);
      const TrailReport report = verify(left, {{trail.key}, {trail.anchors.back()}, 120000});
      ASSERT_EQ(report.verdict, TrailVerdict::Broken) << file->first << " cut at " << size;
      if (verify(left, {{trail.key}, {}, 120000}).verdict == TrailVerdict::Intact) ++silent;
    }
    left.erase(file->first);
  }
  EXPECT_EQ(silent, 4U);  // behind each checkpoint but the last: only an anchor tells
}

std::vector<std::string> lines_of(const std::string& content) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < content.size();) {
    const std::size_t end = content.find('\n', at) + 1;
    out.push_back(content.substr(at, end - at));
    at = end;
  }
  return out;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) out += line;
  return out;
}

TEST(SealedTrail, LinesTakenOutPutTwiceOrInAnotherOrderAreFound) {
  const Written trail = write_trail(8, 100000);
  ASSERT_EQ(trail.files.size(), 1U);
  const auto& [name, content] = *trail.files.begin();
  const std::vector<std::string> lines = lines_of(content);
  const VerifyOptions options{{trail.key}, {trail.anchors.back()}, 120000};
  for (std::size_t i = 0; i < lines.size(); ++i) {
    std::vector<std::string> without = lines;
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_EQ(verify({{name, joined(without)}}, options).verdict, TrailVerdict::Broken) << "without " << lines[i];
    std::vector<std::string> twice = lines;
    twice.insert(twice.begin() + static_cast<std::ptrdiff_t>(i), lines[i]);
    EXPECT_NE(verify({{name, joined(twice)}}, options).verdict, TrailVerdict::Intact) << "twice " << lines[i];
    for (std::size_t j = i + 1; j < lines.size(); ++j) {
      if (lines[i] == lines[j]) continue;
      std::vector<std::string> swapped = lines;
      std::swap(swapped[i], swapped[j]);
      EXPECT_EQ(verify({{name, joined(swapped)}}, options).verdict, TrailVerdict::Broken) << i << " with " << j;
    }
  }
}

TEST(SealedTrail, FilesOfAnotherHostOrMissingOnesAreFound) {
  const Written ours = write_trail(30);
  const Written theirs = write_trail(30);
  const VerifyOptions options{{ours.key}, {}, 120000};
  for (const auto& [name, content] : ours.files) {
    std::map<std::string, std::string> files = ours.files;
    files.erase(name);
    const bool is_last = name == ours.files.rbegin()->first;
    EXPECT_EQ(verify(files, options).verdict, is_last ? TrailVerdict::Intact : TrailVerdict::Broken) << name;
  }
  auto other = theirs.files.begin();
  for (const auto& [name, content] : ours.files) {
    if (other == theirs.files.end()) break;
    std::map<std::string, std::string> files = ours.files;
    files[name] = (other++)->second;
    EXPECT_NE(verify(files, options).verdict, TrailVerdict::Intact) << name;
  }
}

// Who has the key of now cuts the trail back to an older checkpoint and goes on from there.
TEST(SealedTrail, AStolenKeySignsNothingOfThePast) {
  CrashStore files;
  CrashStore keys;
  const TrailSettings settings;
  Result<SealedTrail> trail = SealedTrail::open(files, keys, settings, moment(0));
  ASSERT_TRUE(trail.has_value());
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < 40; ++i) {
    trail->add(LeafKind::Record, record(i));
    ASSERT_TRUE(trail->seal(moment(i), TrailState::Running).has_value());
    ends.push_back(files.files().begin()->second.size());
  }
  const VerifyOptions options{{key_of(*trail)}, {}, 120000};
  const std::string name = files.files().begin()->first;
  const Result<std::optional<KeyRing>> stolen = KeyRing::load(keys, trail->chain());
  ASSERT_TRUE(stolen && *stolen);
  for (std::size_t back = 0; back < 39; ++back) {
    EXPECT_EQ((*stolen)->secret(back), nullptr);
    CrashStore forged;
    forged.files()[name] = files.files()[name].substr(0, ends[back]);
    CrashStore copy;
    copy.files() = keys.files();
    Result<SealedTrail> writer = SealedTrail::open(forged, copy, settings, moment(100));
    ASSERT_TRUE(writer.has_value());
    writer->add(LeafKind::Record, record(9999));
    ASSERT_TRUE(writer->seal(moment(101), TrailState::Stopped).has_value());
    EXPECT_NE(verify(forged.files(), options).verdict, TrailVerdict::Intact) << back;
  }
}

TEST(SealedTrail, AnOlderCopyIsFoundWithAnAnchor) {
  const Written trail = write_trail(20, 100000);
  std::string content = trail.files.begin()->second;
  content.resize(content.rfind("C size="));
  content.resize(content.rfind("C size="));
  content.resize(content.rfind('\n', content.size() - 2) + 1);
  content.resize(content.rfind("\nC size=", content.size()) + 1);
  content.resize(content.rfind('\n', content.size() - 2) + 1);
  const TrailReport report =
      verify({{trail.files.begin()->first, content}}, {{trail.key}, {trail.anchors.back()}, 120000});
  EXPECT_EQ(report.verdict, TrailVerdict::Broken);
}

TEST(SealedTrail, SilenceAndRestartsAreTold) {
  CrashStore files;
  CrashStore keys;
  const TrailSettings settings;
  Result<SealedTrail> trail = SealedTrail::open(files, keys, settings, moment(0));
  ASSERT_TRUE(trail->seal(moment(0), TrailState::Running).has_value());
  ASSERT_TRUE(trail->seal(moment(60), TrailState::Running).has_value());
  ASSERT_TRUE(trail->seal(moment(500), TrailState::Stopped).has_value());
  const VerifyOptions options{{key_of(*trail)}, {}, 120000};
  trail = SealedTrail::open(files, keys, settings, moment(900));
  Moment later = moment(2);
  later.boot = "00000000-0000-4000-8000-000000000000";
  ASSERT_TRUE(trail->seal(moment(900), TrailState::Running).has_value());
  ASSERT_TRUE(trail->seal(later, TrailState::Running).has_value());
  const TrailReport report = verify(files.files(), options);
  EXPECT_EQ(report.verdict, TrailVerdict::Intact) << text_of(report);
  ASSERT_EQ(report.chains[0].silences.size(), 1U);
  EXPECT_EQ(report.chains[0].silences[0].from, moment(60).time);
  EXPECT_EQ(report.chains[0].boots, 2U);
  Moment back = later;
  back.up -= 1;
  ASSERT_TRUE(trail->seal(back, TrailState::Running).has_value());
  EXPECT_EQ(verify(files.files(), options).verdict, TrailVerdict::Unproven);
}

TEST(SealedTrail, ALostKeyBeginsAnotherChain) {
  CrashStore files;
  CrashStore keys;
  const TrailSettings settings;
  Result<SealedTrail> first = SealedTrail::open(files, keys, settings, moment(0));
  ASSERT_TRUE(first->seal(moment(0), TrailState::Running).has_value());
  keys.files().clear();
  Result<SealedTrail> second = SealedTrail::open(files, keys, settings, moment(0));
  EXPECT_EQ(second->begin().reason, BeginReason::KeyLost);
  EXPECT_EQ(second->begin().after, first->chain());
  ASSERT_TRUE(second->seal(moment(1), TrailState::Running).has_value());
  EXPECT_EQ(verify(files.files(), {{key_of(*first)}, {}, 120000}).verdict, TrailVerdict::Unproven);
  EXPECT_EQ(verify(files.files(), {{key_of(*first), key_of(*second)}, {}, 120000}).verdict, TrailVerdict::Intact);
  files.files().erase(files.files().begin());
  EXPECT_EQ(verify(files.files(), {{key_of(*second)}, {}, 120000}).verdict, TrailVerdict::Unproven);
}

TEST(SealedTrail, ADamagedFileIsNotWrittenOn) {
  Written trail = write_trail(10, 100000);
  std::string& content = trail.files.begin()->second;
  content[content.find("syscall=313")] ^= 1;
  CrashStore files;
  files.files() = trail.files;
  CrashStore keys;
  Result<SealedTrail> next = SealedTrail::open(files, keys, {}, moment(100));
  ASSERT_TRUE(next.has_value());
  EXPECT_EQ(next->begin().reason, BeginReason::Damaged);
  ASSERT_TRUE(next->seal(moment(101), TrailState::Running).has_value());
  EXPECT_EQ(files.files()[trail.files.begin()->first], content);
}

// A file ends with the day; one that has no leaf yet goes on, since its name would be the next one's.
TEST(SealedTrail, AFileIsOfADay) {
  constexpr std::uint64_t kDay = 86400;
  CrashStore files;
  CrashStore keys;
  TrailSettings settings;
  settings.file_bytes = 600;
  Result<SealedTrail> trail = SealedTrail::open(files, keys, settings, moment(0));
  ASSERT_TRUE(trail->seal(moment(0), TrailState::Running).has_value());
  ASSERT_TRUE(trail->seal(moment(1), TrailState::Running).has_value());
  EXPECT_EQ(files.files().size(), 1U);
  const VerifyOptions options{{key_of(*trail)}, {}, 2 * kDay * 1000};
  for (std::uint64_t day = 1; day < 6; ++day) {
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(trail->seal(moment(day * kDay), TrailState::Running).has_value());
    EXPECT_EQ(files.files().size(), 2U) << "no leaf, no other file";
    trail = SealedTrail::open(files, keys, settings, moment(day * kDay));
  }
  for (std::uint64_t day = 6; day < 9; ++day) {
    for (const std::uint64_t back : {0U, 1U, 0U}) {
      trail->add(LeafKind::Record, record(day));
      Moment now = moment(day * kDay);
      now.time -= back * kDay * 1000;
      ASSERT_TRUE(trail->seal(now, TrailState::Running).has_value());
    }
    trail = SealedTrail::open(files, keys, settings, moment(day * kDay));
  }
  const TrailReport report = verify(files.files(), options);
  EXPECT_EQ(report.verdict, TrailVerdict::Intact) << text_of(report);
  EXPECT_EQ(report.chains[0].checkpoints, 2U + 5 * 4 + 3 * 3);
}

TEST(SealedTrail, TheQuotaDropsTheOldestAndRecordsLast) {
  CrashStore files;
  CrashStore keys;
  TrailSettings settings;
  settings.file_bytes = 20000;
  Result<SealedTrail> trail = SealedTrail::open(files, keys, settings, moment(0));
  for (std::size_t i = 0; i < 60; ++i) {
    for (int j = 0; j < 6; ++j) trail->add(LeafKind::Ledger, std::string(300, 'x'));
    trail->add(LeafKind::Record, record(i));
    ASSERT_TRUE(trail->seal(moment(i), TrailState::Running).has_value());
  }
  const VerifyOptions options{{key_of(*trail)}, {{trail->chain(), *trail->last()}}, 120000};
  const auto count = [&](char kind) {
    std::size_t out = 0;
    for (const auto& [name, content] : files.files()) {
      for (const std::string& line : lines_of(content)) out += line[0] == kind ? 1U : 0U;
    }
    return out;
  };
  ASSERT_EQ(count('R'), 60U);
  for (const std::uint64_t quota : {100000U, 60000U, 42000U}) {
    settings.quota_bytes = quota;
    trail = SealedTrail::open(files, keys, settings, moment(100));
    ASSERT_TRUE(trail.has_value());
    ASSERT_TRUE(trail->shrink(moment(100)).has_value()) << quota;
    std::uint64_t total = 0;
    for (const auto& [name, content] : files.files()) total += content.size();
    EXPECT_LE(total, quota);
    const TrailReport report = verify(files.files(), options);
    EXPECT_EQ(report.verdict, TrailVerdict::Intact) << text_of(report);
    EXPECT_GT(report.chains[0].dropped, 0U);
    EXPECT_TRUE(count('R') == 60U || count('L') < 60U) << count('R') << " records, " << count('L') << " others";
  }
  EXPECT_LT(count('R'), 60U);
  settings.quota_bytes = 100;
  trail = SealedTrail::open(files, keys, settings, moment(100));
  EXPECT_FALSE(trail->shrink(moment(100)).has_value());
}

TEST(SealedTrail, WhatIsDroppedWithoutAWordIsFound) {
  const Written trail = write_trail(8, 100000);
  auto [name, content] = *trail.files.begin();
  std::vector<std::string> lines = lines_of(content);
  for (std::string& line : lines) {
    if (line[0] == 'R') line = print_line(DroppedLeaves{1, leaf_hash(line.substr(0, line.size() - 1))}) + "\n";
  }
  const TrailReport report = verify({{name, joined(lines)}}, {{trail.key}, {}, 120000});
  EXPECT_EQ(report.verdict, TrailVerdict::Broken);
  EXPECT_NE(text_of(report).find("dropped without a word"), std::string::npos) << text_of(report);
}

TEST(SealedTrail, AnAnchorStandsForFilesThatAreGone) {
  const Written trail = write_trail(30);
  std::map<std::string, std::string> files = trail.files;
  files.erase(files.begin());
  EXPECT_EQ(verify(files, {{trail.key}, {}, 120000}).verdict, TrailVerdict::Broken);
  EXPECT_EQ(verify(files, {{}, {trail.anchors.back()}, 120000}).verdict, TrailVerdict::Broken);
  const TrailReport report = verify(files, {{}, trail.anchors, 120000});
  EXPECT_EQ(report.verdict, TrailVerdict::Intact) << text_of(report);
}

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
unsigned crashes_wanted() {
  const char* wanted = std::getenv("MODTRAIL_TRAIL_CRASHES");
  return wanted == nullptr ? 3U : static_cast<unsigned>(std::strtoul(wanted, nullptr, 10));
}

// Every operation fails once, or the power goes there; then the trail is opened again and written on.
TEST(SealedTrail, ACrashLosesNothingThatWasAcknowledged) {
  TrailSettings settings;
  settings.file_bytes = 1500;
  for (std::uint64_t at = 0; at < 60; ++at) {
    for (unsigned seed = 0; seed < crashes_wanted(); ++seed) {
      std::mt19937 random(seed);
      CrashStore files;
      CrashStore keys;
      Result<SealedTrail> trail = SealedTrail::open(files, keys, settings, moment(0));
      ASSERT_TRUE(trail && trail->seal(moment(0), TrailState::Running));
      const ChainKey key = key_of(*trail);
      std::vector<std::string> acknowledged;
      const std::string when = "operation " + std::to_string(at) + ", seed " + std::to_string(seed);
      (at % 2 == 0 ? files : keys).fail_at((at % 2 == 0 ? files : keys).operations() + at / 2);
      bool failed = false;
      for (std::size_t i = 1; i < 40 && !failed; ++i) {
        trail->add(LeafKind::Record, record(i));
        failed = !trail->seal(moment(i), TrailState::Running);
        if (!failed) acknowledged.push_back(record(i));
      }
      if (seed > 0) {
        files.lose_power(random);
        keys.lose_power(random);
      }
      files.fail_at(UINT64_MAX);
      keys.fail_at(UINT64_MAX);
      expect_kept(files, key, acknowledged, when + ", before it is opened");
      Result<SealedTrail> again = SealedTrail::open(files, keys, settings, moment(50));
      ASSERT_TRUE(again.has_value()) << when;
      ASSERT_EQ(again->chain(), key.chain) << when;
      again->add(LeafKind::Record, record(1000));
      ASSERT_TRUE(again->seal(moment(51), TrailState::Stopped).has_value()) << when;
      acknowledged.push_back(record(1000));
      expect_kept(files, key, acknowledged, when + ", after it was opened");
      const TrailReport report = verify(files.files(), {{key}, {}, 120000});
      EXPECT_EQ(report.verdict, TrailVerdict::Intact) << when << "\n" << text_of(report);
    }
  }
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

TEST(SealedTrail, LeavesAreLines) {
  CrashStore files;
  CrashStore keys;
  Result<SealedTrail> trail = SealedTrail::open(files, keys, {}, moment(0));
  trail->add(LeafKind::Record, "a\nC size=1");
  trail->add(LeafKind::Record, std::string(3U << 20U, 'x'));
  ASSERT_TRUE(trail->seal(moment(1), TrailState::Running).has_value());
  EXPECT_EQ(verify(files.files(), {{key_of(*trail)}, {}, 120000}).verdict, TrailVerdict::Intact);
  EXPECT_NE(files.files().begin()->second.find("R a C size=1\n"), std::string::npos);
}

}  // namespace
}  // namespace modtrail
