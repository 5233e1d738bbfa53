#include "modtrail/trail/ledger.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace modtrail {
namespace {

constexpr std::uint64_t kStart = 1700000000000;

Tick at(std::uint64_t milliseconds) {
  return {kStart + milliseconds, milliseconds};
}

class Books {
 public:
  explicit Books(RecordPath path = RecordPath::Log) : ledger(path, at(0)) { ledger.account({0, 400, 1, "b"}, at(0)); }

  void see(std::uint32_t serial, int type = 1300, std::string_view body = "") {
    Record record;
    record.type = type;
    record.serial = serial;
    record.time = kStart + ++now;
    record.body = body;
    ledger.see(record, at(now));
  }
  void account(const KernelAccount& account) { ledger.account(account, at(++now)); }
  TrailInterval finish() {
    const auto interval = ledger.finish(at(++now));
    return interval ? *interval : TrailInterval();
  }

  Ledger ledger;
  std::uint64_t now = 0;
};

std::vector<LossCause> causes(const TrailInterval& interval) {
  std::vector<LossCause> out;
  for (const Loss& loss : interval.losses) out.push_back(loss.cause);
  return out;
}
using Causes = std::vector<LossCause>;

TEST(Ledger, IsCompleteWhereEveryCounterStoodStill) {
  Books books;
  for (std::uint32_t serial = 10; serial < 20; ++serial) books.see(serial);
  books.account({0, 400, 1, "b"});
  const TrailInterval interval = books.finish();
  EXPECT_EQ(interval.verdict, Completeness::Complete);
  EXPECT_EQ(interval.records, 10U);
  EXPECT_EQ(interval.until, kStart + 10);
  EXPECT_FALSE(books.ledger.finish(at(99)).has_value()) << "nothing has come since";
  books.ledger.count_module_event();
  const auto late = books.ledger.finish(at(100));
  ASSERT_TRUE(late.has_value()) << "of an event that ended behind its records";
  EXPECT_EQ(late->module_events, 1U);
  EXPECT_EQ(late->until, kStart + 10);
}

TEST(Ledger, AnOldLogsFirstLossIsAsOldAsItsFirstRecord) {
  Ledger ledger(RecordPath::Log, at(0));
  ledger.torn();
  Record record;
  record.type = 1300;
  record.serial = 5;
  record.time = kStart - 86400000;
  ledger.see(record, at(0));
  const std::vector<Loss> news = ledger.news(at(0));
  const auto torn =
      std::find_if(news.begin(), news.end(), [](const Loss& each) { return each.cause == LossCause::TornLines; });
  ASSERT_NE(torn, news.end());
  EXPECT_EQ(torn->since, record.time);
  EXPECT_EQ(torn->until, record.time);
}

TEST(Ledger, CountsInEachCountersOwnUnit) {
  Books books;
  books.see(10);
  books.see(13);
  books.account({7, 400, 1, "b"});
  books.ledger.torn();
  books.ledger.torn();
  const TrailInterval interval = books.finish();
  EXPECT_EQ(interval.verdict, Completeness::Incomplete);
  ASSERT_EQ(causes(interval), Causes({LossCause::KernelLost, LossCause::TornLines, LossCause::SerialGap}));
  EXPECT_EQ(interval.losses[0].amount, 7U);
  EXPECT_EQ(interval.losses[1].amount, 2U);
  EXPECT_EQ(interval.losses[1].times, 2U);
  EXPECT_EQ(interval.losses[2].amount, 2U);
  EXPECT_EQ(interval.losses[2].first, 11U);
  EXPECT_EQ(interval.losses[2].last, 12U);
  EXPECT_EQ(unit(LossCause::KernelLost), "records");
  EXPECT_EQ(unit(LossCause::SerialGap), "serials");
}

TEST(Ledger, IsUnknownWithoutTheKernelsCounter) {
  Ledger ledger(RecordPath::Log, at(0));
  ledger.no_account("CAP_AUDIT_CONTROL is missing", at(0));
  Record record;
  record.time = kStart + 1;
  record.serial = 5;
  record.type = 1300;
  ledger.see(record, at(1));
  const auto interval = ledger.finish(at(2));
  ASSERT_TRUE(interval.has_value());
  EXPECT_EQ(interval->verdict, Completeness::Unknown);
  EXPECT_EQ(interval->losses[0].detail, "CAP_AUDIT_CONTROL is missing");
  EXPECT_TRUE(ledger.news(at(3)).empty()) << "it was never otherwise";
}

TEST(Ledger, AnOlderStretchThanTheCounterIsUnknown) {
  Books books;
  Record record;
  record.time = kStart - 5000;
  record.serial = 5;
  record.type = 1300;
  books.ledger.see(record, at(1));
  EXPECT_EQ(books.finish().verdict, Completeness::Unknown);
  books.see(6);
  EXPECT_EQ(books.finish().verdict, Completeness::Unknown) << "it begins behind that record";
  books.see(7);
  EXPECT_EQ(books.finish().verdict, Completeness::Complete);
}

TEST(Ledger, WhatTheDaemonAndTheKernelSayOfThemselves) {
  struct Case {
    int type;
    std::string_view body;
    Causes causes;
  };
  const Case cases[] = {
      {1200, "op=start ver=3.0.9 res=success", {LossCause::DaemonAway}},
      {1201, "op=terminate res=success", {LossCause::DaemonAway}},
      {1202, "op=abort res=failed", {LossCause::DaemonAway}},
      {1209, "op=write res=failed", {LossCause::DaemonTrouble}},
      {1205, "op=rotate-logs res=success", {}},
      {1305, "op=set audit_enabled=0 old=1 auid=0 ses=1 res=1", {LossCause::AuditOff}},
      {1305, "op=set audit_enabled=0 old=1 auid=0 ses=1 res=0", {}},
      {1305, "op=set lost=0 old=90 auid=0 ses=1 res=1", {LossCause::CounterReset}},
      {1305, "op=set audit_pid=90 old=400 auid=0 ses=1 res=1", {LossCause::DaemonChanged}},
      {1305, "auid=0 ses=4294967295op=remove_rule key=\"modules\" list=4 res=1", {LossCause::RulesChanged}},
      {1305, "op=set audit_backlog_limit=64 old=8192 auid=0 ses=1 res=1", {}},
      {1112, "op=remove_rule res=1", {}},
  };
  for (const Case& one : cases) {
    Books books;
    books.see(1);
    books.see(2, one.type, one.body);
    const TrailInterval interval = books.finish();
    EXPECT_EQ(causes(interval), one.causes) << one.body;
    EXPECT_EQ(interval.verdict, one.causes.empty() ? Completeness::Complete : Completeness::Unknown) << one.body;
  }
}

TEST(Ledger, TheDaemonsOwnSerialsAreNoGap) {
  Books books;
  books.see(10);
  books.see(5731, 1205);
  books.see(11);
  EXPECT_EQ(books.finish().verdict, Completeness::Complete);
}

TEST(Ledger, WhatStandsIsSaidOfEachIntervalAndIsNewsOnce) {
  Books books;
  books.see(1);
  books.account({0, 0, 0, "b"});
  EXPECT_EQ(books.ledger.news(at(9)).size(), 2U);
  EXPECT_EQ(causes(books.finish()), Causes({LossCause::DaemonAway, LossCause::AuditOff}));
  books.see(2);
  books.account({0, 0, 0, "b"});
  EXPECT_TRUE(books.ledger.news(at(9)).empty());
  EXPECT_EQ(causes(books.finish()), Causes({LossCause::DaemonAway, LossCause::AuditOff}));
}

TEST(Ledger, ADaemonThatHangsMakesItUnknownUntilItGoesOn) {
  Books books;
  books.see(1);
  books.ledger.daemon_hangs("it is stopped", at(9));
  books.ledger.daemon_hangs("it is stopped", at(10));
  ASSERT_EQ(books.ledger.news(at(11)).size(), 1U);
  EXPECT_EQ(books.finish().verdict, Completeness::Unknown);
  books.see(2);
  EXPECT_EQ(causes(books.finish()), Causes({LossCause::DaemonTrouble})) << "it still is";
  books.ledger.daemon_hangs("", at(12));
  books.see(3);
  EXPECT_EQ(books.finish().verdict, Completeness::Complete);
}

TEST(Ledger, ACounterThatCanNoLongerBeReadIsUnknownAndNotZero) {
  Books books;
  books.see(1);
  books.ledger.no_account("nobody answers", at(9));
  const std::vector<Loss> news = books.ledger.news(at(10));
  ASSERT_EQ(news.size(), 1U);
  EXPECT_EQ(news[0].cause, LossCause::CounterUnread);
  EXPECT_EQ(books.finish().verdict, Completeness::Unknown);
  books.see(2);
  EXPECT_EQ(causes(books.finish()), Causes({LossCause::CounterUnread}));
  books.account({5, 400, 1, "b"});
  books.see(3);
  EXPECT_EQ(books.finish().verdict, Completeness::Unknown) << "not from the beginning";
  books.see(4);
  EXPECT_EQ(books.finish().verdict, Completeness::Complete);
}

// A leap, a clock that was wrong by a year, or 1970 until the network came: the serials tell what is missing.
TEST(Ledger, AClockThatJumpsIsNoGap) {
  constexpr std::int64_t kYear = std::int64_t{365} * 86400000;
  for (const std::int64_t jump : {kYear, -kYear, std::int64_t{1000}, -static_cast<std::int64_t>(kStart)}) {
    Ledger ledger(RecordPath::Log, at(0));
    ledger.account({0, 400, 1, "b"}, at(0));
    for (std::uint32_t serial = 1; serial <= 3000; ++serial) {
      const std::int64_t time = static_cast<std::int64_t>(kStart) + serial + (serial > 1500 ? jump : 0);
      Record record;
      record.type = 1300;
      record.serial = serial;
      record.time = static_cast<std::uint64_t>(time);
      if (serial != 2000) ledger.see(record, {record.time, serial});
    }
    const auto interval = ledger.finish(at(4000));
    ASSERT_TRUE(interval.has_value());
    const auto gap = std::find_if(interval->losses.begin(), interval->losses.end(),
                                  [](const Loss& loss) { return loss.cause == LossCause::SerialGap; });
    ASSERT_NE(gap, interval->losses.end()) << jump;
    EXPECT_EQ(gap->amount, 1U) << jump;
    EXPECT_EQ(gap->first, 2000U) << jump;
  }
}

TEST(Ledger, ACounterThatIsSetBackOrOfAnotherBootProvesNothing) {
  Books books;
  books.account({9, 400, 1, "b"});
  books.finish();
  books.see(1);
  books.account({2, 400, 1, "b"});
  EXPECT_EQ(causes(books.finish()), Causes({LossCause::CounterReset}));
  books.see(2);
  books.account({2, 400, 1, "other"});
  EXPECT_EQ(books.finish().verdict, Completeness::Unknown);
}

TEST(Ledger, AMulticastReaderNeverSaysComplete) {
  Books books(RecordPath::Multicast);
  books.see(1);
  books.see(2);
  EXPECT_EQ(books.finish().verdict, Completeness::Unknown);
  books.see(3);
  books.account({4, 0, 1, "b"});
  const TrailInterval lost = books.finish();
  EXPECT_EQ(lost.verdict, Completeness::Unknown) << "the daemon did not get them; we may have";
  EXPECT_EQ(lost.losses[0].amount, 4U);
  books.see(4);
  books.ledger.dropped(3, at(20));
  EXPECT_EQ(books.finish().verdict, Completeness::Incomplete);
}

TEST(Ledger, GoesOnAcrossARestart) {
  Books books;
  books.see(10);
  books.account({3, 400, 1, "b"});
  books.finish();
  Ledger later = Ledger::restored(RecordPath::Log, books.ledger.state(), at(50));
  later.account({5, 400, 1, "b"}, at(50));
  Record record;
  record.time = kStart + 60;
  record.serial = 12;
  record.type = 1300;
  later.see(record, at(60));
  const auto interval = later.finish(at(61));
  ASSERT_TRUE(interval.has_value());
  EXPECT_EQ(causes(*interval), Causes({LossCause::KernelLost, LossCause::SerialGap}));
  EXPECT_EQ(interval->losses[0].amount, 2U);
  EXPECT_EQ(interval->losses[1].first, 11U);
}

// ---- generated streams whose loss is known ----

// What happens to an event on its way (ledger.cc has the table).
enum class Fate : std::uint8_t { Arrives, BacklogFull, RateLimit, DaemonDrops };

struct Made {
  std::uint32_t serial = 0;
  std::uint64_t time = 0;
  unsigned records = 1;
  std::uint64_t place = 0;  // in the order of arrival
};

struct Truth {
  std::vector<Made> arriving;
  std::uint64_t kernel_lost = 0;
  std::vector<std::uint32_t> missing;  // serials
};

class Kernel {
 public:
  explicit Kernel(unsigned seed) : random_(seed), serial_(static_cast<std::uint32_t>(random_())) {}

  Truth run(unsigned events, unsigned losses_in_thousand) {
    Truth truth;
    for (unsigned i = 0; i < events; ++i) make(truth, losses_in_thousand);
    std::stable_sort(truth.arriving.begin(), truth.arriving.end(),
                     [](const Made& a, const Made& b) { return a.place < b.place; });
    return truth;
  }

 private:
  unsigned below(unsigned bound) { return static_cast<unsigned>(random_() % bound); }

  void make(Truth& truth, unsigned losses_in_thousand) {
    time_ += below(4);
    const unsigned records = 1 + below(4);
    const Fate fate = below(1000) < losses_in_thousand ? static_cast<Fate>(1 + below(3)) : Fate::Arrives;
    if (fate == Fate::BacklogFull || fate == Fate::RateLimit) truth.kernel_lost += records;
    if (fate == Fate::BacklogFull) return;
    if (++serial_ == 0) ++serial_;
    if (fate != Fate::Arrives) return truth.missing.push_back(serial_);
    truth.arriving.push_back({serial_, time_, records, ++place_ * 4 + below(400)});  // overtakes up to a hundred
  }

  std::mt19937 random_;
  std::uint32_t serial_;
  std::uint64_t time_ = kStart;
  std::uint64_t place_ = 0;
};

struct Account {
  std::uint64_t missing = 0;
  std::uint64_t kernel_lost = 0;
  std::vector<TrailInterval> intervals;
};

void enter(Account& account, const TrailInterval& interval) {
  account.intervals.push_back(interval);
  for (const Loss& loss : interval.losses) {
    if (loss.cause == LossCause::SerialGap) account.missing += loss.amount;
    if (loss.cause == LossCause::KernelLost) account.kernel_lost += loss.amount;
  }
}

// The kernel's counter is read now and then, as it stands by that time: all of it at the end.
Account keep_books(const Truth& truth, unsigned seed) {
  std::mt19937 random(seed);
  Account account;
  Ledger ledger(RecordPath::Log, {truth.arriving.front().time, 0});
  ledger.account({0, 400, 1, "b"}, {truth.arriving.front().time, 0});
  std::uint64_t steady = 0;
  std::size_t done = 0;
  for (const Made& made : truth.arriving) {
    const Tick now{made.time, ++steady};
    Record record;
    record.type = 1300;
    record.serial = made.serial;
    record.time = made.time;
    for (unsigned i = 0; i < made.records; ++i) ledger.see(record, now);
    const auto lost = static_cast<std::uint32_t>(truth.kernel_lost * ++done / truth.arriving.size());
    if (random() % 50 == 0) ledger.account({lost, 400, 1, "b"}, now);
    if (random() % 200 != 0) continue;
    if (const auto interval = ledger.close(now)) enter(account, *interval);
  }
  const Tick end{truth.arriving.back().time, steady};
  ledger.account({static_cast<std::uint32_t>(truth.kernel_lost), 400, 1, "b"}, end);
  if (const auto interval = ledger.finish(end)) enter(account, *interval);
  return account;
}

// Missing behind the last serial that arrived is not seen yet, nor what is missing before the first.
std::uint64_t seen_missing(const Truth& truth) {
  const auto order = [&](std::uint32_t serial) { return static_cast<std::int32_t>(serial - truth.arriving[0].serial); };
  std::int32_t lowest = 0;
  std::int32_t highest = 0;
  for (const Made& made : truth.arriving) {
    lowest = std::min(lowest, order(made.serial));
    highest = std::max(highest, order(made.serial));
  }
  return static_cast<std::uint64_t>(std::count_if(
      truth.missing.begin(), truth.missing.end(),
      [&](std::uint32_t serial) { return order(serial) > 0 && order(serial) < highest && order(serial) > lowest; }));
}

TEST(LedgerProperty, WithoutLossEveryIntervalIsComplete) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    const Truth truth = Kernel(seed).run(4000, 0);
    const Account account = keep_books(truth, seed);
    EXPECT_EQ(account.missing, 0U) << seed;
    for (const TrailInterval& interval : account.intervals) EXPECT_EQ(interval.verdict, Completeness::Complete) << seed;
  }
}

TEST(LedgerProperty, WithLossTheCountIsExactAndNoAccountIsComplete) {
  for (unsigned seed = 1; seed <= 120; ++seed) {
    const Truth truth = Kernel(seed).run(4000, 1 + seed % 40 * 20);
    if (truth.arriving.empty()) continue;
    const Account account = keep_books(truth, seed);
    EXPECT_EQ(account.missing, seen_missing(truth)) << seed;
    EXPECT_EQ(account.kernel_lost, truth.kernel_lost) << seed;
    const bool all = std::all_of(account.intervals.begin(), account.intervals.end(), [](const TrailInterval& interval) {
      return interval.verdict == Completeness::Complete;
    });
    EXPECT_EQ(all, truth.kernel_lost == 0 && seen_missing(truth) == 0) << seed;
  }
}

// Each missing serial makes that interval incomplete in which a higher one comes.
TEST(LedgerProperty, NoIntervalThatAGapFallsIntoIsComplete) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    Truth truth = Kernel(seed).run(3000, 3);
    truth.kernel_lost = 0;  // serials alone are to tell
    const Account account = keep_books(truth, seed);
    std::uint64_t incomplete = 0;
    for (const TrailInterval& interval : account.intervals) {
      const bool gap = std::any_of(interval.losses.begin(), interval.losses.end(),
                                   [](const Loss& loss) { return loss.cause == LossCause::SerialGap; });
      EXPECT_EQ(interval.verdict == Completeness::Incomplete, gap) << seed;
      incomplete += gap ? 1 : 0;
    }
    EXPECT_EQ(incomplete == 0, seen_missing(truth) == 0) << seed;
  }
}

}  // namespace
}  // namespace modtrail
