#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/trail/ledger.h"
#include "modtrail/trail/module_event.h"
#include "modtrail/trail/policy.h"

// What someone should look at.  The first of a kind about a subject is told at once, what comes within a minute of it
// is counted and told as one.
namespace modtrail {

enum class AlertKind : std::uint8_t {
  UnexpectedModule,  // came or went, or may have (its init failed), and no rule of the policy allows it
  UnsignedModule,    // the kernel took a module without a signature it accepts, and no rule speaks of that
  RefusedSeries,     // of attempts by one user and program
  SecurityUnload,    // a security module went
  AuditOff,
  RulesChanged,
  TrailGap,  // something is missing from the trail, or its daemon or log was tampered with
};
std::string_view name(AlertKind kind);  // "unexpected-module"

enum class AlertCount : std::uint8_t { First, Repeats };

// Anyone may be refused as often as he likes: once a series has been told of, each further attempt is counted in its
// alert and nowhere else, so that a flood of them fills neither the output nor the trail.
enum class Telling : std::uint8_t { Whole, Counted };

struct Alert {
  AlertKind kind = AlertKind::UnexpectedModule;
  AlertCount count = AlertCount::First;
  std::uint64_t times = 1;
  std::uint64_t since = 0;  // milliseconds since 1970
  std::uint64_t until = 0;
  std::string subject;           // a module, a user and program, a cause of loss
  std::optional<EventId> event;  // the first
  std::string detail;
};

class Alerts {
 public:
  static constexpr std::uint64_t kFold = 60000;       // milliseconds
  static constexpr std::size_t kMostSubjects = 1024;  // further ones are told as "others"
  static constexpr std::uint64_t kToldWhole = 10;     // refused attempts of a series, or as many as make one

  explicit Alerts(Policy policy) : policy_(std::move(policy)) {}
  // How the event itself is to be told.
  Telling see(const ModuleEvent& event, Tick now);
  void see(const Loss& loss, Tick now);
  // What is to be told by now.
  std::vector<Alert> take(Tick now);
  // The rest.
  std::vector<Alert> finish();

 private:
  void raise(Alert alert, Tick now);
  Telling count_refused(const ModuleEvent& event, Tick now);

  struct Fold {
    std::optional<Alert> repeats;
    std::uint64_t since = 0;  // by the steady clock
  };
  struct Series {
    std::uint64_t since = 0;  // by the records' clock
    std::uint64_t last = 0;
    std::uint64_t attempts = 0;
  };
  Policy policy_;
  std::map<std::pair<AlertKind, std::string>, Fold> open_;
  std::map<std::string, Series> series_;
  std::vector<Alert> told_;
};

// modtrail.alert/1 (docs/schema/alert.schema.json), and a line for people; with their feeds.
void append_json(std::string& out, const Alert& alert);
void append_text(std::string& out, const Alert& alert);

}  // namespace modtrail
