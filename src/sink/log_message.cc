#include "sink/log_message.h"

#include <optional>
#include <utility>

#include "modtrail/base/text.h"
#include "modtrail/trail/encode.h"
#include "modtrail/trail/encode_loss.h"
#include "modtrail/uapi/attempt.h"

namespace modtrail {

namespace {

using Fields = std::vector<LogMessage::Field>;

void add(Fields& fields, std::string_view name, std::string_view value) {
  if (!value.empty()) fields.push_back({name, std::string(value)});
}

void add(Fields& fields, std::string_view name, std::uint64_t value) {
  fields.push_back({name, std::to_string(value)});
}

void add_id(Fields& fields, std::string_view name, std::optional<std::uint32_t> id) {
  if (id) fields.push_back({name, *id == kUnset ? "unset" : std::to_string(*id)});
}

LogSeverity severity_of(const ModuleEvent& event) {
  switch (event.outcome.value_or(ModuleOutcome::Done)) {
    case ModuleOutcome::Refused:
      return LogSeverity::Warning;
    case ModuleOutcome::Invalid:
    case ModuleOutcome::Failed:
      return LogSeverity::Notice;
    case ModuleOutcome::Done:
    case ModuleOutcome::Absent:
    case ModuleOutcome::Busy:
    case ModuleOutcome::Exists:
      break;
  }
  return LogSeverity::Informational;
}

LogSeverity severity_of(AlertKind kind) {
  switch (kind) {
    case AlertKind::SecurityUnload:
    case AlertKind::AuditOff:
      return LogSeverity::Critical;
    case AlertKind::UnexpectedModule:
    case AlertKind::UnsignedModule:
    case AlertKind::RefusedSeries:
    case AlertKind::RulesChanged:
    case AlertKind::TrailGap:
      break;
  }
  return LogSeverity::Error;
}

LogSeverity severity_of(Completeness verdict) {
  switch (verdict) {
    case Completeness::Complete:
      return LogSeverity::Informational;
    case Completeness::Incomplete:
      return LogSeverity::Warning;
    case Completeness::Unknown:
      break;
  }
  return LogSeverity::Notice;
}

// The line for people, without the time that stands before it and its feed.
template <class Told>
std::string line_of(const Told& told) {
  std::string line;
  append_text(line, told);
  const std::size_t start = line.find("  ");
  const std::size_t end = line.find('\n');
  return start < end ? line.substr(start + 2, end - start - 2) : line.substr(0, end);
}

std::string in_one_line(const ModuleEvent& event) {
  const EventWords words = words_of(event);
  std::string text = words.what;
  for (const std::string& more : {words.who, words.how}) {
    if (!more.empty()) text += "; " + more;
  }
  return text;
}

}  // namespace

LogMessage message_of(const ModuleEvent& event) {
  LogMessage message{severity_of(event), "event", event.id.time, {}, in_one_line(event)};
  const auto operation = operation_of(event);
  if (operation) add(message.fields, "operation", name(*operation));
  add(message.fields, "module", event.module.value_or(""));
  if (event.outcome) add(message.fields, "outcome", name(*event.outcome));
  if (event.syscall) add(message.fields, "syscall", name(*event.syscall));
  if (event.abi) add(message.fields, "abi", name(*event.abi));
  add_id(message.fields, "auid", event.auid);
  add_id(message.fields, "uid", event.uid);
  add_id(message.fields, "pid", event.pid);
  add(message.fields, "exe", event.exe.value_or(""));
  add(message.fields, "origin", name(event.origin));
  if (event.service) add(message.fields, "service", event.service->unit);
  add(message.fields, "node", event.id.node);
  add(message.fields, "serial", std::uint64_t{event.id.serial});
  return message;
}

LogMessage message_of(const Alert& alert) {
  LogMessage message{severity_of(alert.kind), "alert", alert.until, {}, line_of(alert)};
  add(message.fields, "alert", name(alert.kind));
  add(message.fields, "subject", alert.subject);
  add(message.fields, "times", alert.times);
  if (alert.event) add(message.fields, "serial", std::uint64_t{alert.event->serial});
  return message;
}

LogMessage message_of(const Loss& loss) {
  const bool counted = !unit(loss.cause).empty();
  LogMessage message{counted ? LogSeverity::Warning : LogSeverity::Notice, "loss", loss.until, {}, line_of(loss)};
  add(message.fields, "cause", name(loss.cause));
  if (counted) add(message.fields, "amount", loss.amount);
  add(message.fields, "unit", unit(loss.cause));
  add(message.fields, "node", loss.node);
  return message;
}

LogMessage message_of(const TrailInterval& interval) {
  LogMessage message{severity_of(interval.verdict), "interval", interval.until, {}, line_of(interval)};
  add(message.fields, "verdict", name(interval.verdict));
  add(message.fields, "records", interval.records);
  add(message.fields, "module_events", interval.module_events);
  return message;
}

LogMessage message_of(const Delivery& delivery) {
  const bool failing = delivery.state == DeliveryState::Failing;
  LogMessage message{
      failing ? LogSeverity::Error : LogSeverity::Notice, "delivery", delivery.until, {}, line_of(delivery)};
  add(message.fields, "to", delivery.to);
  add(message.fields, "state", name(delivery.state));
  add(message.fields, "late", delivery.late);
  add(message.fields, "lost", delivery.lost);
  return message;
}

LogMessage message_of(const Anchor& anchor) {
  LogMessage message{LogSeverity::Informational, "checkpoint", anchor.checkpoint.time, {}, print_anchor(anchor)};
  add(message.fields, "chain", anchor.chain);
  add(message.fields, "epoch", anchor.checkpoint.epoch);
  add(message.fields, "lines", anchor.checkpoint.size);
  return message;
}

}  // namespace modtrail
