// A sealed trail is written, is changed by someone, and is verified.
#include "modtrail/trail/sealed_trail.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "trail/trail_maker.h"

namespace modtrail {
namespace {

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

TEST(SealedTrail, EveryChangedByteIsFound) {
  const Written trail = write_trail(5);
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

// One file of at least so many bytes, under a few checkpoints.
Written write_large_trail(std::size_t bytes) {
  CrashStore files;
  CrashStore keys;
  Result<SealedTrail> trail = SealedTrail::open(files, keys, {}, moment(0));
  for (std::size_t seal = 0; seal < 8; ++seal) {
    for (std::size_t size = 0; size < bytes / 8; size += record(size).size())
      trail->add(LeafKind::Record, record(size));
    EXPECT_TRUE(trail->seal(moment(seal), TrailState::Running).has_value());
  }
  return {files.files(), key_of(*trail), {{trail->chain(), *trail->last()}}};
}

// Where it is said to be: behind the last checkpoint that is good, and not behind the line.
bool is_told_where(const TrailReport& report, const std::string& content, std::size_t changed) {
  if (report.faults.empty()) return report.verdict == TrailVerdict::Unproven;
  const auto& good = report.chains.empty() ? std::nullopt : report.chains[0].last;
  const std::size_t from = good ? content.find(print_line(*good)) + print_line(*good).size() : 0;
  return from <= changed && changed <= content.find('\n', static_cast<std::size_t>(report.faults[0].position));
}

// MODTRAIL_TRAIL_MUTATIONS=all: every byte of 64 KiB by each mask and every truncation, and 10,000 changes of 1 MiB;
// without it a part of them.
bool all_mutations() {
  return std::getenv("MODTRAIL_TRAIL_MUTATIONS") != nullptr;
}

void change_a_byte(const Written& trail, std::size_t at, unsigned mask) {
  const auto& [name, content] = *trail.files.begin();
  std::map<std::string, std::string> files = {{name, content}};
  files[name][at] = static_cast<char>(static_cast<unsigned char>(content[at]) ^ mask);
  const TrailReport report = verify(files, {{trail.key}, {}, 120000});
  ASSERT_NE(report.verdict, TrailVerdict::Intact) << "byte " << at << " mask " << mask;
  ASSERT_TRUE(is_told_where(report, content, at)) << "byte " << at << " mask " << mask << "\n" << text_of(report);
}

TEST(SealedTrail, ChangesOfLargeTrailsAreFoundAndPlaced) {
  const Written trail = write_large_trail(std::size_t{64} << 10);
  const std::size_t size = trail.files.begin()->second.size();
  ASSERT_GE(size, std::size_t{64} << 10);
  std::size_t changes = 0;
  for (std::size_t at = 0; at < size; at += all_mutations() ? 1U : 241U) {
    for (const unsigned mask : {0x01U, 0x20U, 0x80U}) {
      change_a_byte(trail, at, mask);
      if (HasFatalFailure()) return;
      ++changes;
    }
  }
  const Written larger = write_large_trail(std::size_t{1} << 20);
  std::mt19937 random(1);
  for (int i = 0; i < (all_mutations() ? 10000 : 40); ++i, ++changes) {
    change_a_byte(larger, random() % larger.files.begin()->second.size(), 1U << random() % 8);
    if (HasFatalFailure()) return;
  }
  RecordProperty("changes", static_cast<int>(changes));
}

TEST(SealedTrail, TruncationsOfALargeTrailAreFoundWithAnAnchor) {
  const Written trail = write_large_trail(std::size_t{64} << 10);
  const auto& [name, content] = *trail.files.begin();
  std::size_t silent = 0;
  for (std::size_t size = 0; size < content.size(); size += all_mutations() ? 1U : 317U) {
    const std::map<std::string, std::string> left = {{name, content.substr(0, size)}};
    ASSERT_EQ(verify(left, {{trail.key}, trail.anchors, 120000}).verdict, TrailVerdict::Broken) << "cut at " << size;
    if (verify(left, {{trail.key}, {}, 120000}).verdict == TrailVerdict::Intact) ++silent;
  }
  EXPECT_LE(silent, 7U);  // behind each checkpoint but the last
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

// The leaves that a checkpoint seals, and it.
std::vector<std::string> epochs_of(const std::string& content) {
  std::vector<std::string> out(1);
  for (const std::string& line : lines_of(content)) {
    out.back() += line;
    if (line[0] == 'C') out.emplace_back();
  }
  out.pop_back();
  return out;
}

TEST(SealedTrail, EpochsSkippedPutTwiceSwappedOrOfAnotherHostAreFound) {
  const Written ours = write_trail(10, 100000);
  const Written theirs = write_trail(10, 100000);
  const std::string& name = ours.files.begin()->first;
  const std::vector<std::string> epochs = epochs_of(ours.files.begin()->second);
  const std::vector<std::string> others = epochs_of(theirs.files.begin()->second);
  ASSERT_EQ(epochs.size(), 10U);
  const VerifyOptions options{{ours.key}, {ours.anchors.back()}, 120000};
  const auto expect_broken = [&](const std::vector<std::string>& lines, const std::string& what) {
    EXPECT_EQ(verify({{name, joined(lines)}}, options).verdict, TrailVerdict::Broken) << what;
  };
  for (std::size_t i = 0; i < epochs.size(); ++i) {
    const auto at = static_cast<std::ptrdiff_t>(i);
    std::vector<std::string> changed = epochs;
    changed.erase(changed.begin() + at);
    expect_broken(changed, "without epoch " + std::to_string(i));
    changed = epochs;
    changed[i] = others[i];
    expect_broken(changed, "another host's epoch " + std::to_string(i));
    changed = others;
    std::copy_n(epochs.begin(), at, changed.begin());
    expect_broken(changed, "another host's from epoch " + std::to_string(i));
    for (std::size_t j = 0; j < epochs.size(); ++j) {
      changed = epochs;
      changed.insert(changed.begin() + static_cast<std::ptrdiff_t>(j), epochs[i]);
      if (j <= i || i + 1 < epochs.size()) expect_broken(changed, std::to_string(i) + " again at " + std::to_string(j));
      if (i == j) continue;
      changed = epochs;
      std::swap(changed[i], changed[j]);
      expect_broken(changed, std::to_string(i) + " for " + std::to_string(j));
    }
  }
}

TEST(SealedTrail, WhatNoCheckpointSealsIsNotIntact) {
  const Written trail = write_trail(6, 100000);
  const std::string& name = trail.files.begin()->first;
  std::vector<std::string> lines = lines_of(trail.files.begin()->second);
  std::erase_if(lines, [](const std::string& line) { return line[0] == 'C'; });
  EXPECT_NE(verify({{name, joined(lines)}}, {{trail.key}, {}, 120000}).verdict, TrailVerdict::Intact);
  EXPECT_EQ(verify({{name, joined(lines)}}, {{trail.key}, trail.anchors, 120000}).verdict, TrailVerdict::Broken);
}

// A writer that draws no new key, by the hand of one who holds this one.
TEST(SealedTrail, AKeyIsUsedOnce) {
  const SecretKey first = *new_secret_key();
  const SecretKey second = *new_secret_key();
  const ChainId chain(32, 'a');
  Begin begin;
  begin.key = *public_key(first);
  begin.host = begin.boot = begin.after = "-";
  const std::string leaf = "B " + print_begin(begin);
  MerklePeaks tree;
  tree.add(leaf_hash(leaf));
  for (const bool reuse : {false, true}) {
    std::string content = print_line(FileStart{chain, 0, {}}) + "\n" + leaf + "\n";
    const SecretKey third = *new_secret_key();
    const SecretKey* keys[] = {&first, &second, reuse ? &second : &third};
    for (std::uint64_t epoch = 0; epoch < 2; ++epoch) {
      Checkpoint checkpoint;
      checkpoint.epoch = epoch;
      checkpoint.size = tree.size();
      checkpoint.root = tree.root();
      checkpoint.boot = "-";
      checkpoint.next = *public_key(*keys[epoch + 1]);
      checkpoint.signature = *sign(*keys[epoch], note_of(chain, checkpoint));
      content += print_line(checkpoint) + "\n";
    }
    const TrailReport report = verify({{"a.trail", content}}, {{{chain, begin.key}}, {}, 120000});
    EXPECT_EQ(report.verdict, reuse ? TrailVerdict::Broken : TrailVerdict::Intact) << text_of(report);
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

// The trail goes on with a good key or begins another chain; a key that was damaged signs nothing.
void write_on_with(const std::string& kept, const CrashStore& files, const ChainKey& first, const std::string& what) {
  CrashStore now(files);
  CrashStore keys;
  keys.files()["keys"] = kept;
  Result<SealedTrail> trail = SealedTrail::open(now, keys, {}, moment(10));
  ASSERT_TRUE(trail.has_value()) << what;
  trail->add(LeafKind::Record, record(10));
  ASSERT_TRUE(trail->seal(moment(10), TrailState::Running).has_value()) << what;
  ASSERT_TRUE(trail->seal(moment(11), TrailState::Stopped).has_value()) << what;
  const TrailReport report = verify(now.files(), {{first, key_of(*trail)}, {}, 120000});
  EXPECT_EQ(report.verdict, TrailVerdict::Intact) << what << "\n" << text_of(report);
}

TEST(SealedTrail, DamagedKeysSignNothing) {
  CrashStore files;
  CrashStore keys;
  Result<SealedTrail> trail = SealedTrail::open(files, keys, {}, moment(0));
  for (std::size_t i = 0; i < 3; ++i) ASSERT_TRUE(trail->seal(moment(i), TrailState::Running).has_value());
  ASSERT_EQ(keys.files().size(), 1U);
  const std::string whole = keys.files().at("keys");
  for (std::size_t at = 0; at < whole.size(); at += all_mutations() ? 1U : 61U) {
    write_on_with(whole.substr(0, at), files, key_of(*trail), "cut at " + std::to_string(at));
    for (const unsigned mask : {0x01U, 0x20U, 0x80U}) {
      std::string changed = whole;
      changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ mask);
      write_on_with(changed, files, key_of(*trail), "byte " + std::to_string(at) + " mask " + std::to_string(mask));
    }
    if (HasFailure()) return;
  }
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

// Keys and all, or of a later version: neither is written on, and both stay as they are.
TEST(SealedTrail, WhatIsNotOursIsNotWrittenOn) {
  CrashStore files;
  CrashStore keys;
  TrailSettings settings;
  settings.host = "0123456789abcdef0123456789abcdef";
  Result<SealedTrail> theirs = SealedTrail::open(files, keys, settings, moment(0));
  ASSERT_TRUE(theirs->seal(moment(0), TrailState::Running).has_value());
  const std::map<std::string, std::string> before = files.files();
  settings.host = "fedcba9876543210fedcba9876543210";
  Result<SealedTrail> ours = SealedTrail::open(files, keys, settings, moment(1));
  EXPECT_EQ(ours->begin().reason, BeginReason::OtherHost);
  ASSERT_TRUE(ours->seal(moment(1), TrailState::Running).has_value());
  EXPECT_EQ(files.files()[before.begin()->first], before.begin()->second);
  EXPECT_EQ(verify(files.files(), {{key_of(*theirs), key_of(*ours)}, {}, 120000}).verdict, TrailVerdict::Intact);

  CrashStore later;
  later.files()["20990101T000000-0-0.trail"] = "modtrail-trail/2 what=ever\nZ 1\n";
  Result<SealedTrail> next = SealedTrail::open(later, keys, settings, moment(2));
  EXPECT_EQ(next->begin().reason, BeginReason::Damaged);
  ASSERT_TRUE(next->seal(moment(2), TrailState::Running).has_value());
  EXPECT_EQ(later.files().size(), 2U);
  EXPECT_EQ(later.files().begin()->second, "modtrail-trail/2 what=ever\nZ 1\n");
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
