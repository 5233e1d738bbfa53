#include "cli/alert_sink.h"

#include "modtrail/trail/encode.h"

namespace modtrail {

namespace {

constexpr std::size_t kMostEvents = 4096;  // of a round: an alert about a later one goes without it

}  // namespace

void AlertSink::see(const ModuleEvent& event) {
  if (events_.size() < kMostEvents) append_json(events_[event.id], event, Lines::Leave);
}

void AlertSink::add(const Alert& alert, Tick now) {
  std::string input;
  append_json(input, alert);
  const auto event = alert.event ? events_.find(*alert.event) : events_.end();
  if (event != events_.end() && input.size() + event->second.size() <= AlertCommand::kMostInput) input += event->second;
  waiting_.push_back(std::move(input));
  if (waiting_.size() <= kMost) return;
  waiting_.pop_front();
  account_.lost(1, "more alerts came than it took", now);
}

void AlertSink::count_ended(Tick now) {
  for (const std::string& why : command_.ended()) {
    if (why.empty()) {
      account_.worked(now);
    } else {
      account_.failed(why, now);
      account_.lost(1, why, now);
    }
  }
}

void AlertSink::flush(Tick now) {
  events_.clear();
  count_ended(now);
  while (!waiting_.empty()) {
    const Result<bool> taken = command_.run(waiting_.front());
    if (!taken) return account_.failed(taken.error().message, now);
    if (!*taken) return;
    waiting_.pop_front();
  }
}

void AlertSink::give_up(Tick now) {
  count_ended(now);
  account_.lost(waiting_.size() + command_.under_way(), "it had not ended before the watch did", now);
  waiting_.clear();
}

}  // namespace modtrail
