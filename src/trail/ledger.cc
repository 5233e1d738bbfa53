#include "modtrail/trail/ledger.h"

#include <algorithm>
#include <utility>

#include "modtrail/base/text.h"

// Why no single counter will do (kernel/audit.c audit_log_start, audit_log_end; af_netlink.c netlink_overrun):
//
//   lost where                                 kernel's counter   serials   our socket
//   backlog full, before a number is taken           yes            -          -
//   rate limit, or no memory, after that             yes           gap         -
//   our own buffer full                               -            gap        yes
//   between daemon and us (file, plugin)              -            gap         -
//   auditing off, no daemon without audit=1           -             -          -     only that it was so is seen
//
// So a verdict needs all of them at both ends.  The kernel's counter is of the whole machine: it counts what the daemon
// did not get, which a multicast reader may have got.
namespace modtrail {
namespace {

constexpr int kDaemonStart = 1200;
constexpr int kDaemonEnd = 1201;
constexpr int kDaemonAbort = 1202;
constexpr int kDaemonError = 1209;
constexpr int kFirstOfDaemon = 1200;
constexpr int kLastOfDaemon = 1299;
constexpr int kConfigChange = 1305;
constexpr int kKernel = 2000;
constexpr std::size_t kMostNodes = 4096;

struct Naming {
  std::string_view name;
  std::string_view unit;
};

Naming naming(LossCause cause) {
  switch (cause) {
    case LossCause::KernelLost:
      return {"kernel-lost", "records"};
    case LossCause::SerialGap:
      return {"serial-gap", "serials"};
    case LossCause::SocketDrops:
      return {"socket-drops", "messages"};
    case LossCause::TornLines:
      return {"torn-lines", "lines"};
    case LossCause::CappedEvents:
      return {"capped-events", "events"};
    case LossCause::CounterUnread:
      return {"counter-unread", ""};
    case LossCause::CounterReset:
      return {"counter-reset", ""};
    case LossCause::DaemonAway:
      return {"daemon-away", ""};
    case LossCause::DaemonChanged:
      return {"daemon-changed", ""};
    case LossCause::DaemonTrouble:
      return {"daemon-trouble", ""};
    case LossCause::AuditOff:
      return {"audit-off", ""};
    case LossCause::RulesChanged:
      return {"rules-changed", ""};
    case LossCause::NewBoot:
      return {"new-boot", ""};
    case LossCause::LogCut:
      return {"log-cut", ""};
    case LossCause::Multicast:
      return {"multicast", ""};
  }
  return {};
}

// The same cause on the same node becomes one entry.
void fold(std::vector<Loss>& into, const Loss& loss) {
  const auto same = std::find_if(into.begin(), into.end(), [&](const Loss& other) {
    return other.cause == loss.cause && other.node == loss.node;
  });
  if (same == into.end()) {
    into.push_back(loss);
    return;
  }
  same->amount += loss.amount;
  same->times += loss.times;
  same->since = std::min(same->since, loss.since);
  same->until = std::max(same->until, loss.until);
  same->last = loss.last;
  if (same->detail.empty()) same->detail = loss.detail;
}

std::string_view value_of(const Record& record, std::string_view field) {
  return find_field(record.body, field).value_or("");
}

}  // namespace

std::string_view name(LossCause cause) {
  return naming(cause).name;
}

std::optional<LossCause> parse_cause(std::string_view text) {
  for (int i = 0; i <= static_cast<int>(LossCause::Multicast); ++i) {
    if (name(static_cast<LossCause>(i)) == text) return static_cast<LossCause>(i);
  }
  return std::nullopt;
}

std::string_view unit(LossCause cause) {
  return naming(cause).unit;
}

std::string_view name(Completeness verdict) {
  switch (verdict) {
    case Completeness::Complete:
      return "complete";
    case Completeness::Incomplete:
      return "incomplete";
    case Completeness::Unknown:
      break;
  }
  return "unknown";
}

Ledger::Ledger(RecordPath path, Tick now) : path_(path), last_record_(now.time) {
  current_.since = now.time;
}

void Ledger::lose(const Loss& loss) {
  fold(current_.losses, loss);
  fold(news_, loss);
}

void Ledger::lose(LossCause cause, std::uint64_t amount, std::uint64_t until, const std::string& detail) {
  Loss loss;
  loss.cause = cause;
  loss.amount = amount;
  loss.since = last_record_;
  loss.until = std::max(until, last_record_);
  loss.detail = detail;
  lose(loss);
}

// ---- what the records say ----

// A log may be older than its reader: what was lost before its first record was not lost when it was read.
void Ledger::begin_with(std::uint64_t time) {
  current_.since = std::min(current_.since, time);
  last_record_ = std::min(last_record_, time);
  for (std::vector<Loss>* losses : {&current_.losses, &news_}) {
    for (Loss& loss : *losses) {
      if (loss.since <= time) continue;
      if (loss.until == loss.since) loss.until = time;
      loss.since = time;
    }
  }
}

void Ledger::see(const Record& record, Tick now) {
  if (current_.records++ == 0) begin_with(record.time);
  if (record.type >= kFirstOfDaemon && record.type <= kLastOfDaemon) {
    see_daemon(record);  // its serials are its own
  } else {
    see_serial(record, now);
  }
  if (record.type == kConfigChange) see_change(record);
  last_record_ = record.time;
}

void Ledger::see_serial(const Record& record, Tick now) {
  if (nodes_.size() >= kMostNodes && !nodes_.contains(std::string(record.node))) return;
  Serials& serials = nodes_[std::string(record.node)];
  if (record.type == kKernel) serials.may_restart(0);
  if (serials.see(record.serial, record.time, now) == Serials::Order::Usual) return;
  lose({LossCause::NewBoot, 0, last_record_, record.time, std::string(record.node), ""});
}

void Ledger::see_daemon(const Record& record) {
  const std::string node(record.node);
  const auto note = [&](LossCause cause, const char* detail) {
    lose({cause, 0, last_record_, record.time, node, detail});
  };
  if (record.type == kDaemonStart) {
    nodes_[node].may_restart(record.time);
    note(LossCause::DaemonAway, "the audit daemon started");
  }
  if (record.type == kDaemonEnd) note(LossCause::DaemonAway, "the audit daemon ended");
  if (record.type == kDaemonAbort) note(LossCause::DaemonAway, "the audit daemon gave up");
  if (record.type == kDaemonError) note(LossCause::DaemonTrouble, "the audit daemon reported an error");
}

void Ledger::see_change(const Record& record) {
  const auto note = [&](LossCause cause, const std::string& detail) {
    lose({cause, 0, last_record_, record.time, std::string(record.node), printable(detail)});
  };
  if (value_of(record, "res") == "0") return;  // it was refused
  const std::string operation(value_of(record, "op"));
  if (operation.ends_with("_rule")) note(LossCause::RulesChanged, operation);
  if (value_of(record, "audit_enabled") == "0") note(LossCause::AuditOff, "audit_enabled=0");
  if (find_field(record.body, "lost")) {
    note(LossCause::CounterReset, "lost=0 old=" + std::string(value_of(record, "old")));
  }
  if (find_field(record.body, "audit_pid") && path_ != RecordPath::Multicast) {
    note(LossCause::DaemonChanged,
         "audit_pid=" + std::string(value_of(record, "audit_pid")) + " old=" + std::string(value_of(record, "old")));
  }
}

// ---- what the kernel says ----

void Ledger::compare(const KernelAccount& before, const KernelAccount& after, Tick now) {
  if (after.lost < before.lost) lose(LossCause::CounterReset, 0, now.time, "it was " + std::to_string(before.lost));
  if (after.lost > before.lost) lose(LossCause::KernelLost, after.lost - before.lost, now.time);
  if (path_ == RecordPath::Multicast || before.daemon == after.daemon) return;
  if (after.daemon == 0) return lose(LossCause::DaemonAway, 0, now.time, "no audit daemon is registered");
  if (before.daemon != 0) {
    lose(LossCause::DaemonChanged, 0, now.time,
         "process " + std::to_string(after.daemon) + " instead of " + std::to_string(before.daemon));
  }
}

void Ledger::account(const KernelAccount& account, Tick now) {
  const bool goes_on = account_ && account_->boot == account.boot;
  if (goes_on) {
    compare(*account_, account, now);
  } else {
    account_since_ = now.time;
    if (account_) lose(LossCause::NewBoot, 0, now.time);
  }
  if (account.enabled == 0 && !off_) lose(LossCause::AuditOff, 0, now.time, "auditing is disabled");
  off_ = account.enabled == 0;
  away_ = account.daemon == 0 && path_ != RecordPath::Multicast;
  account_ = account;
  account_read_ = now.time;
}

void Ledger::no_account(const std::string& why, Tick now) {
  if (account_) lose(LossCause::CounterUnread, 0, now.time, why);
  account_.reset();
  no_account_ = why;
}

void Ledger::daemon_hangs(const std::string& why, Tick now) {
  if (path_ == RecordPath::Multicast) return;
  if (!why.empty() && why != hangs_) lose(LossCause::DaemonTrouble, 0, now.time, why);
  hangs_ = why;
}

// ---- the account ----

void Ledger::settle(Tick now) {
  for (auto& [node, serials] : nodes_) {
    for (const SerialGap& gap : serials.settle(now)) {
      lose({LossCause::SerialGap, gap.count, gap.since, gap.until, node, "", gap.first, gap.last});
    }
  }
}

std::vector<Loss> Ledger::news(Tick now) {
  settle(now);
  return std::exchange(news_, {});
}

// What was so all along is said of each interval anew, and is no news.
void Ledger::stand() {
  const auto say = [&](LossCause cause, const std::string& detail) {
    fold(current_.losses, {cause, 0, current_.since, current_.until, "", detail});
  };
  if (!account_) say(LossCause::CounterUnread, no_account_);
  if (account_ && account_since_ > current_.since) say(LossCause::CounterUnread, "not from the beginning");
  if (away_) say(LossCause::DaemonAway, "no audit daemon is registered");
  if (!hangs_.empty()) say(LossCause::DaemonTrouble, hangs_);
  if (off_) say(LossCause::AuditOff, "auditing is disabled");
  if (path_ == RecordPath::Multicast) say(LossCause::Multicast, "a copy the kernel fails to make is not counted");
}

Completeness Ledger::verdict() const {
  const auto is_certain = [this](const Loss& loss) {
    return !unit(loss.cause).empty() && (loss.cause != LossCause::KernelLost || path_ != RecordPath::Multicast);
  };
  if (current_.losses.empty()) return Completeness::Complete;
  const bool certain = std::any_of(current_.losses.begin(), current_.losses.end(), is_certain);
  return certain ? Completeness::Incomplete : Completeness::Unknown;
}

bool Ledger::waits() const {
  return std::any_of(nodes_.begin(), nodes_.end(), [](const auto& node) { return node.second.waits(); });
}

std::optional<TrailInterval> Ledger::close(Tick now) {
  settle(now);
  return waits() ? std::nullopt : finish(now);
}

std::optional<TrailInterval> Ledger::finish(Tick now) {
  for (auto& [node, serials] : nodes_) {
    for (const SerialGap& gap : serials.settle_all()) {
      lose({LossCause::SerialGap, gap.count, gap.since, gap.until, node, "", gap.first, gap.last});
    }
  }
  const bool has_records = current_.records > 0 || current_.module_events > 0;  // an event ends behind its last record
  if (!has_records && current_.losses.empty()) return std::nullopt;
  current_.until = has_records ? last_record_ : now.time;
  stand();
  current_.verdict = verdict();
  TrailInterval closed = std::exchange(current_, {});
  current_.since = closed.until;
  return closed;
}

// ---- across a restart ----

Ledger::State Ledger::state() const {
  State state{account_, last_record_, current_, {}};
  for (const auto& [node, serials] : nodes_) state.nodes.push_back({node, serials.state()});
  return state;
}

Ledger Ledger::restored(RecordPath path, const State& state, Tick now) {
  Ledger ledger(path, now);
  ledger.account_ = state.account;
  ledger.last_record_ = state.last_record;
  ledger.current_ = state.current;
  for (const Node& node : state.nodes) ledger.nodes_[node.name] = Serials::restored(node.serials, now);
  return ledger;
}

}  // namespace modtrail
