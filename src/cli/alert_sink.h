#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "host/alert_command.h"
#include "modtrail/trail/alerts.h"
#include "modtrail/trail/module_event.h"
#include "sink/delivery.h"

namespace modtrail {

// Alerts on their way to a command: each as its line of JSON, behind it that of the module event it is about, where
// that is of the same round.
class AlertSink {
 public:
  static constexpr std::size_t kMost = 256;  // that wait; behind it the oldest are given up and counted

  explicit AlertSink(AlertCommand command) : command_(std::move(command)), account_("command:" + command_.name()) {}
  void see(const ModuleEvent& event);
  void add(const Alert& alert, Tick now);
  // Never waits.  Ends a round.
  void flush(Tick now);
  bool is_empty() const { return waiting_.empty() && command_.under_way() == 0; }
  void give_up(Tick now);
  std::optional<Delivery> news(Tick now) { return account_.news(now); }

 private:
  void count_ended(Tick now);

  AlertCommand command_;
  DeliveryAccount account_;
  std::map<EventId, std::string> events_;
  std::deque<std::string> waiting_;
};

}  // namespace modtrail
