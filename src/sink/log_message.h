#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "modtrail/trail/alerts.h"
#include "modtrail/trail/ledger.h"
#include "modtrail/trail/module_event.h"
#include "modtrail/trail/sealed_line.h"
#include "sink/delivery.h"

namespace modtrail {

// RFC 5424, table 2.
enum class LogSeverity : std::uint8_t { Critical = 2, Error = 3, Warning = 4, Notice = 5, Informational = 6 };

// What a watch tells, as a logger takes it: its severity, fields to select by, and a line to read.
struct LogMessage {
  struct Field {
    std::string_view name;  // "module"
    std::string value;      // any bytes
  };
  LogSeverity severity = LogSeverity::Informational;
  std::string_view kind;   // "event", "loss", "interval", "alert", "delivery", "checkpoint"
  std::uint64_t time = 0;  // milliseconds since 1970
  std::vector<Field> fields;
  std::string text;  // without feed
};

// A refused attempt is a warning, another that failed a notice, the rest informational.
LogMessage message_of(const ModuleEvent& event);
// An error: a security module went, or auditing was turned off: critical.
LogMessage message_of(const Alert& alert);
LogMessage message_of(const Loss& loss);  // a warning; a notice where nothing is counted
LogMessage message_of(const TrailInterval& interval);
LogMessage message_of(const Delivery& delivery);
LogMessage message_of(const Anchor& anchor);  // the line that `verify --anchor` takes

}  // namespace modtrail
