#include "host/log_follower.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <zlib.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <random>
#include <thread>

#include "base/temporary_directory.h"

namespace modtrail {
namespace {

using Kind = LogFollower::Kind;

std::string line_of(int number) {
  return "type=SYSCALL msg=audit(1700000000.123:" + std::to_string(number) +
         "): arch=c000003e syscall=313 a0=" + std::to_string(number) + "\n";
}

// A log and what is done to it.
class Log {
 public:
  void append(const std::string& text) {
    std::ofstream(path(), std::ios::app) << text;
    written_ += text;
  }
  void append_lines(int count) {
    for (int i = 0; i < count; ++i) append(line_of(++lines_));
  }
  // As auditd: the oldest of `kept` goes, the others move up.
  void rotate(int kept = 9) {
    for (int i = kept - 1; i > 0; --i) move(part(i), part(i + 1));
    std::filesystem::remove(part(kept + 1));
    move(path(), part(1));
    std::ofstream(path()) << "";
  }
  void copy_and_cut() {
    for (int i = 8; i > 0; --i) move(part(i), part(i + 1));
    std::filesystem::copy_file(path(), part(1));
    std::filesystem::resize_file(path(), 0);
  }
  void pack(int number) {
    if (!std::filesystem::exists(part(number))) return;
    std::ifstream in(part(number));
    const std::string content((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    gzFile out = ::gzopen((part(number) + ".gz").c_str(), "wb");
    ::gzwrite(out, content.data(), static_cast<unsigned>(content.size()));
    ::gzclose(out);
    std::filesystem::remove(part(number));
  }
  std::string path() const { return directory_ / "audit.log"; }
  std::string part(int number) const { return path() + "." + std::to_string(number); }
  const std::string& written() const { return written_; }

 private:
  static void move(const std::string& from, const std::string& to) {
    for (const char* suffix : {"", ".gz"}) std::rename((from + suffix).c_str(), (to + suffix).c_str());
  }

  TemporaryDirectory directory_;
  std::string written_;
  int lines_ = 0;
};

struct Taken {
  std::string bytes;
  int cuts = 0;
  int files = 0;
};

void take_all(LogFollower& follower, Taken& taken) {
  for (;;) {
    const auto piece = follower.take();
    ASSERT_TRUE(piece.has_value()) << piece.error().message;
    if (!*piece) return;
    if ((*piece)->kind == Kind::Bytes) taken.bytes += (*piece)->text;
    if ((*piece)->kind == Kind::Cut) ++taken.cuts;
    if ((*piece)->kind == Kind::NextFile) ++taken.files;
  }
}

LogFollower opened(const Log& log, LogFollower::From from = LogFollower::From::Start) {
  Result<LogFollower> follower = LogFollower::open(log.path(), from);
  EXPECT_TRUE(follower.has_value());
  return std::move(*follower);
}

LogFollower resumed(const Log& log, const LogPlace& place) {
  Result<LogFollower> follower = LogFollower::resume(log.path(), place);
  EXPECT_TRUE(follower.has_value());
  return std::move(*follower);
}

TEST(LogFollower, BeginsBehindTheLastWholeLine) {
  Log log;
  log.append("old line\nhalf a li");
  LogFollower follower = opened(log, LogFollower::From::End);
  Taken taken;
  take_all(follower, taken);
  log.append("ne\nnew\n");
  take_all(follower, taken);
  EXPECT_EQ(taken.bytes, "half a line\nnew\n");
}

TEST(LogFollower, ReadsRotatedPartsOldestFirst) {
  Log log;
  for (int i = 0; i < 4; ++i) {
    log.append_lines(3);
    log.rotate();
  }
  log.append_lines(2);
  log.pack(4);
  log.pack(3);
  LogFollower follower = opened(log);
  Taken taken;
  take_all(follower, taken);
  EXPECT_EQ(taken.bytes, log.written());
  EXPECT_EQ(taken.files, 5);
}

TEST(LogFollower, FindsAllOfSeveralRotationsBetweenTwoLooks) {
  Log log;
  log.append_lines(3);
  LogFollower follower = opened(log);
  Taken taken;
  take_all(follower, taken);
  for (int i = 0; i < 5; ++i) {
    log.append_lines(2);
    log.rotate();
  }
  log.append_lines(1);
  take_all(follower, taken);
  EXPECT_EQ(taken.bytes, log.written());
  EXPECT_EQ(taken.cuts, 0);
}

TEST(LogFollower, StaysWithAFileThatIsStillWrittenToAfterItWasMoved) {
  Log log;
  log.append_lines(1);
  LogFollower follower = opened(log);
  Taken taken;
  take_all(follower, taken);
  log.rotate();
  take_all(follower, taken);
  std::ofstream(log.part(1), std::ios::app) << "late\n";
  take_all(follower, taken);
  log.append("next\n");
  take_all(follower, taken);
  EXPECT_EQ(taken.bytes, line_of(1) + "late\nnext\n");
}

TEST(LogFollower, ReadsTheRestOfAFileThatWasRemoved) {
  Log log;
  log.append_lines(1);
  LogFollower follower = opened(log);
  Taken taken;
  take_all(follower, taken);
  log.append_lines(2);
  std::filesystem::remove(log.path());
  take_all(follower, taken);
  log.append_lines(2);
  take_all(follower, taken);
  EXPECT_EQ(taken.bytes, log.written());
}

TEST(LogFollower, ReadsTheRestOfWhatWasCutOffInItsCopy) {
  Log log;
  log.append_lines(3);
  LogFollower follower = opened(log);
  Taken taken;
  take_all(follower, taken);
  log.append_lines(2);
  log.copy_and_cut();
  log.append_lines(9);  // longer than what was read
  take_all(follower, taken);
  EXPECT_EQ(taken.bytes, log.written());
  EXPECT_EQ(taken.cuts, 1);
}

TEST(LogFollower, SaysWhenThereIsNoCopy) {
  Log log;
  log.append_lines(3);
  LogFollower follower = opened(log);
  Taken taken;
  take_all(follower, taken);
  std::filesystem::resize_file(log.path(), 0);
  take_all(follower, taken);
  log.append("new\n");
  take_all(follower, taken);
  EXPECT_EQ(taken.bytes, line_of(1) + line_of(2) + line_of(3) + "new\n");
  EXPECT_EQ(taken.cuts, 1);
}

TEST(LogFollower, ResumesInARotatedAndPackedPart) {
  Log log;
  log.append_lines(5);
  Taken taken;
  LogPlace place;
  {
    LogFollower follower = opened(log);
    take_all(follower, taken);
    place = follower.place();
  }
  log.append_lines(5);
  log.rotate();
  log.pack(1);
  log.append_lines(5);
  log.rotate();
  log.append_lines(1);
  LogFollower follower = resumed(log, place);
  take_all(follower, taken);
  EXPECT_EQ(taken.bytes, log.written());
  EXPECT_EQ(taken.cuts, 0);
}

// Who packs makes the packed file beside the other, fills it, and takes the other away.
TEST(LogFollower, ReadsNoFileThatIsBeingPacked) {
  Log log;
  log.append_lines(5);
  Taken taken;
  LogFollower follower = opened(log);
  take_all(follower, taken);
  log.append_lines(5);
  log.rotate();
  log.append_lines(5);
  log.rotate();
  std::ofstream(log.part(1) + ".gz") << "";
  log.append_lines(1);
  for (int step = 0; step < 3; ++step) {
    if (step == 1) std::ofstream(log.part(1) + ".gz") << "\x1f\x8b\x08 and half of the rest\n";
    if (step == 2) log.pack(1);
    LogFollower other = opened(log);
    Taken all;
    take_all(other, all);
    EXPECT_EQ(all.bytes, log.written()) << step;
    EXPECT_EQ(all.cuts, 0) << step;
  }
  take_all(follower, taken);
  EXPECT_EQ(taken.bytes, log.written());
}

// Of a file that was empty when it was looked at, its number alone is known; another may have that by now.
TEST(LogFollower, AFileThatHasTheNumberOfOneThatIsGoneIsNotIt) {
  Log log;
  log.append("");
  LogFollower first = opened(log);
  Taken taken;
  take_all(first, taken);
  LogPlace place = first.place();
  ASSERT_EQ(place.file.head_size, 0U);
  std::this_thread::sleep_for(std::chrono::milliseconds(20));  // longer than a kernel's clock stands still
  log.append_lines(2);
  log.rotate();
  log.append_lines(1);
  struct statx info = {};
  ASSERT_EQ(::statx(AT_FDCWD, log.path().c_str(), 0, STATX_INO | STATX_BTIME, &info), 0);
  if ((info.stx_mask & STATX_BTIME) == 0) GTEST_SKIP() << "this file system does not say when a file was made";
  place.file.inode = info.stx_ino;
  LogFollower follower = resumed(log, place);
  take_all(follower, taken);
  EXPECT_EQ(taken.bytes, log.written());
}

TEST(LogFollower, ResumesInACopyWhoseOriginalWasCutOff) {
  Log log;
  log.append_lines(5);
  Taken taken;
  LogFollower first = opened(log);
  take_all(first, taken);
  log.append_lines(2);
  log.copy_and_cut();
  log.append_lines(2);
  LogFollower follower = resumed(log, first.place());
  take_all(follower, taken);
  EXPECT_EQ(taken.bytes, log.written());
}

TEST(LogFollower, SaysWhenTheFileItIsToResumeIsGone) {
  Log log;
  log.append_lines(5);
  LogFollower first = opened(log);
  Taken before;
  take_all(first, before);
  const LogPlace place = first.place();
  for (int i = 0; i < 4; ++i) {
    log.rotate(2);
    log.append_lines(1);
  }
  LogFollower follower = resumed(log, place);
  Taken taken;
  take_all(follower, taken);
  EXPECT_EQ(taken.cuts, 1);
  EXPECT_EQ(taken.bytes, line_of(7) + line_of(8) + line_of(9));
}

TEST(LogFollower, ALogCanComeLaterAndADirectoryIsNone) {
  const TemporaryDirectory directory;
  Result<LogFollower> follower = LogFollower::open(directory / "later", LogFollower::From::End);
  ASSERT_TRUE(follower.has_value());
  Taken taken;
  take_all(*follower, taken);
  std::ofstream(directory / "later") << "here\n";
  take_all(*follower, taken);
  EXPECT_EQ(taken.bytes, "here\n");
  EXPECT_FALSE(LogFollower::open(directory.path(), LogFollower::From::End).has_value());
}

// A thousand logs, written, rotated, packed, looked at and left at random: by renaming, not a byte is lost or read
// twice, wherever the follower begins anew.
TEST(LogFollower, LosesNothingThroughRandomRotations) {
  for (unsigned seed = 0; seed < 1000; ++seed) {
    std::mt19937 random(seed);
    Log log;
    log.append_lines(1);
    Taken taken;
    LogFollower follower = opened(log);
    for (unsigned step = 0; step < 24; ++step) {
      switch (random() % 8) {
        case 0:
        case 1:
          log.append_lines(1 + static_cast<int>(random() % 3));
          break;
        case 2:
          log.append(line_of(static_cast<int>(1000 + step)).substr(0, 30));
          take_all(follower, taken);
          log.append(line_of(static_cast<int>(1000 + step)).substr(30));
          break;
        case 3:
          if (std::filesystem::file_size(log.path()) > 0) log.rotate(30);
          break;
        case 4:
          log.pack(2);
          break;
        case 5:
          follower = follower.turn() == 0 ? opened(log) : resumed(log, follower.place());
          break;
        default:
          take_all(follower, taken);
      }
    }
    take_all(follower, taken);
    ASSERT_EQ(taken.bytes, log.written()) << seed;
    ASSERT_EQ(taken.cuts, 0) << seed;
  }
}

// By copying and cutting off: what is read twice or not at all is told.
TEST(LogFollower, TellsEveryCutThroughRandomRotations) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    Log log;
    log.append_lines(1);
    Taken taken;
    LogFollower follower = opened(log);
    take_all(follower, taken);
    for (unsigned step = 0; step < 24; ++step) {
      const unsigned action = random() % 4;
      if (action < 2) log.append_lines(1 + static_cast<int>(random() % 3));
      if (action == 2 && std::filesystem::file_size(log.path()) > 100) log.copy_and_cut();
      if (action == 3) take_all(follower, taken);
    }
    take_all(follower, taken);
    if (taken.cuts == 0) {
      ASSERT_EQ(taken.bytes, log.written()) << seed;
    }
  }
}

}  // namespace
}  // namespace modtrail
