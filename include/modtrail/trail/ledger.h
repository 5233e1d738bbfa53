#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/trail/record.h"
#include "modtrail/trail/serials.h"

// The account of what is missing from a stream of audit records.
//
// No counter tells it alone (docs/watch.md says which loss shows where): so all are put together, and the verdict on a
// stretch of the stream is Complete only if each was known all through it and none moved.
namespace modtrail {

// How the records come.
enum class RecordPath : std::uint8_t {
  Log,        // the daemon's file
  Plugin,     // the daemon's plugin interface
  Multicast,  // the kernel's multicast group: a copy, which the kernel may fail to make without counting it
};

enum class LossCause : std::uint8_t {
  // Something is missing, and how much:
  KernelLost,    // records by the kernel's own counter; on the way to the daemon, so for Multicast it may be nothing
  SerialGap,     // serials
  SocketDrops,   // messages that our socket's buffer had no room for
  TornLines,     // lines that are no record
  CappedEvents,  // events that grew past the assembler's bounds
  // Something may be missing:
  CounterUnread,  // nobody could read the kernel's counter, or not from the beginning
  CounterReset,   // it was set back
  DaemonAway,     // no audit daemon ran
  DaemonChanged,  // another process became the audit daemon
  DaemonTrouble,  // it reported an error, is stopped or gone, or has no room to write
  AuditOff,       // auditing was disabled
  RulesChanged,   // what is recorded changed
  NewBoot,        // how the boot before ended is not recorded
  LogCut,         // the log was cut off, or parts of it are gone
  Multicast,      // the path as such
};
std::string_view name(LossCause cause);                       // "serial-gap"
std::optional<LossCause> parse_cause(std::string_view text);  // of name()
std::string_view unit(LossCause cause);                       // "serials"; "" where nothing is counted

struct Loss {
  LossCause cause = LossCause::SerialGap;
  std::uint64_t amount = 0;  // of unit(); 0 where nothing is counted
  std::uint64_t since = 0;   // milliseconds since 1970
  std::uint64_t until = 0;
  std::string node;
  std::string detail;       // in words, where there is more to say
  std::uint32_t first = 0;  // SerialGap: the first and last missing; with `times`, between them others may be there
  std::uint32_t last = 0;
  std::uint64_t times = 1;  // so many of the same cause, put together
};

enum class Completeness : std::uint8_t { Complete, Incomplete, Unknown };
std::string_view name(Completeness verdict);

// From after the last record of the interval before up to its own last record: what is lost behind that shows in the
// next.
struct TrailInterval {
  std::uint64_t since = 0;
  std::uint64_t until = 0;
  std::uint64_t records = 0;
  std::uint64_t module_events = 0;
  Completeness verdict = Completeness::Unknown;
  std::vector<Loss> losses;
};

// What the kernel says of itself (AUDIT_GET).
struct KernelAccount {
  std::uint32_t lost = 0;
  std::uint32_t daemon = 0;  // its process id; 0: none
  std::uint32_t enabled = 1;
  std::string boot;  // boot_id
};

class Ledger {
 public:
  Ledger(RecordPath path, Tick now);

  // Records in the order they come.
  void see(const Record& record, Tick now);
  void count_module_event() { ++current_.module_events; }
  void torn() { lose(LossCause::TornLines, 1, last_record_); }
  void capped() { lose(LossCause::CappedEvents, 1, last_record_); }
  void cut(const std::string& why) { lose(LossCause::LogCut, 0, last_record_, why); }
  void dropped(std::uint64_t messages, Tick now) { lose(LossCause::SocketDrops, messages, now.time); }
  // To be told about once a second, and before the first record.
  void account(const KernelAccount& account, Tick now);
  void no_account(const std::string& why, Tick now);
  // Why the daemon, though it is there, writes nothing; "": nothing is known against it.  Likewise.
  void daemon_hangs(const std::string& why, Tick now);

  // Losses since the last call, those of one cause put together.
  std::vector<Loss> news(Tick now);
  // Ends the interval; nothing while it is empty, or still waits for a serial.
  std::optional<TrailInterval> close(Tick now);
  bool waits() const;
  // Ends it whatever it waits for; nothing if it is empty.
  std::optional<TrailInterval> finish(Tick now);

  // What a later ledger needs to go on.
  struct Node {
    std::string name;
    Serials::State serials;
  };
  struct State {
    std::optional<KernelAccount> account;
    std::uint64_t last_record = 0;
    TrailInterval current;  // as far as it has come
    std::vector<Node> nodes;
  };
  State state() const;
  static Ledger restored(RecordPath path, const State& state, Tick now);

 private:
  void lose(LossCause cause, std::uint64_t amount, std::uint64_t until, const std::string& detail = "");
  void begin_with(std::uint64_t time);
  void lose(const Loss& loss);
  void see_serial(const Record& record, Tick now);
  void see_daemon(const Record& record);
  void see_change(const Record& record);
  void compare(const KernelAccount& before, const KernelAccount& after, Tick now);
  void settle(Tick now);
  void stand();
  Completeness verdict() const;

  RecordPath path_;
  std::map<std::string, Serials> nodes_;
  std::optional<KernelAccount> account_;
  std::uint64_t account_since_ = 0;  // from when on it has been known
  std::uint64_t account_read_ = 0;
  std::string no_account_;
  std::string hangs_;
  bool away_ = false;
  bool off_ = false;
  std::uint64_t last_record_ = 0;  // its time
  TrailInterval current_;
  std::vector<Loss> news_;
};

}  // namespace modtrail
